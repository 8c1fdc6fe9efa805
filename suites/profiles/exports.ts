import { DIVIDING, type Endpoint, type PlannedExport, type Profile, type ServiceDate } from '../../src/model/index.js';

type Exports = Profile['exports'];

const plain = ({ name, types }: Endpoint): PlannedExport => ({ endpoint: name, types });

/** What every run makes: the documented export of each endpoint, and the first one's once more. */
export const documented = (endpoints: readonly Endpoint[]): Exports => ({
  endpoints: endpoints.map(plain),
  again: endpoints.slice(0, 1).map(plain),
});

/**
 * The exports of an endpoint that `_type` narrows: to all of its types, to each, to every pair, and to nothing. Types stand
 * in orders of several kinds: as documented and not, in that of the alphabet and not, and all of them backwards.
 */
export const byType = ({ name, types }: Endpoint): Exports => {
  const narrowed = (asked: readonly string[]): PlannedExport => ({
    endpoint: name,
    parameters: { _type: asked.join(',') },
    types: asked.length === 0 ? types : asked,
  });
  return {
    'all-types': [narrowed(types.toReversed())],
    'each-type': types.map((type) => narrowed([type])),
    'type-pairs': pairsOf(types).map(narrowed),
    'empty-type': [narrowed([])],
  };
};

/** Every pair. The type that is documented first stands behind the other one. */
const pairsOf = (types: readonly string[]): string[][] =>
  types.flatMap((left, index) => types.slice(index + 1).map((right) => (index === 0 ? [right, left] : [left, right])));

/** Spellings of the format that all servers export, one for each request with one type. */
const FORMATS = ['application/fhir+ndjson', 'application/ndjson', 'ndjson'];

/** Headers that are lists, one for each of the first requests with two types. */
const LISTS = ['Accept', 'Prefer'] as const;

/**
 * The same of two endpoints that export alike, by turns, so that each parameter is tried at both. The requests for one type
 * also name the format, each in another spelling, and of those for two types, one has a list in Accept and one in Prefer.
 */
export const alternating = (first: Endpoint, second: Endpoint): Exports => {
  const [own, other] = [byType(first), byType(second)];
  const byTurns = (set: 'each-type' | 'type-pairs'): readonly PlannedExport[] =>
    (own[set] ?? []).map((planned, index) => (index % 2 === 0 ? planned : (other[set]?.[index] ?? planned)));
  return {
    ...(other['all-types'] !== undefined && { 'all-types': other['all-types'] }),
    'each-type': byTurns('each-type').map((planned, index) => ({
      ...planned,
      parameters: { _outputFormat: encodeURIComponent(FORMATS[index] ?? 'ndjson'), ...planned.parameters },
    })),
    'type-pairs': byTurns('type-pairs').map((planned, index) => {
      const list = LISTS[index];
      return list === undefined ? planned : { ...planned, list };
    }),
    ...(own['empty-type'] !== undefined && { 'empty-type': own['empty-type'] }),
  };
};

/** The export of a type that another version has. */
export const foreignOf = ({ name }: Endpoint, type: string): Exports => ({
  'foreign-type': [{ endpoint: name, parameters: { _type: type }, types: [type] }],
});

/** A time that no export can be of. */
const TO_COME = '2999-01-01T00:00:00.000Z';

/** The exports of what was updated later than an instant: of Patient and of Group/all, each with a form of the instant of its own. */
export const sinceOf = (group: Endpoint, patient: Endpoint): Exports => {
  const since = ({ name, types }: Endpoint, value: string): PlannedExport => ({
    endpoint: name,
    parameters: { _since: value },
    types,
  });
  return {
    // Before the first list of people that the server has, nobody was in the group.
    since: [since(patient, DIVIDING.instant), { ...since(group, DIVIDING.plus), mayRefuse: 404 }],
    future: [since(patient, TO_COME)],
  };
};

/** System of the tags that name the system of a claim. */
export const SYSTEM = 'https://bluebutton.cms.gov/fhir/CodeSystem/System-Type';
const SHARED = 'SharedSystem';
/** The systems whose claims are exported by default, and all of them. */
export const BY_DEFAULT = ['NationalClaimsHistory', 'DDPS'] as const;
export const SYSTEMS = [SHARED, ...BY_DEFAULT] as const;

/** A `_typeFilter` of claims; what divides the data is put in later. */
const filter = (search: string): string => {
  const dates = [DIVIDING.day, DIVIDING.month, DIVIDING.year];
  const encoded = encodeURIComponent(`ExplanationOfBenefit?${search}`);
  return dates.reduce((text, date) => text.replace(encodeURIComponent(date), date), encoded);
};
const tags = (codes: readonly string[]): string => `_tag=${codes.map((code) => `${SYSTEM}|${code}`).join(',')}`;

/**
 * Exports that `_typeFilter` narrows: by system, outcome and day of care, and together with another, with `_type` and with
 * `_since`, at every endpoint, and the day with each prefix, whole or in part. A parameter must not be forgotten where another
 * one stands beside it.
 */
export const filteredOf = (group: Endpoint, patient: Endpoint, runout: Endpoint): Exports => {
  const claims = ['ExplanationOfBenefit'];
  const narrowed = (
    { name }: Endpoint,
    searches: readonly string[],
    { parameters = {}, served, ...more }: Pick<PlannedExport, 'bound' | 'served' | 'mayRefuse' | 'parameters'>,
  ): PlannedExport => ({
    endpoint: name,
    parameters: {
      _type: claims.join(','),
      ...parameters,
      _typeFilter: filter([...searches, ...(served === undefined ? [] : [served].map(dateText))].join('&')),
    },
    types: claims,
    ...(served !== undefined && { served }),
    ...more,
  });
  // A client without access to the shared systems is refused.
  const mayRefuse = 400;
  return {
    // A day is known after the first documented export: what comes later is compared with dated ones of its endpoint.
    filtered: [
      {
        endpoint: group.name,
        parameters: { _typeFilter: filter(tags([SHARED])) },
        types: group.types,
        bound: { systems: [SHARED] },
        mayRefuse,
      },
      narrowed(group, [tags(SYSTEMS)], { bound: { systems: SYSTEMS }, mayRefuse }),
      narrowed(runout, [tags(BY_DEFAULT.slice(0, 1))], {
        bound: { systems: BY_DEFAULT.slice(0, 1) },
        served: { prefix: 'lt', date: 'day' },
      }),
      narrowed(group, [tags([SHARED, 'DDPS']), 'outcome=partial'], {
        bound: { systems: [SHARED, 'DDPS'], outcomes: ['partial'] },
        served: { prefix: 'ge', date: 'day' },
        mayRefuse,
      }),
      narrowed(group, ['outcome=partial'], { bound: { outcomes: ['partial'] } }),
      narrowed(patient, ['outcome=complete,partial'], {
        bound: { outcomes: ['complete', 'partial'] },
        served: { prefix: 'eq', date: 'year' },
      }),
      narrowed(patient, [], { parameters: { _since: DIVIDING.instant }, served: { prefix: 'gt', date: 'day' } }),
      narrowed(patient, ['outcome=complete'], {
        bound: { outcomes: ['complete'] },
        served: { prefix: 'le', date: 'month' },
      }),
    ],
  };
};

const dateText = ({ prefix, date }: ServiceDate): string => `service-date=${prefix}${DIVIDING[date]}`;
