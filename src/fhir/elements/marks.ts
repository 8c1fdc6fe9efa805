import type { Mark, ResourceMarks } from '../../model/index.js';

interface Coding {
  readonly system?: unknown;
  readonly code?: unknown;
}
interface Marked {
  readonly meta?: { readonly tag?: unknown } | null;
  readonly outcome?: unknown;
  readonly identifier?: unknown;
}

/** What a resource of a type lacks, or has against the documentation. `read` returns it; it is called only where it must be. */
export const marksOf = (marks: ResourceMarks, type: string, line: Buffer, read: () => object | undefined): Mark[] => {
  const found: Mark[] = [];
  if (type === 'ExplanationOfBenefit') found.push(...ofClaim(marks, read() ?? {}));
  if (type === 'Patient' && !hasMbi(marks, read() ?? {})) found.push('mbi');
  if (mayHaveOld(marks, line) && hasOld(marks, read())) found.push('old-url');
  return found;
};

const ofClaim = ({ systemType, outcomes, controlNumber }: ResourceMarks, claim: Marked): Mark[] => {
  const found: Mark[] = [];
  const tags = listIn<Coding>(claim.meta?.tag).filter((tag) => tag?.system === systemType.system);
  if (tags.length !== 1 || !systemType.codes.some((code) => code === tags[0]?.code)) found.push('system-type');
  if (!outcomes.some((one) => one === claim.outcome)) found.push('outcome');
  const numbered = listIn<{ readonly system?: unknown; readonly value?: unknown }>(claim.identifier).some(
    (one) => one?.system === controlNumber && isText(one.value),
  );
  if (!numbered) found.push('control-number');
  return found;
};

/** What tells claims of one system apart: person, system and control number; undefined: the claim does not have one of each. */
export const numberOf = (
  { systemType, controlNumber }: ResourceMarks,
  claim: object,
  subject: string,
): string | undefined => {
  const { meta, identifier } = claim as Marked;
  const systems = listIn<Coding>(meta?.tag).flatMap((tag) => (tag?.system === systemType.system ? [tag.code] : []));
  const numbers = listIn<{ readonly system?: unknown; readonly value?: unknown }>(identifier).flatMap((one) =>
    one?.system === controlNumber ? [one.value] : [],
  );
  const [system, number] = [systems[0], numbers[0]];
  const isOne = systems.length === 1 && numbers.length === 1 && isText(system) && isText(number);
  return isOne ? JSON.stringify([subject, system, number]) : undefined;
};

const hasMbi = ({ mbi }: ResourceMarks, { identifier }: Marked): boolean =>
  listIn<{ readonly system?: unknown; readonly value?: unknown; readonly type?: { readonly coding?: unknown } | null }>(
    identifier,
  ).some(
    (one) =>
      one?.system === mbi.system &&
      isText(one.value) &&
      listIn<Coding>(one.type?.coding).some((coding) => coding?.code === mbi.type),
  );

/** Whether a line may name a URL of the versions before; with escapes, it would be written otherwise. */
const mayHaveOld = ({ oldUrls }: ResourceMarks, line: Buffer): boolean =>
  line.includes(oldUrls) || line.includes('\\/') || line.includes('\\u00');

/** Elements whose values are URLs, or systems and codes. */
const NAMING: ReadonlySet<string> = new Set(['url', 'system', 'code']);

const hasOld = (marks: ResourceMarks, value: unknown, name = ''): boolean => {
  if (typeof value === 'string') return NAMING.has(name) && value.startsWith(marks.oldUrls);
  if (Array.isArray(value)) return value.some((one) => hasOld(marks, one, name));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, one]) => hasOld(marks, one, key));
};

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const listIn = <One>(value: unknown): readonly (One | null | undefined)[] =>
  Array.isArray(value) ? (value as (One | null)[]) : [];
