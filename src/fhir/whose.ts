/** What tells a resource from others: its type and id, and whom it is about. Absent: it says nothing of the kind. */
export interface Whose {
  readonly resourceType?: string;
  readonly id?: string;
  /** Its reference to its Patient, as it is written. */
  readonly subject?: string;
}

/** Where a resource refers to its Patient, by type. */
export const SUBJECT: Readonly<Record<string, string>> = { ExplanationOfBenefit: 'patient', Coverage: 'beneficiary' };

/** The same of a resource that was parsed. */
export const whoseIs = (resource: Readonly<Record<string, unknown>>): Whose => {
  const { resourceType: type, id } = resource;
  if (typeof type !== 'string') return typeof id === 'string' ? { id } : {};
  const element = Object.hasOwn(SUBJECT, type) ? SUBJECT[type] : undefined;
  const held = element === undefined ? undefined : (resource[element] as { reference?: unknown } | null | undefined);
  const subject = held?.reference;
  return {
    resourceType: type,
    ...(typeof id === 'string' && { id }),
    ...(typeof subject === 'string' && { subject }),
  };
};
