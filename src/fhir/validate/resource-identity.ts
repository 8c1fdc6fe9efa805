import { type JsonNode, JsonKind } from '../ndjson/json-text.js';
import { member } from '../invariants/look.js';

/** What tells a resource from others: its type and id, and whom it is about. Absent: it says nothing of the kind. */
export interface ResourceIdentity {
  readonly resourceType?: string;
  readonly id?: string;
  /** Its reference to its Patient, as it is written. */
  readonly subject?: string;
}

/** Where a resource refers to its Patient, by type. */
export const SUBJECT: Readonly<Record<string, string>> = { ExplanationOfBenefit: 'patient', Coverage: 'beneficiary' };

/** The string at the end of a path of names; undefined where none stands there. */
type StringAt = (...path: readonly string[]) => string | undefined;

const identityFrom = (look: StringAt): ResourceIdentity => {
  const [resourceType, id] = [look('resourceType'), look('id')];
  const element =
    resourceType !== undefined && Object.hasOwn(SUBJECT, resourceType) ? SUBJECT[resourceType] : undefined;
  const subject = element === undefined ? undefined : look(element, 'reference');
  return {
    ...(resourceType !== undefined && { resourceType }),
    ...(id !== undefined && { id }),
    ...(subject !== undefined && { subject }),
  };
};

/** Whose an object is that the judge has read. */
export const identityInNode = (root: JsonNode): ResourceIdentity =>
  identityFrom((...path) => {
    const node = path.reduce<JsonNode | undefined>(member, root);
    return node?.kind === JsonKind.string ? node.text : undefined;
  });

/** Whose an object is that JSON.parse has read. */
export const identityInObject = (object: object): ResourceIdentity =>
  identityFrom((...path) => {
    const value = path.reduce<unknown>(
      (one, key) => (one as Record<string, unknown> | null | undefined)?.[key],
      object,
    );
    return typeof value === 'string' ? value : undefined;
  });
