import type { Source } from '../src/model/index.js';

/** A section of the guide, by its heading; both guides have it where the requirement belongs to both. */
export const guide = (section: string): Source => ({ document: 'BCDA guide', section });

/** A section of an RFC. */
export const rfc = (number: number, section: string): Source => ({
  document: `RFC ${number}`,
  section,
  url: `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`,
});

/** The draft of 2019 that the guides call the FHIR Bulk Data Export Proposal. */
export const bulkData = (section: string): Source => ({
  document: 'FHIR Bulk Data Export, draft of 2019',
  section,
  url: 'https://github.com/HL7/bulk-data/blob/master/spec/export/index.md',
});

/** A page of FHIR STU3 (3.0.1). */
export const fhir = (section: string, page: string): Source => ({
  document: 'FHIR STU3',
  section,
  url: `http://hl7.org/fhir/STU3/${page}`,
});

/** A page of FHIR R4 (4.0.1). */
export const r4 = (section: string, page: string): Source => ({
  document: 'FHIR R4',
  section,
  url: `http://hl7.org/fhir/R4/${page}`,
});

/** A profile of CARIN Blue Button 2.2.0. */
export const carinBlueButton = (section: string, profile: string): Source => ({
  document: 'FHIR guide CARIN Blue Button 2.2.0',
  section,
  url: `http://hl7.org/fhir/us/carin-bb/STU2.2/StructureDefinition-${profile}.html`,
});

/** The published standard that the pages of today name. */
export const bulkData2 = (section: string): Source => ({
  document: 'FHIR Bulk Data Access 2.0.0',
  section,
  url: 'http://hl7.org/fhir/uv/bulkdata/STU2/export.html',
});

export const ndjson = (section: string): Source => ({ document: 'NDJSON', section, url: 'http://ndjson.org' });

/** A recommendation of this project and of no document; `section` is the part of the guide that it concerns. */
export const advice = (section: string): Source => ({ document: 'advice on the BCDA guide', section });
