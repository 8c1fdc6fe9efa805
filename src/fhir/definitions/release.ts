import type { FhirRelease } from '../../model/index.js';

/** The FHIR releases that the validator knows. */
export const RELEASES = {
  stu3: { title: 'STU3', version: '3.0.1', page: 'https://hl7.org/fhir/STU3/' },
  r4: { title: 'R4', version: '4.0.1', page: 'https://hl7.org/fhir/R4/' },
} as const satisfies Readonly<Record<FhirRelease, unknown>>;

export type { FhirRelease };

export const releaseNames = Object.keys(RELEASES) as readonly FhirRelease[];

/** The release that a version of FHIR (3.0.1, 4.0.1) belongs to. */
export const releaseOfVersion = (version: string): FhirRelease => {
  const [major] = version.split('.');
  const found = releaseNames.find((release) => RELEASES[release].version.split('.')[0] === major);
  if (found === undefined) throw new Error(`there are no definitions of FHIR ${version}`);
  return found;
};
