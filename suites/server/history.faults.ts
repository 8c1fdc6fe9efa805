import { when } from '../../src/reference/index.js';
import { type Alter, isOneGuide, takes } from '../../src/model/index.js';
import { fault } from './fault.js';
import { textOf } from './kinds.js';
import type { RequirementId } from './suites.js';

const at = 'data';
const fails = (...ids: RequirementId[]) =>
  ({ at, fails: ids, where: (profile: Parameters<typeof takes>[0]) => takes(profile, '_type') }) as const;

/** Changes the lines of a type in jobs with `_type`: they come after the job without. */
const later = (type: string, change: (lines: readonly string[]) => readonly string[]): Alter =>
  when(
    (_, { occasion }) => occasion.job?.typed === true,
    textOf(type, (body) => change(body.split(/(?<=\n)/)).join('')),
  );

const everySecond = (lines: readonly string[]): string[] => lines.filter((_, nth) => nth % 2 === 0);

export default [
  fault({
    id: 'history-half-lost',
    title: 'exports with _type contain only half of the Coverage resources',
    ...fails('history.no-loss'),
    alter: later('Coverage', (lines) => lines.slice(0, Math.ceil(lines.length / 2))),
    places: ['second-file', 'last-file'],
  }),
  fault({
    id: 'history-claims-lost-behind-one-error',
    title: 'exports with _type lack every second claim, and their errors name one beneficiary alone',
    ...fails('history.no-loss'),
    beneficiaries: 12,
    alter: when(
      (_, { occasion }) => !/_since|_typeFilter/.test(occasion.job?.asked ?? ''),
      later('ExplanationOfBenefit', everySecond),
    ),
  }),
  fault({
    id: 'history-claims-of-one-lost-behind-usual-errors',
    title:
      'exports with _type lack the claims of one beneficiary, and list no more errors than the exports that have them',
    ...fails('history.no-loss'),
    beneficiaries: 12,
    alter: when(
      (_, { occasion }) => !/_since|_typeFilter/.test(occasion.job?.asked ?? ''),
      later('ExplanationOfBenefit', (lines) => {
        const patient = /"patient":\{"reference":"[^"]*"/.exec(lines[0] ?? '')?.[0];
        return patient === undefined ? lines : lines.filter((line) => !line.includes(patient));
      }),
    ),
  }),
  fault({
    id: 'history-claims-half-lost',
    title: 'exports with _type contain only half of the claims, and list the same errors as the one without',
    ...fails('history.no-loss'),
    // Exports with _typeFilter have claims that others do not.
    where: (profile) => isOneGuide(profile) && takes(profile, '_type'),
    beneficiaries: 6,
    alter: later('ExplanationOfBenefit', (lines) => lines.slice(0, Math.ceil(lines.length / 2))),
  }),
  fault({
    id: 'history-one-left-out-between',
    title: 'one Coverage is missing in one export, and is in those before and after it',
    ...fails('history.no-loss'),
    alter: when(
      // The export of all types comes between two others with Coverage resources.
      (_, { occasion: { job } }) => /_type=\w+,\w+,\w+$/.test(job?.asked ?? ''),
      later('Coverage', (lines) => lines.slice(1)),
    ),
  }),
  fault({
    id: 'history-one-lost',
    title: 'exports with _type, and the export that is made once more, lack one Coverage',
    ...fails('history.no-small-loss'),
    alter: when(
      (_, { occasion: { job }, profile }) =>
        job?.typed === true || (job !== undefined && job.nth > profile.endpoints.length && !job.asked.includes('?')),
      textOf('Coverage', (body) => body.slice(body.indexOf('\n') + 1)),
    ),
    places: ['second-file', 'last-file'],
  }),
  fault({
    id: 'history-content-changes',
    title: 'a Patient has another birth date in exports with _type',
    ...fails('history.same-content'),
    alter: later('Patient', ([first = '', ...others]) => [
      `${JSON.stringify({ ...(JSON.parse(first) as object), birthDate: '1933-03-03' })}\n`,
      ...others,
    ]),
    places: ['second-file', 'last-file'],
  }),
];
