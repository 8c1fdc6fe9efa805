import {
  type Exchange,
  type ExportRequest,
  exportRequests,
  type ExportSet,
  type Expectation,
  type View,
} from '../../model/index.js';
import { exportedTypesOf } from './jobs.js';
import { labelled } from './labelled.js';
import { statusOf, unrelatedOrToken } from './replies.js';
import { objectIn, valueAt } from './bodies.js';
import {
  type Assertion,
  not,
  nothing,
  ok,
  type ExchangeResult,
  show,
  type AssertionResult,
  stopsBefore,
  unreadable,
  judgmentFrom,
} from '../assertion.js';

const EXACTLY_REQUESTED = 'the export contains exactly the requested types';

/**
 * Every export of the sets contains exactly the requested types. A type may be missing only if no export that
 * includes the type has a resource of it: then there is none.
 */
export const exportsJustWhatWasAsked = (...sets: readonly ExportSet[]): Expectation => ({
  says: EXACTLY_REQUESTED,
  judge: (view) => {
    const requests = sets.flatMap((set) => exportRequests(view.profile, set));
    const results = requests.flatMap((request): ExchangeResult[] => {
      const exchange = view.exchanges.find(({ of, label }) => of === request.of && label === 'manifest');
      return exchange === undefined ? [] : [{ exchange, result: compare(view, request) }];
    });
    return judgmentFrom(EXACTLY_REQUESTED, results, relevantStops(view, requests));
  },
});

const compare = (view: View, { of, types, forSome = [], apart }: ExportRequest): AssertionResult => {
  const exported = exportedTypesOf(view, of);
  if (exported === undefined) return unreadable('not every file of the export could be read');
  const extra = [...exported].filter((type) => !types.includes(type) && !forSome.includes(type));
  if (extra.length > 0) return not(`also exported: ${extra.join(', ')}`);
  // Other people may have other types.
  const missing = apart === true ? [] : types.filter((type) => !exported.has(type) && existsElsewhere(view, type));
  if (exported.size === 0 && missing.length === 0) return nothing('no export contains a resource of its types');
  return missing.length === 0 ? ok : not(`not exported, although other exports contain it: ${missing.join(', ')}`);
};

const ALL: readonly ExportSet[] = ['endpoints', 'all-types', 'each-type', 'type-pairs'];

/** Whether another export that includes the type has resources of it. */
const existsElsewhere = (view: View, type: string): boolean =>
  ALL.flatMap((set) => exportRequests(view.profile, set))
    .filter(({ types, apart }) => types.includes(type) && apart !== true)
    .some(({ of }) => exportedTypesOf(view, of)?.has(type) === true);

const relevantStops = (
  view: View,
  requests: readonly ExportRequest[],
  labels = ['manifest', 'data'],
): ReturnType<typeof stopsBefore> =>
  stopsBefore(view, labels).filter(({ of }) => of === undefined || requests.some((request) => request.of === of));

/** An empty `_type` is refused (4xx), or exports what no `_type` exports; any other status fails. */
export const emptyTypeMakesSense: Expectation = {
  says: 'the request is refused with a 4xx status, or the manifest lists the same types as without _type',
  judge: (view) => {
    const [empty] = exportRequests(view.profile, 'empty-type');
    const [plain] = exportRequests(view.profile, 'endpoints');
    const kickoff = view.exchanges.find(({ of, label }) => of === empty?.of && label === 'kickoff');
    const says = emptyTypeMakesSense.says;
    if (empty === undefined || plain === undefined || kickoff === undefined)
      return judgmentFrom(says, [], relevantStops(view, empty === undefined ? [] : [empty]));
    const control = startedStatus(view, plain.of);
    const code = kickoff.reply?.status;
    const listed = (of: string): string | undefined => listedTypes(view, of);
    const other = unrelatedOrToken(kickoff);
    const result =
      control < 200 || control > 299
        ? unreadable('an export request without _type was not accepted either')
        : other !== undefined || code === undefined
          ? (other ?? unreadable(statusOf(kickoff)))
          : code >= 400 && code <= 499
            ? ok
            : code !== 202
              ? not(`status ${code}`)
              : listed(empty.of) === undefined || listed(plain.of) === undefined
                ? unreadable('one of the two jobs did not end with a manifest')
                : listed(empty.of) === listed(plain.of)
                  ? ok
                  : not(`the manifest lists ${listed(empty.of)}, and without _type ${listed(plain.of)}`);
    // A stop says why a job did not end with a manifest.
    const stops = result.is === 'unreadable' ? relevantStops(view, [empty, plain]) : [];
    return stops.length > 0 ? judgmentFrom(says, [], stops) : judgmentFrom(says, [{ exchange: kickoff, result }]);
  },
};

/** Whether the same is refused in one parameter: only then a request with it in one of two shows something. */
export const refusedAlone = (label: string, what: string): Assertion => ({
  precondition: true,
  says: `${what} is refused`,
  at: (_, view) => {
    const code = labelled(view, label)[0]?.reply?.status;
    if (code === undefined) return unreadable(`${what} was not asked for`);
    return code >= 400 && code <= 499 ? ok : nothing(`${what} was not refused`);
  },
});

/** A type that the version does not export is refused, or left out with an error file that may say so. */
export const foreignTypeIsTold: Expectation = {
  says: 'the request is refused with an OperationOutcome, or the manifest lists no file of the type and an error file',
  judge: (view) => {
    const { says } = foreignTypeIsTold;
    const [request] = exportRequests(view.profile, 'foreign-type');
    const kickoff = labelled(view, 'kickoff').find(({ of }) => of === request?.of);
    const requests = request === undefined ? [] : [request];
    if (request === undefined || kickoff === undefined)
      return judgmentFrom(says, [], relevantStops(view, requests, ['kickoff']));
    const code = kickoff.reply?.status ?? 0;
    const isAccepted = code >= 200 && code <= 299;
    const manifest = labelled(view, 'manifest').find(({ of }) => of === request.of);
    if (isAccepted && manifest === undefined) return judgmentFrom(says, [], relevantStops(view, requests));
    const exchange = isAccepted && manifest !== undefined ? manifest : kickoff;
    return judgmentFrom(says, [
      { exchange, result: isAccepted ? toldIn(exchange, request) : refusal(view, kickoff, request) },
    ]);
  },
};

const refusal = (view: View, kickoff: Exchange, { endpoint }: ExportRequest): AssertionResult => {
  const control = startedStatus(view, endpoint);
  if (control < 200 || control > 299) return unreadable('an export request without _type was not accepted either');
  const code = kickoff.reply?.status ?? 0;
  const other = unrelatedOrToken(kickoff);
  if (other !== undefined) return other;
  if (code < 400 || code > 499) return not(statusOf(kickoff));
  return objectIn(kickoff)?.['resourceType'] === 'OperationOutcome'
    ? ok
    : not(`${statusOf(kickoff)} without an OperationOutcome`);
};

const toldIn = (manifest: Exchange, { types }: ExportRequest): AssertionResult => {
  const { output, error } = objectIn(manifest) ?? {};
  if (!Array.isArray(output) || !Array.isArray(error)) return unreadable('the manifest has no output or no error');
  const foreign = (output as unknown[]).filter((entry) => types.includes(String(valueAt(entry, 'type')))).length;
  if (foreign > 0) return not('the manifest lists files of the type');
  return error.length > 0 ? ok : not('202, and the manifest lists no error file');
};

/** The status of an export request. A job that the user gave was accepted, since it has a manifest. */
const startedStatus = (view: View, of: string): number => {
  const own = view.exchanges.filter((exchange) => exchange.of === of);
  const kickoff = own.find(({ label }) => label === 'kickoff');
  if (kickoff !== undefined) return kickoff.reply?.status ?? 0;
  return own.some(({ label }) => label === 'manifest') ? 202 : 0;
};

const listedTypes = (view: View, of: string): string | undefined => {
  const manifest = view.exchanges.find((exchange) => exchange.of === of && exchange.label === 'manifest');
  const output = manifest === undefined ? undefined : objectIn(manifest)?.['output'];
  if (!Array.isArray(output)) return undefined;
  const types = (output as unknown[]).map((entry) => valueAt(entry, 'type'));
  return [
    ...new Set(types.map((type) => (typeof type === 'string' ? type : type === undefined ? 'no type' : show(type)))),
  ]
    .sort()
    .join(', ');
};
