import { type ExportRequest, exportRequests, type ExportSet, type Expectation, type View } from '../../model/index.js';
import { exportedTypesOf } from './jobs.js';
import { objectIn, valueAt } from './bodies.js';
import {
  not,
  ok,
  type ExchangeResult,
  show,
  type AssertionResult,
  stopsBefore,
  unreadable,
  weigh,
} from '../assertion.js';

/**
 * Every export of the sets brings the types that were asked for and nothing else. A type may be missing only
 * where no export that includes it brought a resource of it: then there is none.
 */
export const exportsJustWhatWasAsked = (...sets: readonly ExportSet[]): Expectation => ({
  says: 'just the types asked for are exported',
  judge: (view) => {
    const requests = sets.flatMap((set) => exportRequests(view.profile, set));
    const results = requests.flatMap((request): ExchangeResult[] => {
      const exchange = view.exchanges.find(({ of, label }) => of === request.of && label === 'manifest');
      return exchange === undefined ? [] : [{ exchange, result: compare(view, request) }];
    });
    return weigh('just the types asked for are exported', results, relevantStops(view, requests));
  },
});

const compare = (view: View, { of, types }: ExportRequest): AssertionResult => {
  const exported = exportedTypesOf(view, of);
  if (exported === undefined) return unreadable('not every file of it could be read');
  const extra = [...exported].filter((type) => !types.includes(type));
  if (extra.length > 0) return not(`also exported: ${extra.join(', ')}`);
  const missing = types.filter((type) => !exported.has(type) && existsElsewhere(view, type));
  return missing.length === 0 ? ok : not(`not exported, though other exports have it: ${missing.join(', ')}`);
};

const ALL: readonly ExportSet[] = ['endpoints', 'all-types', 'each-type', 'type-pairs'];

/** Whether another export that includes the type brought resources of it. */
const existsElsewhere = (view: View, type: string): boolean =>
  ALL.flatMap((set) => exportRequests(view.profile, set))
    .filter(({ types }) => types.includes(type))
    .some(({ of }) => exportedTypesOf(view, of)?.has(type) === true);

const relevantStops = (view: View, requests: readonly ExportRequest[]): ReturnType<typeof stopsBefore> =>
  stopsBefore(view, ['manifest', 'data']).filter(
    ({ of }) => of === undefined || requests.some((request) => request.of === of),
  );

/** An empty `_type` is refused (4xx), or exports what no `_type` exports; any other status fails. */
export const emptyTypeMakesSense: Expectation = {
  says: 'refused with a 4xx, or the same types as without _type',
  judge: (view) => {
    const [empty] = exportRequests(view.profile, 'empty-type');
    const [plain] = exportRequests(view.profile, 'endpoints');
    const kickoff = view.exchanges.find(({ of, label }) => of === empty?.of && label === 'kickoff');
    const says = emptyTypeMakesSense.says;
    if (empty === undefined || plain === undefined || kickoff === undefined)
      return weigh(says, [], relevantStops(view, empty === undefined ? [] : [empty]));
    const control = startedStatus(view, plain.of);
    const code = kickoff.reply?.status;
    const listed = (of: string): string | undefined => listedTypes(view, of);
    const result =
      control < 200 || control > 299
        ? unreadable('a request without _type was not accepted either')
        : code === undefined
          ? not('no reply')
          : code === 401 || code === 408 || code === 429
            ? unreadable(`the server answered ${code}`)
            : code >= 400 && code <= 499
              ? ok
              : code !== 202
                ? not(`status ${code}`)
                : listed(empty.of) === undefined || listed(plain.of) === undefined
                  ? unreadable('one of the two jobs did not come to its manifest')
                  : listed(empty.of) === listed(plain.of)
                    ? ok
                    : not(`lists ${listed(empty.of)}, without _type ${listed(plain.of)}`);
    // A stop knows better why a job did not come to its manifest.
    const stops = result.is === 'unreadable' ? relevantStops(view, [empty, plain]) : [];
    return stops.length > 0 ? weigh(says, [], stops) : weigh(says, [{ exchange: kickoff, result }]);
  },
};

/** How the request for an export was answered; a job that the user gave was accepted, or it would have no manifest. */
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
  return [...new Set(types.map((type) => (typeof type === 'string' ? type : show(type))))].sort().join(', ');
};
