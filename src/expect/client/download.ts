import type { Exchange, Expectation, OutputFact, View } from '../../model/index.js';
import { objectIn, valueAt } from '../server/bodies.js';
import { not, nothing, ok, type ExchangeResult, type AssertionResult, stopsBefore, unreadable } from '../assertion.js';
import { exportAsked } from './kickoff.js';
import { absent, askedFor, gotWhole, inEach, lastOf, type ObservedRun, named, sentHeader } from './client-runs.js';
import { expiriesIn } from './token.js';

/** URLs in a list of the manifests that the client was given, in their order. */
const listedIn = (
  run: ObservedRun,
  list: 'output' | 'error',
): { readonly url: string; readonly manifest: Exchange }[] => {
  const manifests = askedFor(run, 'status').filter(({ reply }) => reply?.status === 200);
  const urls = new Map<string, Exchange>();
  for (const manifest of manifests) {
    const entries = objectIn(manifest)?.[list];
    for (const entry of Array.isArray(entries) ? (entries as unknown[]) : []) {
      const url = valueAt(entry, 'url');
      if (typeof url === 'string' && !urls.has(url)) urls.set(url, manifest);
    }
  }
  return [...urls].map(([url, manifest]) => ({ url, manifest }));
};

/** Requests for a listed file, by its URL as given. */
const requestsFor = (run: ObservedRun, url: string): Exchange[] =>
  run.exchanges.filter(({ label, request }) => ['data', 'error-data'].includes(label) && request.url === url);

/** Every URL of a list is asked for, as given. */
const fetched = (list: 'output' | 'error'): Expectation =>
  inEach(`every URL under ${list} is asked for, as it was given`, ['token', 'kickoff', 'status'], (run, view) => {
    const listed = listedIn(run, list);
    return listed.map(({ url, manifest }, index): ExchangeResult => {
      const [request] = requestsFor(run, url);
      const seen = `in ${run.condition} ${list} ${index + 1} of ${listed.length} was never asked for`;
      return request === undefined
        ? { exchange: manifest, result: absent(view, run, seen) }
        : { exchange: request, result: ok };
    });
  });

export const allOutputsFetched = fetched('output');
export const allErrorsFetched = fetched('error');

/** A 401 between two files is answered by a new token and the same file again, in the same export. */
export const renewedBetweenFiles: Expectation = inEach(
  'a file that was answered 401 is fetched with a new token, without a new export',
  ['token', 'kickoff', 'status', 'data'],
  (run, view) =>
    expiriesIn(run, ['data', 'error-data']).map((refusal): ExchangeResult => {
      const later = run.exchanges.filter(({ id }) => id > refusal.id);
      const started = askedFor(run, 'kickoff').filter(({ reply }) => reply?.status === 202);
      const before = new Set(started.filter(({ id }) => id < refusal.id).map(exportAsked));
      const restarted = started.find((one) => one.id > refusal.id && before.has(exportAsked(one)));
      const what = `in ${run.condition}, after the 401 to ${named(refusal)},`;
      if (restarted !== undefined) return { exchange: restarted, result: not(`${what} a new export was started`) };
      const got = later.find((one) => one.request.url === refusal.request.url && gotWhole(one));
      return got === undefined
        ? { exchange: refusal, result: absent(view, run, `${what} the file was not fetched`) }
        : { exchange: got, result: ok };
    }),
);

const isRedirect = ({ reply }: Exchange): boolean => reply !== undefined && reply.status >= 300 && reply.status < 400;

/** Nothing secret goes to another origin; not to follow a redirect there is no breach of that. */
export const noBearerElsewhere: Expectation = inEach(
  'no Authorization and no token goes to another origin',
  ['token', 'kickoff', 'status', 'data'],
  (run) => {
    const redirects = askedFor(run, 'data', 'error-data').filter(isRedirect);
    const told = askedFor(run, 'foreign').map((exchange): ExchangeResult => {
      const authorized = sentHeader(exchange, 'authorization') !== undefined;
      const secret = /«(?:token \d+|client secret)»/.test(JSON.stringify(exchange.request));
      const seen = `in ${run.condition} ${named(exchange)}, on another origin, carried ${authorized ? 'Authorization' : 'a secret'}`;
      return { exchange, result: authorized || secret ? not(seen) : ok };
    });
    return told.length > 0 ? told : redirects.map((exchange) => ({ exchange, result: ok }));
  },
);

/** What a scenario's exit status says: whether the client told of success; undefined where it is not known. */
const reportedSuccess = ({ exit }: ObservedRun): boolean | undefined => {
  if (exit === undefined || exit.ended !== undefined) return undefined;
  return exit.code === 0;
};

/** Blocked by the lack of an exit status or output folder, in the words of the stop that says why. */
const without = (view: View, run: ObservedRun, label: string): AssertionResult => {
  const stop = stopsBefore(view, [label]).find(({ step }) => step === run.condition);
  return unreadable(stop?.because ?? `in ${run.condition} nothing is known of the client's ${label}`, stop);
};

/** A transfer that was cut is made again, or the client reports failure. */
export const cutNoticed: Expectation = inEach(
  'a cut transfer is fetched again, or the exit status tells of failure',
  ['token', 'kickoff', 'status', 'data'],
  (run, view) =>
    run.exchanges
      .filter(({ failure }) => failure?.code === 'cut')
      .map((exchange): ExchangeResult => {
        const again = requestsFor(run, exchange.request.url).find((one) => one.id > exchange.id && gotWhole(one));
        if (again !== undefined) return { exchange: again, result: ok };
        const success = reportedSuccess(run);
        if (success === undefined) return { exchange, result: without(view, run, 'exit') };
        const seen = `in ${run.condition} the file was not fetched again, and the exit status is 0`;
        return { exchange, result: success ? not(seen) : ok };
      }),
);

const departure = ({ condition }: ObservedRun, output: OutputFact): string => {
  const { missing, different, extra, unreadable: broken, served, first } = output;
  const counts = [
    ...(missing > 0 ? [`${missing} of ${served} resources missing`] : []),
    ...(different > 0 ? [`${different} of ${served} different`] : []),
    ...(extra > 0 ? [`${extra} not served`] : []),
    ...(broken > 0 ? [`${broken} unreadable`] : []),
  ].join(', ');
  const where = first === undefined ? '' : `; first (${first.kind}): ${first.file}, line ${first.line}`;
  return `in ${condition} ${counts}${where}${first?.path === undefined ? '' : `, ${first.path}`}`;
};

/** What came whole was stored as it was served; and success is not told where a file that was asked for never came. */
export const storedFaithfully: Expectation = faithfully(() => []);

/** The same in condition whose point is another: not to come to the files there belongs to other requirements. */
export const storedFaithfullyIfReached: Expectation = faithfully((run) => [
  { exchange: lastOf(run), result: nothing(`in ${run.condition} no file was reached`) },
]);

function faithfully(unreached: (run: ObservedRun) => ExchangeResult[]): Expectation {
  const says = 'the resources in the output folder are those that were served, numbers as written';
  return inEach(says, ['token', 'kickoff', 'status', 'output'], (run, view) => {
    const listed = listedIn(run, 'output');
    const manifest = askedFor(run, 'status').find(({ reply }) => reply?.status === 200);
    if (manifest === undefined) return unreached(run);
    const { output } = run;
    if (output === undefined) return [{ exchange: manifest, result: without(view, run, 'output') }];
    const lost = listed.find(({ url }) => neverCame(run, url));
    if (lost !== undefined && reportedSuccess(run) === true) {
      const seen = `in ${run.condition} a listed file never came whole, and the exit status is 0`;
      return [{ exchange: requestsFor(run, lost.url).at(-1) ?? lost.manifest, result: not(seen) }];
    }
    const incomplete = listed.some(({ url }) => !came(run, url));
    if (incomplete) return [{ exchange: manifest, result: nothing(`in ${run.condition} not every file came whole`) }];
    const equal = output.missing + output.different + output.extra + output.unreadable === 0;
    return [{ exchange: lastOf(run), result: equal ? ok : not(departure(run, output)) }];
  });
}

/** A listed file came whole: itself, or from where it redirects to. */
const came = (run: ObservedRun, url: string): boolean => {
  const requests = requestsFor(run, url);
  const targets = requests.flatMap(({ reply }) =>
    (reply?.headers ?? []).flatMap(([name, value]) => (name.toLowerCase() === 'location' ? [value] : [])),
  );
  return [...requests, ...askedFor(run, 'foreign')].some(
    (one) => gotWhole(one) && (one.request.url === url || targets.includes(one.request.url)),
  );
};

/** It was asked for and refused, redirected or left, and never came. What was cut or never asked for belongs elsewhere. */
const neverCame = (run: ObservedRun, url: string): boolean =>
  !came(run, url) &&
  requestsFor(run, url).length > 0 &&
  requestsFor(run, url).every(({ failure }) => failure?.code !== 'cut');

/** The exit status tells of failure where nothing could be pulled. */
export const failureReported: Expectation = exitExpectation('the exit status is not 0', false);

/** The exit status is 0 where everything came; where it came nowhere, that was never shown. */
export const successReported: Expectation = shownOnce(
  exitExpectation('the exit status is 0 where every file came', true),
);

function shownOnce({ says, judge }: Expectation): Expectation {
  return {
    says,
    judge: (view) => {
      const finding = judge(view);
      return finding.outcome === 'inapplicable' ? { ...finding, outcome: 'blocked', cause: 'earlier' } : finding;
    },
  };
}

function exitExpectation(says: string, success: boolean): Expectation {
  return inEach(says, ['token', 'exit'], (run, view) => {
    const exchange = lastOf(run);
    const told = reportedSuccess(run);
    if (told === undefined) return [{ exchange, result: without(view, run, 'exit') }];
    if (success && !complete(run))
      return [{ exchange, result: nothing(`in ${run.condition} not every file came whole`) }];
    if (!success && (run.exit?.code ?? 1) !== 0) return [{ exchange, result: ok }];
    const seen = `in ${run.condition} the exit status is ${run.exit?.code ?? run.exit?.killed ?? 'unknown'}`;
    return [{ exchange, result: told === success ? ok : not(seen) }];
  });
}

const complete = (run: ObservedRun): boolean =>
  askedFor(run, 'status').some(({ reply }) => reply?.status === 200) &&
  listedIn(run, 'output').every(({ url }) => came(run, url));
