import { answering, asking, json, onReply, when } from '../../src/reference/index.js';
import {
  type Alter,
  exportedTypes,
  isOfPages,
  type Profile,
  type ServerRequest,
  takes,
} from '../../src/model/index.js';
import { fault } from './fault.js';
import { readingOne } from './kinds.js';
import { atPlaces, forEach, notStarted, unseen } from './places.js';
import type { RequirementId } from './suites.js';

const where = (profile: Profile): boolean => takes(profile, '_type');
const fails = (...ids: RequirementId[]) => ({ where, fails: ids });

/** The types of a request with one `_type`. */
const typesIn = (query: URLSearchParams): string[] | undefined => {
  const [types, ...more] = query.getAll('_type');
  return more.length > 0 ? undefined : types?.split(',');
};
/** The request with another `_type`; its target, which the manifest echoes, stays. */
const withType = (request: ServerRequest, type: string | undefined): ServerRequest => {
  const query = new URLSearchParams(request.query);
  if (type === undefined) query.delete('_type');
  else query.set('_type', type);
  return { ...request, query };
};
const asType = (
  kind: (types: readonly string[] | undefined, profile: Profile) => boolean,
  type: (types: readonly string[]) => string | undefined,
): Alter =>
  when(
    ({ query }, { profile }) => kind(typesIn(query), profile),
    asking((request) => withType(request, type(typesIn(request.query) ?? []))),
  );

/** As many types, all of them documented. */
const isDocumented = (types: readonly string[] | undefined, count: number, profile: Profile): boolean =>
  types?.length === count && types.every((type) => exportedTypes(profile).includes(type));

const IGNORED: readonly RequirementId[] = ['parameters.two-types', 'manifest.types-requested'];

/** Orders of types that a careless server expects, and a request that names several types in another one. */
const ORDERS = {
  documented: (types: readonly string[], profile: Profile) =>
    exportedTypes(profile).filter((type) => types.includes(type)),
  alphabetical: (types: readonly string[]) => types.toSorted(),
} as const;
const isUnordered =
  (order: keyof typeof ORDERS) =>
  (types: readonly string[] | undefined, profile: Profile): boolean =>
    types !== undefined &&
    [2, 3].some((count) => isDocumented(types, count, profile)) &&
    ORDERS[order](types, profile).join() !== types.join();

interface Manifest {
  request: string;
  output: { type: string }[];
  error?: { type: string }[];
}

const hasForeign = ({ exports: sets }: Profile): boolean => sets['foreign-type'] !== undefined;
const isForeign = (types: readonly string[] | undefined): boolean => types?.join() === 'Claim';

/** An export request for Claim is accepted, and its manifest is changed. */
const leavingOutForeign = (change: (manifest: Manifest) => void): Alter => {
  const exporting = asType(isForeign, () => 'Patient');
  const listing = when((_, { occasion: { job } }) => job?.asked.endsWith('?_type=Claim') === true, json(change));
  return (request, next, context) => exporting(request, (changed) => listing(changed, next, context), context);
};

export default atPlaces(
  [
    fault({
      id: 'default-forgets-coverage',
      title: 'an export without _type does not contain Coverage',
      at: 'status',
      ...fails('parameters.default'),
      alter: json<Manifest>((it) => {
        if (!it.request.includes('_type')) it.output = it.output.filter(({ type }) => type !== 'Coverage');
      }),
    }),
    fault({
      id: 'all-types-forget-patient',
      title: 'an export with all three types in _type does not contain Patient',
      at: 'status',
      ...fails('parameters.default'),
      alter: json<Manifest>((it) => {
        if (it.request.split(',').length === 3) it.output = it.output.filter(({ type }) => type !== 'Patient');
      }),
    }),
    fault({
      id: 'one-type-ignored',
      title: 'an export with one type in _type contains all three types',
      at: 'kickoff',
      // The other types are exported, and they are listed although the client did not request them.
      ...fails('parameters.one-type', 'manifest.types-requested'),
      alter: asType(
        (types, profile) => isDocumented(types, 1, profile),
        () => undefined,
      ),
    }),
    fault({
      id: 'one-type-exports-nothing',
      title: 'the manifest of an export with one type in _type lists no files',
      at: 'status',
      ...fails('parameters.one-type'),
      alter: json<Manifest>((it) => {
        if (/_type=\w+$/.test(it.request)) it.output = [];
      }),
    }),
    fault({
      id: 'two-types-become-one',
      title: 'an export with two types in _type contains only the first',
      at: 'kickoff',
      ...fails('parameters.two-types'),
      alter: asType(
        (types, profile) => isDocumented(types, 2, profile),
        ([first]) => first,
      ),
    }),
    ...(['documented', 'alphabetical'] as const).flatMap((order) => [
      fault({
        id: `types-not-${order}-ignored`,
        title: `an export with several types in _type in another than the ${order} order contains all types`,
        at: 'kickoff',
        where,
        // Without _type, some clients get more than all three types.
        fails: (profile) =>
          profile.endpoints.some(({ forSome }) => forSome !== undefined) ? [...IGNORED, 'parameters.default'] : IGNORED,
        alter: asType(isUnordered(order), () => undefined),
      }),
      fault({
        id: `types-not-${order}-become-one`,
        title: `an export with several types in _type in another than the ${order} order contains only the first`,
        at: 'kickoff',
        ...fails('parameters.two-types', 'parameters.default'),
        alter: asType(isUnordered(order), ([first]) => first),
      }),
      fault({
        id: `types-not-${order}-refused`,
        title: `an export request with several types in _type in another than the ${order} order returns 400`,
        at: 'kickoff',
        where,
        ...notStarted('all-types', 'type-pairs'),
        alter: asType(isUnordered(order), () => 'Unordered'),
      }),
    ]),
    fault({
      id: 'all-types-backwards-lose-one',
      title: 'an export with all three types in _type, backwards, lacks the last one',
      at: 'kickoff',
      ...fails('parameters.default'),
      alter: asType(
        (types, profile) => types?.join() === exportedTypes(profile).toReversed().join(),
        (types) => types.slice(0, -1).join(),
      ),
    }),
    fault({
      id: 'unknown-type-ignored',
      title: 'an export request with an unknown type in _type exports everything',
      at: 'kickoff',
      fails: ['parameters.unknown-type'],
      empties: ['parameters.unknown-type-outcome'],
      alter: asType(
        (types) => types?.[0] === 'ExplanationOfBenefits',
        () => undefined,
      ),
    }),
    fault({
      id: 'unknown-type-without-outcome',
      title: 'the response to an export request with an unknown type in _type has no body',
      at: 'kickoff',
      ...fails('parameters.unknown-type-outcome'),
      alter: when(
        ({ query }) => query.get('_type') === 'ExplanationOfBenefits',
        onReply(({ status }) => status === 400, answering({ status: 400, headers: [], body: '' })),
      ),
    }),
    fault({
      id: 'unknown-type-with-known-ignored',
      title: 'an export request with a known and an unknown type in _type exports the known one',
      at: 'kickoff',
      ...fails('parameters.undocumented-type'),
      // Nor does a second _type with it show anything.
      empties: ['parameters.repeated-parameter'],
      alter: asType(
        (types) => types?.[1] === 'Coverages',
        ([known]) => known,
      ),
    }),
    fault({
      id: 'type-in-any-case',
      title: 'an export request with a type in lower case is accepted',
      at: 'kickoff',
      ...fails('parameters.undocumented-type'),
      alter: asType(
        (types) => types?.[0] === 'patient',
        () => 'Patient',
      ),
    }),
    fault({
      id: 'unsupported-type-exports-nothing',
      title: 'an export request for Practitioner in _type is accepted',
      at: 'kickoff',
      ...fails('parameters.undocumented-type'),
      alter: asType(
        (types) => types?.[0] === 'Practitioner',
        () => 'Patient',
      ),
    }),
    ...(['first', 'last'] as const).map((which) =>
      fault({
        id: `repeated-type-${which}-counts`,
        title: `of several _type in an export request only the ${which} is read`,
        at: 'kickoff',
        where: isOfPages,
        fails: ['parameters.repeated-parameter'],
        alter: readingOne('_type', which),
      }),
    ),
    fault({
      id: 'foreign-type-becomes-patient',
      title: 'an export request for Claim, which the version does not export, exports Patient',
      at: 'kickoff',
      where: hasForeign,
      fails: ['parameters.foreign-type'],
      alter: asType(isForeign, () => 'Patient'),
    }),
    fault({
      id: 'foreign-type-without-outcome',
      title: 'the response to an export request for Claim, which the version does not export, has no body',
      at: 'kickoff',
      where: hasForeign,
      fails: ['parameters.foreign-type'],
      alter: when(({ query }) => isForeign(typesIn(query)), answering({ status: 400, headers: [], body: '' })),
    }),
    fault({
      id: 'foreign-type-exports-files',
      title: 'an export request for Claim, which the version does not export, exports files of that type',
      at: ['kickoff', 'status'],
      where: hasForeign,
      fails: ['parameters.foreign-type'],
      alter: leavingOutForeign((it) => {
        it.output = it.output.map((entry) => ({ ...entry, type: 'Claim' }));
        it.error = it.output;
      }),
    }),
    fault({
      id: 'foreign-type-left-out',
      title:
        'an export request for Claim, which the version does not export, is accepted, and an error file says that it was left out',
      at: ['kickoff', 'status'],
      where: hasForeign,
      fails: [],
      alter: leavingOutForeign((it) => {
        it.error = it.output.map((entry) => ({ ...entry, type: 'OperationOutcome' }));
        it.output = [];
      }),
    }),
    fault({
      id: 'empty-type-crashes',
      title: 'an export request with an empty _type returns 500',
      at: 'kickoff',
      ...fails('parameters.empty-type'),
      alter: when(({ query }) => query.get('_type') === '', answering({ status: 500, headers: [], body: '' })),
    }),
    fault({
      id: 'empty-type-means-patient',
      title: 'an export request with an empty _type exports only Patient',
      at: 'kickoff',
      ...fails('parameters.empty-type'),
      alter: asType(
        (types) => types?.[0] === '',
        () => 'Patient',
      ),
    }),
  ],
  {
    'default-forgets-coverage': { 'last-job': 'same' },
    ...forEach(
      { 'last-job': unseen('the last export has no _type') },
      'one-type-ignored',
      'one-type-exports-nothing',
      'two-types-become-one',
    ),
  },
);
