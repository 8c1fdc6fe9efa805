import { answering, asking, json, onReply, when } from '../../src/reference/index.js';
import { type Alter, isOfPages, type Profile, type ServerRequest, takes } from '../../src/model/index.js';
import { fault } from './fault.js';
import { ofJobs, oneInFour, readingOne, refusing, textOf } from './kinds.js';
import { atPlaces, forEach, unseen } from './places.js';
import type { RequirementId } from './suites.js';

const where = (profile: Profile): boolean => takes(profile, '_typeFilter');
const fails = (...ids: RequirementId[]) => ({ where, fails: ids });

const SYSTEM = 'https://bluebutton.cms.gov/fhir/CodeSystem/System-Type';
const ALL = ['SharedSystem', 'NationalClaimsHistory', 'DDPS'].map((code) => `${SYSTEM}|${code}`).join(',');

const INVALID = [
  ['type', 'a _typeFilter of Patients', /^Patient/],
  ['parameter', 'a _typeFilter with another parameter', /\?type=/],
  ['code', 'a System-Type that does not exist', /Nothing/],
  ['system', 'a tag without its system', /_tag=SharedSystem/],
  ['outcome', 'an outcome that does not exist', /outcome=error/],
  ['date', 'a service-date with ne', /=ne/],
  ['search', 'a _typeFilter without a search', /^ExplanationOfBenefit$/],
] as const;

/** Changes the _typeFilter of export requests, if they have only one; undefined: it is left out. */
const filtering = (change: (filter: string) => string | undefined): Alter =>
  asking((request) => {
    const [before = '', ...more] = request.query.getAll('_typeFilter');
    const after = more.length > 0 ? before : change(before);
    if (after === before) return request;
    const query = new URLSearchParams(request.query);
    query.delete('_typeFilter');
    if (after !== undefined) query.set('_typeFilter', after);
    return { ...request, query };
  });

/** A filter without one of its search parameters; undefined where nothing else is in it. */
const withoutParameter = (name: string, filter: string): string | undefined => {
  const [type = '', search = ''] = filter.split('?');
  const others = search.split('&').filter((pair) => !pair.startsWith(`${name}=`));
  return others.length === 0 ? undefined : `${type}?${others.join('&')}`;
};

/** Leaves one search parameter out of a filter, and the filter where nothing else is in it. */
const leavingOut = (name: string): Alter =>
  filtering((filter) =>
    // What the documentation does not have is refused as before.
    filter === '' || INVALID.some(([, , form]) => form.test(filter)) ? filter : withoutParameter(name, filter),
  );

/** Leaves a parameter of a request out. */
const leavingOutParameter = (name: string): Alter =>
  asking((request) => {
    const query = new URLSearchParams(request.query);
    query.delete(name);
    return { ...request, query };
  });

/** Requests with a _typeFilter of a kind are answered as if they had none. */
const ignoringFilter = (isOfKind: (filter: string, request: ServerRequest) => boolean): Alter =>
  when((request) => isOfKind(request.query.get('_typeFilter') ?? '', request), leavingOutParameter('_typeFilter'));

const REFUSAL = {
  status: 400,
  headers: [['Content-Type', 'application/fhir+json']],
  body: '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"value"}]}',
} as const;

/** Export requests with a parameter, or a value of it, are accepted as if they had none. */
const accepting = (name: string, value: RegExp): Alter =>
  when(
    ({ query }) => value.test(query.get(name) ?? '-'),
    asking((request) => {
      const query = new URLSearchParams(request.query);
      query.delete(name);
      return { ...request, query };
    }),
  );

/** Requests with a _typeFilter of a kind that the documentation has are refused. */
const refusingFilter = (isOfKind: (filter: string) => boolean): Alter =>
  when(
    ({ query }) => isOfKind(query.get('_typeFilter') ?? ''),
    onReply(({ status }) => status === 202, answering(REFUSAL)),
  );

const namesTwoSystems = (filter: string): boolean => filter.match(/System-Type/g)?.length === 2;

/** Prefixes of a service-date. */
const PREFIXES = ['eq', 'gt', 'ge', 'lt', 'le'] as const;

interface Manifest {
  output: { type: string }[];
}

export default atPlaces(
  [
    fault({
      id: 'filter-by-day-refused',
      title: 'a _typeFilter with a service-date is refused',
      at: 'kickoff',
      ...fails('parameters.type-filter'),
      // One export has an outcome alone, and no claim that is partly processed is exported by default.
      blocks: ['parameters.type-filter-date', 'parameters.type-filter-outcome'],
      empties: ['parameters.type-filter-complete'],
      alter: refusingFilter((filter) => /service-date=(?!ne)/.test(filter)),
    }),
    ...PREFIXES.flatMap((prefix) => [
      fault({
        id: `filter-by-${prefix}-refused`,
        title: `a _typeFilter with a service-date with ${prefix} is refused`,
        at: 'kickoff',
        ...fails('parameters.type-filter'),
        alter: refusingFilter((filter) => filter.includes(`service-date=${prefix}`)),
      }),
      fault({
        id: `filter-ignores-${prefix}`,
        title: `a service-date with ${prefix} is ignored in a _typeFilter`,
        at: 'kickoff',
        ...fails('parameters.type-filter-date'),
        // Of a few, no one has claims on both sides in each system.
        beneficiaries: 30,
        alter: filtering((filter) =>
          filter.includes(`service-date=${prefix}`) ? withoutParameter('service-date', filter) : filter,
        ),
      }),
    ]),
    fault({
      id: 'filter-takes-year-for-its-first-day',
      title: 'a service-date that is a year is taken for its first day',
      at: 'kickoff',
      ...fails('parameters.type-filter-complete'),
      // With more, an error file says that the claims of one cannot be exported.
      beneficiaries: 1,
      // Nor has one person of last year a claim.
      empties: ['groups.runout-dates'],
      alter: filtering((filter) => filter.replace(/(service-date=(?:eq)?\d{4})(?!-)/, '$1-01-01')),
    }),
    fault({
      id: 'filter-takes-month-for-its-first-day',
      title: 'a service-date that is a month is taken for its first day',
      at: 'kickoff',
      ...fails('parameters.type-filter-complete'),
      // So many claims are of one month that what an error file excuses is less.
      beneficiaries: 300,
      alter: filtering((filter) => filter.replace(/(service-date=..\d{4}-\d\d)(?!-)/, '$1-01')),
    }),
    fault({
      id: 'filter-of-two-systems-refused',
      title: 'a _typeFilter with two System-Types is refused',
      at: 'kickoff',
      ...fails('parameters.type-filter'),
      alter: refusingFilter(namesTwoSystems),
    }),
    fault({
      id: 'all-claims-of-one-day',
      title: 'all claims are for care on the same day',
      at: 'data',
      where,
      // What _typeFilter must accept can be judged all the same, and that nothing earlier comes.
      fails: [],
      blocks: ['parameters.type-filter-date'],
      alter: textOf('ExplanationOfBenefit', (lines) =>
        lines.replace(/"(start|end|servicedDate)":"\d{4}-\d\d-\d\d[^"]*"/g, '"$1":"2025-01-01"'),
      ),
    }),
    fault({
      id: 'filter-ignores-tag',
      title: 'a _typeFilter does not narrow claims by their tag',
      at: 'kickoff',
      ...fails('parameters.type-filter-tag'),
      beneficiaries: 30,
      alter: leavingOut('_tag'),
    }),
    fault({
      id: 'filter-ignores-two-systems',
      title: 'a _typeFilter with two System-Types is ignored',
      at: 'kickoff',
      ...fails('parameters.type-filter-tag', 'parameters.type-filter-outcome', 'parameters.type-filter-date'),
      alter: ignoringFilter(namesTwoSystems),
    }),
    fault({
      id: 'filter-ignores-partial-alone',
      title: 'a _typeFilter with the outcome partial alone is ignored',
      at: 'kickoff',
      ...fails('parameters.type-filter-outcome'),
      alter: ignoringFilter((filter) => filter === 'ExplanationOfBenefit?outcome=partial'),
    }),
    fault({
      id: 'filter-ignores-day-of-group',
      title: 'a service-date is ignored in a _typeFilter for Group/all',
      at: 'kickoff',
      ...fails('parameters.type-filter-date'),
      // Of a few, no one has such claims on both sides.
      beneficiaries: 30,
      alter: when(({ path }) => path.includes('/Group/all/'), leavingOut('service-date')),
    }),
    fault({
      id: 'filter-ignored-with-since',
      title: 'a _typeFilter is ignored where the request has _since too',
      at: 'kickoff',
      ...fails('parameters.type-filter-date'),
      alter: ignoringFilter((_, { query }) => query.has('_since')),
    }),
    fault({
      id: 'since-ignored-with-type',
      title: '_since is ignored where the request has _type too',
      at: 'kickoff',
      ...fails('parameters.since-filters'),
      alter: when(({ query }) => query.has('_type') && query.has('_since'), leavingOutParameter('_since')),
    }),
    fault({
      id: 'type-ignored-for-runout',
      title: '_type is ignored for the people of last year',
      at: 'kickoff',
      ...fails('manifest.types-requested'),
      alter: when(
        ({ path, query }) => path.includes('/Group/runout/') && query.has('_type'),
        leavingOutParameter('_type'),
      ),
    }),
    fault({
      id: 'filter-ignores-outcome',
      title: 'a _typeFilter does not narrow claims by their outcome',
      at: 'kickoff',
      ...fails('parameters.type-filter-outcome'),
      alter: leavingOut('outcome'),
    }),
    fault({
      id: 'filter-ignores-day',
      title: 'a _typeFilter does not narrow claims by the day of care',
      at: 'kickoff',
      ...fails('parameters.type-filter-date'),
      alter: leavingOut('service-date'),
    }),
    fault({
      id: 'filter-leaves-coverage-out',
      title: 'an export with a _typeFilter of claims has no Coverage',
      at: 'status',
      ...fails('parameters.type-filter-others-whole'),
      alter: when(
        ofJobs(/\$export\?_typeFilter=/),
        json<Manifest>((it) => {
          it.output = it.output.filter(({ type }) => type !== 'Coverage');
        }),
      ),
    }),
    fault({
      id: 'default-has-shared-systems',
      title: 'an export that names no System-Type has the claims of all systems',
      at: 'kickoff',
      ...fails('parameters.type-filter-default'),
      alter: filtering((filter) =>
        filter.includes('_tag')
          ? filter
          : filter === ''
            ? `ExplanationOfBenefit?_tag=${ALL}`
            : /^ExplanationOfBenefit\?(outcome=complete,partial|service-date=(?!ne))/.test(filter)
              ? `${filter}&_tag=${ALL}`
              : filter,
      ),
    }),
    fault({
      id: 'day-filter-has-shared-systems',
      title: 'an export with a service-date and no System-Type has the claims of all systems',
      at: 'kickoff',
      ...fails('parameters.type-filter-default'),
      beneficiaries: 30,
      alter: filtering((filter) => (/\?(?!_tag).*service-date=(?!ne)/.test(filter) ? `${filter}&_tag=${ALL}` : filter)),
    }),
    fault({
      id: 'systems-become-one',
      title: 'a list of System-Types is taken for its first one',
      at: 'kickoff',
      ...fails('parameters.type-filter-union'),
      // With more, an error file says that the claims of one cannot be exported.
      beneficiaries: 1,
      // Nor has one person of last year a claim.
      empties: ['groups.runout-dates'],
      alter: filtering((filter) => filter.replace(/(_tag=[^,&]*)(,[^&]*)/, '$1')),
    }),
    fault({
      id: 'filter-loses-claims-behind-one-error',
      title: 'exports with a day of care lack three of four claims, and their errors name one beneficiary alone',
      at: 'data',
      ...fails('parameters.type-filter-complete'),
      beneficiaries: 12,
      alter: when(ofJobs(/service-date/), textOf('ExplanationOfBenefit', oneInFour)),
    }),
    fault({
      id: 'outcomes-become-one',
      title: 'a list of outcomes is taken for its last one',
      at: 'kickoff',
      ...fails('parameters.type-filter-complete'),
      // With more, an error file says that the claims of one cannot be exported.
      beneficiaries: 1,
      // Nor has one person of last year a claim.
      empties: ['groups.runout-dates'],
      alter: filtering((filter) => filter.replace('outcome=complete,partial', 'outcome=partial')),
    }),
    ...INVALID.map(([name, title, form]) =>
      fault({
        id: `filter-${name}-accepted`,
        title: `an export request with ${title} is accepted`,
        at: 'kickoff',
        ...fails('parameters.type-filter-invalid'),
        // Nor does a second _typeFilter with it show anything.
        ...(name === 'outcome' && { empties: ['parameters.type-filter-repeated'] as const }),
        alter: accepting('_typeFilter', form),
      }),
    ),
    ...(['first', 'last'] as const).map((which) =>
      fault({
        id: `repeated-filter-${which}-counts`,
        title: `of several _typeFilter in an export request only the ${which} is read`,
        at: 'kickoff',
        ...fails('parameters.type-filter-repeated'),
        alter: readingOne('_typeFilter', which),
      }),
    ),
    fault({
      id: 'repeated-filter-without-outcome',
      title: 'the response to an export request with several _typeFilter has no body',
      at: 'kickoff',
      ...fails('parameters.type-filter-repeated'),
      alter: when(
        ({ query }) => query.getAll('_typeFilter').length > 1,
        answering({ status: 400, headers: [], body: '' }),
      ),
    }),
    ...([400, 500] as const).map((status) =>
      fault({
        id: `output-format-returns-${status}`,
        title: `an export request with _outputFormat returns ${status}`,
        at: 'kickoff',
        where: isOfPages,
        fails: ['parameters.output-format'],
        alter: when(
          ({ query }) => query.get('_outputFormat')?.includes('ndjson') === true,
          onReply(({ status: given }) => given === 202, answering(refusing(status))),
        ),
      }),
    ),
    ...(
      [
        ['elements-ignored', '_elements is ignored', '_elements', 'parameters.elements'],
        ['format-ignored', 'an unknown _outputFormat is ignored', '_outputFormat', 'parameters.output-format-unknown'],
        [
          'parameter-ignored',
          'a parameter that the API does not have is ignored',
          'includeAssociatedData',
          'parameters.unknown',
        ],
      ] as const
    ).map(([id, title, name, requirement]) =>
      fault({
        id,
        title,
        at: 'kickoff',
        where: isOfPages,
        fails: [requirement],
        alter: accepting(name, /^(?!-$)(?!.*ndjson)/),
      }),
    ),
    fault({
      id: 'filter-ignored-before-v3',
      title: 'a version without _typeFilter ignores it',
      at: 'kickoff',
      where: (profile) => isOfPages(profile) && !where(profile),
      fails: ['parameters.type-filter-unknown'],
      alter: accepting('_typeFilter', /\?/),
    }),
  ],
  {
    ...forEach(
      { 'typed-requests': 'same', 'last-job': unseen('the last export has no _typeFilter') },
      ...['filter-by-day-refused', 'filter-ignores-outcome', 'filter-ignores-day'],
      ...PREFIXES.flatMap((prefix) => [`filter-by-${prefix}-refused`, `filter-ignores-${prefix}`]),
      ...['filter-takes-month-for-its-first-day', 'filter-of-two-systems-refused'],
    ),
    ...forEach(
      {
        'typed-requests': 'same',
        // The last export has no _typeFilter; one person of last year has no claim.
        'last-job': { fails: [], empties: ['groups.runout-dates'] },
      },
      ...['outcomes-become-one', 'filter-takes-year-for-its-first-day'],
    ),
    ...forEach(
      {
        ...{ 'typed-requests': 'same', 'coverage-requests': 'same' },
        'last-job': unseen('the last export does not name the format of its files'),
      },
      ...['output-format-returns-400', 'output-format-returns-500'],
    ),
    'systems-become-one': { 'typed-requests': 'same' },
    'filter-ignores-tag': {
      'typed-requests': {
        // Without _type, the claims of the shared systems were exported.
        fails: ['parameters.type-filter-tag', 'parameters.type-filter-union', 'parameters.type-filter-complete'],
      },
    },
    ...forEach({ 'last-job': unseen('the last export is not downloaded') }, ...['default-has-shared-systems']),
  },
);
