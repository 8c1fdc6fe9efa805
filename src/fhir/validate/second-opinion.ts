import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CannotJudge, type Difference, type SecondOpinion } from '../../model/index.js';
import { packageRoot } from '../../package.js';
import type { Line } from '../ndjson/lines.js';
import { definitionsOf } from '../definitions/definitions.js';
import type { FhirRelease } from '../definitions/release.js';
import type { Slot, TypeTable } from '../definitions/tables.js';
import { judgeText } from './judge/text.js';

const BY = 'fhir 4.12.0';
const FIRST_LINES = 5;
/** Differences kept; more say nothing new. */
const MOST_DIFFERENCES = 500;

interface Message {
  readonly location?: string;
  readonly severity?: string;
  readonly message?: string;
}
interface Package {
  readonly Fhir: new (parser: object) => { validate: (resource: object, options: object) => { messages: Message[] } };
  readonly ParseConformance: new (cached: boolean, version: string) => object;
  readonly Versions: { readonly STU3: string; readonly R4: string };
}

/** Judges lines with the package `fhir` too, and returns the differences. */
export const secondOpinion = async (lines: readonly Line[], release: FhirRelease): Promise<SecondOpinion> => {
  const ask = await otherReader(release);
  const found = new Map<string, { difference: Omit<Difference, 'count' | 'lines'>; count: number; lines: number[] }>();
  let [resources, agreed] = [0, 0];
  for (const { number, within, start, end } of lines) {
    if (within === undefined) continue;
    const text = Buffer.from(within.buffer, within.byteOffset + start, end - start)
      .toString('utf8')
      .replace(/^\ufeff/, '');
    const resource = parsed(text);
    if (resource === undefined) continue;
    resources += 1;
    const differences = compare(errorsIn(text, release), ask(resource));
    if (differences.length === 0) agreed += 1;
    for (const difference of differences) {
      const key = JSON.stringify(difference);
      if (!found.has(key) && found.size >= MOST_DIFFERENCES) continue;
      const group = found.get(key) ?? { difference, count: 0, lines: [] };
      group.count += 1;
      if (group.lines.length < FIRST_LINES) group.lines.push(number);
      found.set(key, group);
    }
  }
  const differences = [...found.values()].map(({ difference, ...rest }) => ({ ...difference, ...rest }));
  return { by: BY, resources, agreed, differences };
};

const parsed = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch (error) {
    // The other implementation cannot read invalid JSON; the message quotes the text.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** Errors by path. */
type Errors = ReadonlyMap<string, string>;

const compare = (ours: Errors, theirs: Errors): Omit<Difference, 'count' | 'lines'>[] => [
  ...[...ours].filter(([path]) => !theirs.has(path)).map(([path, rule]) => ({ path, ours: rule })),
  ...[...theirs].filter(([path]) => !ours.has(path)).map(([path, kind]) => ({ path, theirs: kind })),
];

const errorsIn = (text: string, release: FhirRelease): Errors =>
  new Map(
    judgeText(text, release)
      .findings.filter(({ severity }) => severity === 'error')
      .map(({ path, rule }) => [path.replace(/\[[0-9]+\]/g, '').replace(/^\w+\.contained\./, 'contained.'), rule]),
  );

/** Loads the other implementation; throws CannotJudge where it is not installed. */
export const loadOther = async (): Promise<Package> => {
  const loaded = await import('fhir').catch((cause: unknown) => {
    const says = `The second opinion needs the optional package ${BY.replace(' ', '@')}. Install it with npm.`;
    throw new CannotJudge(says, { cause });
  });
  return (loaded as unknown as { default: Package }).default;
};

export const otherReader = async (release: FhirRelease): Promise<(resource: object) => Errors> => {
  const { Fhir, ParseConformance, Versions } = await loadOther();
  const parser = release === 'r4' ? new ParseConformance(true, Versions.R4) : stu3Parser(ParseConformance, Versions);
  return (resource) => {
    const type = 'resourceType' in resource ? String(resource.resourceType) : '';
    try {
      const { messages } = new Fhir(parser).validate(resource, { errorOnUnexpected: true });
      const errors = messages.filter(({ severity }) => severity === 'error' || severity === 'fatal');
      return new Map(
        errors.map(({ location = '', message = '' }) => [placeOf(release, location, type), kindOf(message)]),
      );
    } catch {
      // It crashes on some invalid resources; its error may quote them.
      return new Map([['', 'it crashed']]);
    }
  };
};

/** The package has the definitions of R4 itself, and of STU3 only some. */
const stu3Parser = (ParseConformance: Package['ParseConformance'], { STU3 }: Package['Versions']): object => {
  const dump = gunzipSync(readFileSync(join(packageRoot, 'schemas/fhir/stu3/second-opinion.json.gz')));
  return Object.assign(new ParseConformance(false, STU3), JSON.parse(dump.toString('utf8')) as object);
};

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^Missing property/, 'missing property'],
  [/^Unexpected property/, 'unexpected property'],
  [/not found in value set$/, 'code not in the value set'],
  [/^Invalid type for reference/, 'type of a reference'],
  [
    /^(?:Invalid \w+(?: \w+)? (?:format )?for|Invalid .* format for|Number type expected|Invalid format)/,
    'format of a value',
  ],
  [/^Property is not an array/, 'not an array'],
  [/entry is required$/, 'empty array'],
  [/resourceType/, 'resource type'],
];
const kindOf = (message: string): string => KINDS.find(([form]) => form.test(message))?.[1] ?? 'another message';

/** A location as a path of this judge: without indexes, with value[x] for choices, and only with names of the release. */
const placeOf = (release: FhirRelease, location: string, root: string): string => {
  const [first = '', ...names] = location.replace(/\[[0-9]+\]/g, '').split('.');
  const tables = definitionsOf(release);
  let type: TypeTable | undefined = tables.isResource(first) ? tables.type(first) : undefined;
  if (type === undefined) return '';
  let path = first === root ? first : 'contained';
  for (const name of names) {
    const slot: Slot | undefined = type?.slots.get(name);
    const element = slot?.element ?? type?.elements.find((one) => one.name === name);
    if (element === undefined) break;
    path = `${path}.${element.name}`;
    type = slot === undefined ? undefined : tables.type(slot.extension ? 'Element' : slot.type);
  }
  return path;
};
