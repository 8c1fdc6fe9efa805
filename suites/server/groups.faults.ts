import { text, when } from '../../src/reference/index.js';
import { type Alter, exportsOthers, type FaultContext, type ServerRequest } from '../../src/model/index.js';
import { fault } from './fault.js';
import { isOfRunout, textOf } from './kinds.js';
import { unseen } from './places.js';
import type { RequirementId } from './suites.js';

const fails = (...ids: RequirementId[]) => ({ at: 'data', where: exportsOthers, fails: ids }) as const;

/** A file of the export of last year's people, or one of the others. */
const ofRunout = (_: ServerRequest, { occasion: { job } }: FaultContext): boolean =>
  job !== undefined && isOfRunout({ path: job.asked } as ServerRequest);
const isFirstFile = (_: ServerRequest, { occasion: { file } }: FaultContext): boolean => file?.nth === 1;

const idIn = (line: string): string => String((JSON.parse(line) as { id: unknown }).id);
const firstLine = (lines: string): string => lines.slice(0, lines.indexOf('\n'));
/** The first resource once more, with other ids. */
const withCopies =
  (...ids: readonly string[]) =>
  (lines: string): string =>
    lines +
    ids.map((id) => `${firstLine(lines).replace(`"id":"${idIn(firstLine(lines))}"`, `"id":"${id}"`)}\n`).join('');

/** The id of the first Patient of today is kept, and the first one of last year comes once more under that id. */
const currentPatientIn: Alter = (request, next, context) => {
  const known = context.keep('a Patient of today', { id: '' });
  return textOf('Patient', (lines) => {
    if (ofRunout(request, context)) return withCopies(known.id)(lines);
    known.id ||= idIn(firstLine(lines));
    return lines;
  })(request, next, context);
};

interface Claim {
  billablePeriod: unknown;
  item: Record<string, unknown>[];
}
/** The first claim is for care of this year, by the clock of the server. */
const ofThisYear = (lines: string, year: number): string => {
  if (!lines.includes('"resourceType":"ExplanationOfBenefit"')) return lines;
  const claim = JSON.parse(firstLine(lines)) as Claim;
  claim.billablePeriod = { start: `${year}-01-02`, end: `${year}-01-03` };
  for (const item of claim.item) {
    for (const name of ['_servicedDate', 'servicedPeriod']) Reflect.deleteProperty(item, name);
    item['servicedDate'] = `${year}-01-02`;
  }
  return JSON.stringify(claim) + lines.slice(firstLine(lines).length);
};

/** The claims of last year's people, who are few, are in one file. */
const NO_SECOND = unseen('the claims of the people of last year are in one file');

export default [
  fault({
    id: 'group-all-lacks-patients',
    title: 'the first export of Group/all lacks two Patients that all other exports have',
    ...fails('groups.all-is-patient'),
    alter: when(
      (request, context) =>
        isFirstFile(request, context) && context.occasion.job?.nth !== 1 && !ofRunout(request, context),
      textOf('Patient', withCopies('unlisted-1', 'unlisted-2')),
    ),
  }),
  fault({
    id: 'runout-has-patient-of-today',
    title: 'the export of Group/runout has a Patient who is also in Group/all',
    ...fails('groups.runout-apart'),
    alter: when(isFirstFile, currentPatientIn),
  }),
  fault({
    id: 'runout-has-claim-of-this-year',
    title: 'the first claim in a file of the export of Group/runout is for care of this year',
    ...fails('groups.runout-dates'),
    alter: when(
      ofRunout,
      text((lines, _, { clock }) => ofThisYear(lines, new Date(clock.now()).getUTCFullYear())),
    ),
    places: { 'second-file': NO_SECOND, 'last-file': NO_SECOND },
  }),
];
