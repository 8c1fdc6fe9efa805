import { randomUUID } from 'node:crypto';
import { exportPath, takes, type Endpoint, type ServerReply, type ServerRequest } from '../../model/index.js';
import { hasLines } from './data.js';
import { type NarrowedRequest, narrowedBy } from './narrow.js';
import { busy, notFound, refusal, wrongMethod } from './outcome.js';
import type { Job, JobFile, State } from './state.js';

/** Job ids count from the one in the guides. */
export const FIRST_JOB = 42;

/**
 * GET <api>/<endpoint>/$export: starts a job (guide: Initiate an export job; Bulk Data Export, kick-off).
 * @param client whose token the request carried
 */
export const startExport = (state: State, client: string, request: ServerRequest): ServerReply => {
  const endpoint = endpointAt(state, request.path);
  if (endpoint === undefined) return notFound('export operation');
  if (request.method !== 'GET') return wrongMethod('GET');
  if (!listed(request.headers['accept']).includes('application/fhir+json')) {
    return refusal(400, 'required', 'An export request requires the header Accept: application/fhir+json.');
  }
  if (!listed(request.headers['prefer']).includes('respond-async')) {
    return refusal(400, 'required', 'An export request requires the header Prefer: respond-async.');
  }
  const types = typesAsked(state, endpoint, request.query);
  if (typeof types === 'string') return refusal(400, 'value', types);
  const narrowed = narrowedBy(state, request.query);
  if (typeof narrowed === 'string') return refusal(400, 'value', narrowed);
  const asked = request.origin + request.target;
  if (state.profile.managesJobs && [...state.jobs.values()].some(runsAlready(client, asked))) return busy(SOON);
  const id = FIRST_JOB + state.jobs.size;
  const base = request.origin + state.prefix;
  state.jobs.set(String(id), {
    id,
    client,
    startedAt: state.clock.now(),
    request: asked,
    base,
    files: [
      ...types.flatMap((type) =>
        filesOf(state, type, endpoint.apart === true ? runoutOf(state) : everyone(state), narrowed),
      ),
      ...(narrowed.byDefault && types.includes('ExplanationOfBenefit') ? [NOTICE] : []),
    ],
    polls: 0,
    percent: 0,
  });
  return { status: 202, headers: [['Content-Location', `${base}${state.profile.paths.jobs}/${id}`]], body: '' };
};

/** Seconds after which a request may be sent again that was refused because its export runs. */
const SOON = 1;

/** Whether a job is the same export, and its client waits for it (pages: too many requests). */
const runsAlready =
  (client: string, asked: string) =>
  ({ client: owner, request, polls, manifest, canceled }: Job): boolean =>
    owner === client && request === asked && polls > 0 && manifest === undefined && canceled !== true;

/** The file that tells of the default filter (pages: Omitting _typeFilter). */
const NOTICE: JobFile = {
  name: 'warnings-and-info.ndjson',
  type: 'ExplanationOfBenefit',
  list: 'error',
  notice: true,
  from: 0,
  to: 1,
};

const endpointAt = ({ profile }: State, path: string): Endpoint | undefined =>
  profile.endpoints.find(({ name }) => path === exportPath(profile, name));

/** Members of a list-valued header in lower case, without their parameters (RFC 9110, 5.6.1; RFC 7240, 2). */
const listed = (value: string | undefined): string[] =>
  (value ?? '').split(',').map((member) => (member.split(';', 1)[0] ?? '').trim().toLowerCase());

/** The types to export, or a sentence about an invalid `_type` (guide 2019-12: Requesting …). */
const typesAsked = (
  { profile, partialClaims }: State,
  { types: all, forSome = [] }: Endpoint,
  query: URLSearchParams,
): readonly string[] | string => {
  const asked = takes(profile, '_type') ? query.getAll('_type').join(',') : undefined;
  const exported = partialClaims ? [...all, ...forSome] : all;
  if (asked === undefined || !query.has('_type')) return exported;
  const types = asked.split(',');
  if (!types.every((type) => exported.includes(type))) return `_type allows only ${exported.join(', ')}.`;
  if (new Set(types).size < types.length) return '_type must not contain a type more than once.';
  return types;
};

/** Numbers of beneficiaries: from the first up to, but not including, the last. */
interface People {
  readonly from: number;
  readonly to: number;
}

const everyone = ({ beneficiaries }: State): People => ({ from: 0, to: beneficiaries });

/** Those of last year come after those of today, and are half as many. */
const runoutOf = ({ beneficiaries }: State): People => ({
  from: beneficiaries,
  to: beneficiaries + Math.ceil(beneficiaries / 2),
});

/** The files of a job for one type. Claims that cannot be exported are reported in an error file. */
const filesOf = (state: State, type: string, people: People, { only }: NarrowedRequest): JobFile[] => {
  const { beneficiariesPerFile, unexportable } = state;
  const fails = type === 'ExplanationOfBenefit' && unexportable > 0 && people.to - people.from > unexportable;
  const end = fails ? people.to - unexportable : people.to;
  const files: JobFile[] = [];
  for (let from = people.from; from < end; from += beneficiariesPerFile) {
    const to = Math.min(end, from + beneficiariesPerFile);
    const file: JobFile = { name: `${randomUUID()}.ndjson`, type, list: 'output', from, to, ...(only && { only }) };
    // What has no resource is not listed.
    if (only === undefined || hasLines(state, file)) files.push(file);
  }
  if (fails) files.push({ name: `${randomUUID()}-error.ndjson`, type, list: 'error', from: end, to: people.to });
  return files;
};
