import { answering, asking, json, onReply, text, when } from '../../src/reference/index.js';
import { type Alter, type Profile, takes } from '../../src/model/index.js';
import { fault } from './fault.js';
import { ofJobs, oneInFour, textOf } from './kinds.js';
import { atPlaces, forEach, unseen } from './places.js';
import type { RequirementId } from './suites.js';

const where = (profile: Profile): boolean => takes(profile, '_since');
const fails = (...ids: RequirementId[]) => ({ where, fails: ids });

const sincePatient = ofJobs(/\/Patient\/\$export\?_since/);
const sinceGroup = ofJobs(/\/Group\/all\/\$export\?_since=[^&]*%2B/);

/** Export requests with a _since of a form are answered as if they had none. */
const ignoring = (form: RegExp): Alter =>
  when(
    ({ query }) => form.test(query.get('_since') ?? ''),
    asking((request) => {
      const query = new URLSearchParams(request.query);
      query.delete('_since');
      return { ...request, query };
    }),
  );

const REFUSAL = {
  status: 400,
  headers: [['Content-Type', 'application/fhir+json']],
  body: '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"value"}]}',
} as const;

/** Export requests with a _since of a form are refused. */
const refusing = (form: RegExp): Alter =>
  when(
    ({ query }) => form.test(query.get('_since') ?? ''),
    onReply(({ status }) => status === 202, answering(REFUSAL)),
  );

const DATE = /^\d{4}-\d\d-\d\d$/;
const NO_ZONE = /T[\d:.]+$/;
const WORD = /^[a-z]+$/;
const MICROSECONDS = /\.\d{6}Z$/;

interface Manifest {
  output: { type: string }[];
}
const withoutCoverage = json<Manifest>((it) => {
  it.output = it.output.filter(({ type }) => type !== 'Coverage');
});
/** Each resource says that it was updated on the first day from which on there are data. */
const asOld = (lines: string): string =>
  lines.replace(/"lastUpdated":"[^"]*"/g, '"lastUpdated":"2026-03-01T00:00:00.000+00:00"');

export default atPlaces(
  [
    fault({
      id: 'since-with-plus-refused',
      title: 'an export request with an encoded + in _since is refused',
      at: 'kickoff',
      ...fails('parameters.since'),
      blocks: ['parameters.since-group'],
      alter: refusing(/\+/),
    }),
    fault({
      id: 'since-with-offset-refused',
      title: 'an export request with an offset before UTC in _since is refused',
      at: 'kickoff',
      ...fails('parameters.since'),
      blocks: ['parameters.since-filters', 'parameters.since-complete'],
      empties: ['parameters.since-group'],
      alter: refusing(/-\d\d:\d\d$/),
    }),
    fault({
      id: 'since-ignored',
      title: '_since does not narrow the export of Patient',
      at: 'kickoff',
      ...fails('parameters.since-filters'),
      alter: ignoring(/-05:00$/),
    }),
    fault({
      id: 'since-in-local-time',
      title: 'the offset in _since is ignored, and the days before it are exported too',
      at: 'kickoff',
      ...fails('parameters.since-filters'),
      alter: asking((request) => {
        const query = new URLSearchParams(request.query);
        const since = query.get('_since') ?? '';
        if (/-05:00$/.test(since)) query.set('_since', new Date(Date.parse(since) - 60 * 86_400_000).toISOString());
        return { ...request, query };
      }),
    }),
    fault({
      id: 'since-has-old-coverages',
      title: 'Coverages of an export of Patient with _since were updated before it',
      at: 'data',
      ...fails('parameters.since-filters'),
      alter: when(sincePatient, textOf('Coverage', asOld)),
    }),
    fault({
      id: 'since-forgets-coverage',
      title: 'an export of Patient with _since has no Coverage',
      at: 'status',
      ...fails('parameters.since-complete'),
      alter: when(sincePatient, withoutCoverage),
    }),
    fault({
      id: 'since-loses-claims-behind-one-error',
      title: 'an export of Patient with _since lacks three of four claims, and its errors name one beneficiary alone',
      at: 'data',
      ...fails('parameters.since-complete'),
      beneficiaries: 12,
      alter: when(sincePatient, textOf('ExplanationOfBenefit', oneInFour)),
    }),
    fault({
      id: 'since-has-empty-files',
      title: 'data files of an export of Patient with _since are empty',
      at: 'data',
      ...fails('parameters.since-complete', 'manifest.empty-types'),
      // In v3, an export since an instant is filtered too, and has resources.
      empties: (profile) => [
        'parameters.since-group',
        ...(takes(profile, '_typeFilter') ? [] : (['parameters.since-filters'] as const)),
      ],
      alter: when(
        sincePatient,
        text(() => ''),
      ),
    }),
    fault({
      id: 'group-since-forgets-coverage',
      title: 'an export of Group/all with _since has no Coverage',
      at: 'status',
      ...fails('parameters.since-group'),
      alter: when(sinceGroup, withoutCoverage),
    }),
    fault({
      id: 'group-since-has-empty-files',
      title: 'data files of an export of Group/all with _since are empty',
      at: 'data',
      ...fails('parameters.since-group', 'manifest.empty-types'),
      alter: when(
        sinceGroup,
        text(() => ''),
      ),
    }),
    fault({
      id: 'transaction-time-refused',
      title: 'the transactionTime of a manifest is refused as _since',
      at: 'kickoff',
      ...fails('parameters.since-transaction-time'),
      alter: refusing(MICROSECONDS),
    }),
    ...(
      [
        ['date', 'a date', DATE],
        ['no-zone', 'a time without a zone', NO_ZONE],
        ['word', 'a word', WORD],
      ] as const
    ).map(([name, title, form]) =>
      fault({
        id: `since-${name}-accepted`,
        title: `an export request with ${title} in _since is accepted`,
        at: 'kickoff',
        ...fails('parameters.since-invalid'),
        alter: ignoring(form),
      }),
    ),
    fault({
      id: 'since-invalid-without-outcome',
      title: 'the 400 to an export request with a word in _since has no body',
      at: 'kickoff',
      ...fails('parameters.since-invalid'),
      alter: when(
        ({ query }) => WORD.test(query.get('_since') ?? ''),
        onReply(({ status }) => status === 400, answering({ status: 400, headers: [], body: '' })),
      ),
    }),
    fault({
      id: 'since-future-exports-all',
      title: 'a _since in the future is ignored',
      at: 'kickoff',
      ...fails('parameters.since-future'),
      alter: ignoring(/^2999/),
    }),
    fault({
      id: 'all-updated-at-once',
      title: 'all resources were updated at the same time',
      at: 'data',
      where,
      fails: [],
      // That a _since is accepted, and what it must export, can be judged all the same.
      blocks: ['parameters.since-filters'],
      alter: text((lines) => lines.replace(/"lastUpdated":"[^"]*"/g, '"lastUpdated":"2026-04-01T00:00:00.000+00:00"')),
    }),
    fault({
      id: 'runout-updated-before-epoch',
      title: 'Patients of last year were updated last in 2019',
      at: 'data',
      ...fails('parameters.since-epoch'),
      alter: when(
        ofJobs(/\/Group\/runout\//),
        textOf('Patient', (lines) => lines.replaceAll('"lastUpdated":"2026', '"lastUpdated":"2019')),
      ),
    }),
  ],
  {
    ...forEach(
      {
        'typed-requests': unseen('no export request with _since has _type'),
        'last-job': unseen('the last export has no _since'),
      },
      'since-with-plus-refused',
      ...['since-forgets-coverage', 'group-since-forgets-coverage', 'transaction-time-refused'],
      'since-future-exports-all',
    ),
    ...forEach(
      {
        'typed-requests': (profile: Profile) =>
          takes(profile, '_typeFilter') ? 'same' : unseen('no export request with _since has _type'),
        'last-job': unseen('the last export has no _since'),
      },
      ...['since-ignored', 'since-in-local-time'],
    ),
    ...forEach(
      {
        'typed-requests': (profile: Profile) =>
          takes(profile, '_typeFilter')
            ? { fails: ['parameters.type-filter'] }
            : unseen('no export request with _since has _type'),
        'last-job': unseen('the last export has no _since'),
      },
      'since-with-offset-refused',
    ),
    ...forEach(
      {
        'second-file': { fails: ['parameters.since-complete'] },
        'last-file': { fails: ['parameters.since-complete'] },
      },
      'since-has-empty-files',
    ),
    ...forEach(
      // The other files of the type have resources.
      {
        'second-file': { fails: ['parameters.since-group'] },
        'last-file': { fails: ['parameters.since-group'] },
      },
      'group-since-has-empty-files',
    ),
    ...forEach(
      { 'second-file': 'same', 'last-file': 'same' },
      ...['since-has-old-coverages'],
      'runout-updated-before-epoch',
    ),
  },
);
