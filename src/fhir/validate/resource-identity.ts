import { type JsonNode, JsonKind } from '../ndjson/json-node.js';
import { member } from '../invariants/members.js';

/** What identifies a resource: its type, its id, and the Patient that it is about. Absent: the resource does not say. */
export interface ResourceIdentity {
  readonly resourceType?: string;
  readonly id?: string;
  /** Its reference to its Patient, as written. */
  readonly subject?: string;
  /** The reference of a ClaimResponse to its Claim, as written. */
  readonly answers?: string;
}

/** The element with which a resource refers to its Patient, by type. */
export const SUBJECT: Readonly<Record<string, string>> = { ExplanationOfBenefit: 'patient', Coverage: 'beneficiary' };

/** The element with which a ClaimResponse refers to its Claim. */
export const ANSWERING = { type: 'ClaimResponse', element: 'request' } as const;

/** The string at a path of names; undefined if there is none. */
type StringAt = (...path: readonly string[]) => string | undefined;

const identityFrom = (stringAt: StringAt): ResourceIdentity => {
  const [resourceType, id] = [stringAt('resourceType'), stringAt('id')];
  const element =
    resourceType !== undefined && Object.hasOwn(SUBJECT, resourceType) ? SUBJECT[resourceType] : undefined;
  const subject = element === undefined ? undefined : stringAt(element, 'reference');
  const answers = resourceType === ANSWERING.type ? stringAt(ANSWERING.element, 'reference') : undefined;
  return {
    ...(resourceType !== undefined && { resourceType }),
    ...(id !== undefined && { id }),
    ...(subject !== undefined && { subject }),
    ...(answers !== undefined && { answers }),
  };
};

/** The identity of a resource that the judge has read. */
export const identityInNode = (root: JsonNode): ResourceIdentity =>
  identityFrom((...path) => {
    const node = path.reduce<JsonNode | undefined>(member, root);
    return node?.kind === JsonKind.string ? node.text : undefined;
  });

/** The identity of a resource that JSON.parse has read. */
export const identityInObject = (object: object): ResourceIdentity =>
  identityFrom((...path) => {
    const value = path.reduce<unknown>(
      (one, key) => (one as Record<string, unknown> | null | undefined)?.[key],
      object,
    );
    return typeof value === 'string' ? value : undefined;
  });
