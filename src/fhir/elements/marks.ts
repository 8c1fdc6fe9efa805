import type { Mark, ResourceMarks } from '../../model/index.js';
import { objectInLine } from './line.js';
import { type Members, tagsOf } from './members.js';

interface Coding {
  readonly system?: unknown;
  readonly code?: unknown;
}

/** What the resource of a type in a line lacks, or has against the documentation. */
export const marksOf = (marks: ResourceMarks, type: string, line: Buffer, members: Members): Mark[] => {
  const found: Mark[] = [];
  if (type === 'ExplanationOfBenefit') found.push(...ofClaim(marks, members));
  if (type === 'Patient' && !hasMbi(marks, members)) found.push('mbi');
  if (mayHaveOld(marks, line) && hasOld(marks, objectInLine(line))) found.push('old-url');
  return found;
};

const ofClaim = ({ systemType, outcomes, controlNumber, unnumbered }: ResourceMarks, members: Members): Mark[] => {
  const found: Mark[] = [];
  const tags = listIn<Coding>(tagsOf(members)).filter((tag) => tag?.system === systemType.system);
  if (tags.length !== 1 || !systemType.codes.some((code) => code === tags[0]?.code)) found.push('system-type');
  if (!outcomes.some((one) => one === members('outcome'))) found.push('outcome');
  const numbered = listIn<{ readonly system?: unknown; readonly value?: unknown }>(members('identifier')).some(
    (one) => one?.system === controlNumber && isText(one.value),
  );
  if (!numbered && !tags.some((tag) => unnumbered.some((code) => code === tag?.code))) found.push('control-number');
  return found;
};

/** What tells claims of one system apart: person, system and control number; undefined: the claim does not have one of each. */
export const numberOf = (
  { systemType, controlNumber }: ResourceMarks,
  members: Members,
  subject: string,
): string | undefined => {
  const systems = listIn<Coding>(tagsOf(members)).flatMap((tag) =>
    tag?.system === systemType.system ? [tag.code] : [],
  );
  const numbers = listIn<{ readonly system?: unknown; readonly value?: unknown }>(members('identifier')).flatMap(
    (one) => (one?.system === controlNumber ? [one.value] : []),
  );
  const [system, number] = [systems[0], numbers[0]];
  const isOne = systems.length === 1 && numbers.length === 1 && isText(system) && isText(number);
  return isOne ? JSON.stringify([subject, system, number]) : undefined;
};

const hasMbi = ({ mbi }: ResourceMarks, members: Members): boolean =>
  listIn<{ readonly system?: unknown; readonly value?: unknown; readonly type?: { readonly coding?: unknown } | null }>(
    members('identifier'),
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
