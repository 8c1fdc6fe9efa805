import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { readSchema } from '../../../schemas/index.js';
import type { Profile, Transcript } from '../../../src/model/index.js';
import { faults } from '../../../suites/server/faults.js';
import { profile201909 } from '../../../suites/profiles/2019-09.js';
import { profile201912 } from '../../../suites/profiles/2019-12.js';
import { profiles } from '../../../suites/profiles/index.js';
import { rogues } from '../../../suites/client/rogues.js';
import { checkUnder } from '../../matrix/matrix.js';
import { certifiedRogue } from '../../matrix/rogues.js';
import { json, number, text } from './index.js';
import { fitting } from './schema.js';
import { type RandomChange, changed, changes } from './changes.js';

/** Faults under which something is recorded that the sound server has no occasion for. */
const FAULTS = ['retry-after-while-running', 'empty-type-means-all', 'output-cut', 'patient-marital-status-of-no-set'];
const ROGUE = 'credentials-everywhere';

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
ajv.addSchema(readSchema('report'), 'report');
const isExchange = ajv.compile({ $ref: 'report#/$defs/exchange' });
const isFact = ajv.compile({ $ref: 'report#/$defs/fact' });
const fits = (kind: RandomChange['in'], one: unknown): boolean => {
  if (kind === 'facts') return isFact(one);
  return isExchange(one) && URL.canParse((one as { request: { url: string } }).request.url);
};

export const profileOf = ({ profile }: Transcript): Profile => {
  const found = profiles.find(({ id }) => id === profile);
  if (found === undefined) throw new Error(`there is no profile ${profile}`);
  return found;
};

/** Transcripts of real runs: of both roles, under both profiles, of sound ones and of some that are not. */
export const recorded = async (): Promise<readonly Transcript[]> => {
  const some = faults.filter(({ id }) => FAULTS.includes(id));
  const rogue = rogues.find(({ id }) => id === ROGUE);
  if (some.length !== FAULTS.length || rogue === undefined) throw new Error('a fault or a rogue is not there any more');
  const runs = [
    await checkUnder(profile201909, []),
    await checkUnder(profile201912, []),
    await checkUnder(profile201912, some),
    await certifiedRogue(profile201912),
    await certifiedRogue(profile201909, rogue),
  ];
  return runs.map(({ transcript }) => transcript);
};

/** One of the recorded transcripts, with anything done to it that leaves it a transcript. */
export const altered = (all: readonly Transcript[]): fc.Arbitrary<Transcript> =>
  fc.tuple(fc.nat(all.length - 1), changes).map(([index, done]) => {
    const one = all[index];
    if (one === undefined) throw new Error(`there is no transcript ${index}`);
    const says = `the recorded transcript ${index} (${one.role}, ${one.profile}, ${one.target}) after ${JSON.stringify(done)}`;
    return Object.defineProperty(changed(one, done, fits), fc.toStringMethod, { value: () => says });
  });

/** The texts that a member has in recorded transcripts. */
const textsOf = (all: readonly Transcript[], member: 'step' | 'label' | 'of'): string[] => [
  ...new Set(all.flatMap(({ exchanges }) => exchanges.flatMap((exchange) => exchange[member] ?? []))),
];

/** Transcripts that no run left: whatever the schema allows, with labels, steps and headers that expectations ask for. */
export const free = (all: readonly Transcript[]): fc.Arbitrary<Transcript> => {
  const report = readSchema('report') as { $defs: Record<string, unknown> };
  const urls = [...new Set(all.flatMap(({ exchanges }) => exchanges.map(({ request }) => request.url)))];
  const headers = all.flatMap(({ exchanges }) => exchanges.flatMap(({ reply }) => reply?.headers ?? []));
  const names = [...new Set(headers.map(([name]) => name))];
  const values = [...new Set(headers.map(([, value]) => value))];
  const bodies = all.flatMap(({ exchanges }) => exchanges.flatMap(({ reply }) => reply?.body.json ?? []));
  const words = {
    step: fc.constantFrom(...textsOf(all, 'step')),
    label: fc.constantFrom(...textsOf(all, 'label')),
    labels: fc.constantFrom(...textsOf(all, 'label')),
    of: fc.constantFrom(...textsOf(all, 'of')),
    url: fc.oneof(fc.constantFrom(...urls), fc.webUrl()),
    type: fc.constantFrom('Patient', 'Coverage', 'ExplanationOfBenefit', 'OperationOutcome', 'Basket', ''),
    status: fc.constantFrom(200, 200, 202, 302, 400, 401, 403, 404, 429, 500, 503, 0),
    json: fc.oneof(json, fc.constantFrom(...bodies)),
    exchange: fc.integer({ min: 1, max: 1000 }),
    '#header': fc.tuple(
      fc.oneof(fc.constantFrom(...names), text),
      fc.oneof(fc.constantFrom(...values), text, number.map(String)),
    ),
    compared: fc.integer({ min: 1, max: 1000 }),
  };
  const schema = readSchema('transcript') as object;
  return fc
    .tuple(fitting(schema, report.$defs, words), fc.constantFrom(...all))
    .map(([made, { target, profile, steps, role }]) =>
      changed({ ...(made as Transcript), target, profile, steps, role }, [], fits),
    );
};
