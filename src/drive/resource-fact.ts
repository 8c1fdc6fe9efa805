import type { FhirRelease } from '../fhir/definitions/release.js';
import { validityOfText } from '../fhir/validate/validity.js';
import type { Fact } from '../model/index.js';
import type { JsonContent } from '../record/json.js';

/** Findings about a body that is a resource which the guides mention. */
export const resourceFact = (
  exchange: number,
  { text, documents }: JsonContent,
  release?: FhirRelease,
): Fact | undefined => {
  const [document] = documents;
  if (documents.length !== 1 || typeof document !== 'object' || document === null) return undefined;
  const type = (document as { resourceType?: unknown }).resourceType;
  return type === 'CapabilityStatement' || type === 'OperationOutcome' || type === 'Bundle'
    ? { kind: 'resource', exchange, type, validity: validityOfText(text, release) }
    : undefined;
};
