import { answering, asking, json, onReply, when } from '../../src/reference/index.js';
import { type Alter, type Profile, type ServerRequest, takes } from '../../src/model/index.js';
import { fault } from './fault.js';
import type { RequirementId } from './suites.js';

const where = (profile: Profile): boolean => takes(profile, '_type');
const fails = (...ids: RequirementId[]) => ({ where, fails: ids });

const typesIn = (query: URLSearchParams): string[] | undefined => query.get('_type')?.split(',');
/** The request with another `_type`; its target, which the manifest echoes, stays. */
const withType = (request: ServerRequest, type: string | undefined): ServerRequest => {
  const query = new URLSearchParams(request.query);
  if (type === undefined) query.delete('_type');
  else query.set('_type', type);
  return { ...request, query };
};
const asType = (
  kind: (types: readonly string[] | undefined) => boolean,
  type: (types: readonly string[]) => string | undefined,
): Alter =>
  when(
    ({ query }) => kind(typesIn(query)),
    asking((request) => withType(request, type(typesIn(request.query) ?? []))),
  );

interface Manifest {
  request: string;
  output: { type: string }[];
}

export default [
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
      (types) => types?.length === 1 && types[0] !== '' && types[0] !== 'ExplanationOfBenefits',
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
      (types) => types?.length === 2,
      ([first]) => first,
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
];
