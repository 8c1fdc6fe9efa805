import type { Exchange, Expectation, OutputFact, View } from '../../model/index.js';
import { counted } from '../counted.js';
import { objectIn, valueAt } from '../server/bodies.js';
import { not, nothing, ok, type ExchangeResult, type AssertionResult, stopsBefore, unreadable } from '../assertion.js';
import { statusOf } from '../server/replies.js';
import { exportKey } from './kickoff.js';
import {
  notDone,
  requestsOf,
  isComplete,
  inEachRun,
  observedRuns,
  lastOf,
  type ObservedRun,
  named,
  sentHeader,
} from './client-runs.js';
import { expiriesIn } from './token.js';

/** URLs in a list of the manifests that the client received, in their order. */
const listedIn = (
  run: ObservedRun,
  list: 'output' | 'error',
): { readonly url: string; readonly manifest: Exchange }[] => {
  const manifests = requestsOf(run, 'status').filter(({ reply }) => reply?.status === 200);
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

/** Requests for a listed file, by its URL as listed. */
const requestsFor = (run: ObservedRun, url: string): Exchange[] =>
  run.exchanges.filter(({ label, request }) => ['data', 'error-data'].includes(label) && request.url === url);

/** Every URL of a list is requested, as listed. */
const allRequested = (list: 'output' | 'error'): Expectation =>
  inEachRun(`the client requests every URL under ${list}, as listed`, ['token', 'kickoff', 'status'], (run, view) => {
    const listed = listedIn(run, list);
    return listed.map(({ url, manifest }, index): ExchangeResult => {
      const [request] = requestsFor(run, url);
      const seen = `in ${run.condition} ${list} ${index + 1} of ${listed.length} was never requested`;
      return request === undefined
        ? { exchange: manifest, result: notDone(view, run, seen) }
        : { exchange: request, result: ok };
    });
  });

export const allOutputsRequested = allRequested('output');

/** A client that reports success has requested every output; other requirements judge one that gives up. */
export const outputsRequestedIfSuccessful: Expectation = inEachRun(
  'a client with exit status 0 has requested every URL under output, as listed',
  ['token'],
  (run): ExchangeResult[] => {
    const missed = listedIn(run, 'output').find(({ url }) => !wasRequested(run, url));
    if (missed === undefined) return [{ exchange: lastOf(run), result: ok }];
    if (reportedSuccess(run) !== true)
      return [{ exchange: lastOf(run), result: nothing(`in ${run.condition} the client reports no success`) }];
    const seen = `in ${run.condition} a URL under output was never requested, and the exit status is 0`;
    return [{ exchange: missed.manifest, result: not(seen) }];
  },
);

/** Requested as listed, on whatever host. */
const wasRequested = (run: ObservedRun, url: string): boolean =>
  requestsFor(run, url).length > 0 || requestsOf(run, 'foreign').some(({ request }) => request.url === url);

export const allErrorsRequested = allRequested('error');

/** After a 401 between two files, the client gets a new token and downloads the same file, in the same export. */
export const renewedBetweenFiles: Expectation = inEachRun(
  'after a 401 to a file request, the client downloads the file with a new token, without a new export',
  ['token', 'kickoff', 'status', 'data'],
  (run, view) => {
    const refusals = expiriesIn(run, ['data', 'error-data']);
    if (refusals.length === 0 && hasTokenPerFile(run))
      return [{ exchange: lastOf(run), result: nothing(`in ${run.condition} each file had a token of its own`) }];
    return refusals.map((refusal): ExchangeResult => {
      const later = run.exchanges.filter(({ id }) => id > refusal.id);
      const started = requestsOf(run, 'kickoff').filter(({ reply }) => reply?.status === 202);
      const before = new Set(started.filter(({ id }) => id < refusal.id).map(exportKey));
      const restarted = started.find((one) => one.id > refusal.id && before.has(exportKey(one)));
      const what = `in ${run.condition}, after the 401 to ${named(refusal)},`;
      if (restarted !== undefined) return { exchange: restarted, result: not(`${what} a new export was started`) };
      const downloaded = later.find((one) => one.request.url === refusal.request.url && isComplete(one));
      return downloaded === undefined
        ? { exchange: refusal, result: notDone(view, run, `${what} the file was not downloaded`) }
        : { exchange: downloaded, result: ok };
    });
  },
);

/** No token of such a client can expire between two files. */
const hasTokenPerFile = (run: ObservedRun): boolean => {
  const tokens = requestsOf(run, 'data')
    .filter(isComplete)
    .map((one) => sentHeader(one, 'authorization'));
  return tokens.length > 1 && new Set(tokens).size === tokens.length;
};

const isRedirect = ({ reply }: Exchange): boolean => reply !== undefined && reply.status >= 300 && reply.status < 400;

const originOf = (url: string): string => /^[a-z]+:\/\/[^/?#]*/i.exec(url)?.[0].toLowerCase() ?? '';

const hostOf = ({ request: { url } }: Exchange): string => /^[a-z]+:\/\/(\[[^\]]*\]|[^:/?]*)/i.exec(url)?.[1] ?? url;

/** No secret goes to another origin; a client that does not follow the redirect there sends none. */
export const noBearerElsewhere: Expectation = inEachRun(
  'the client sends no Authorization header, token or client secret to another origin',
  ['token', 'kickoff', 'status', 'data'],
  (run) => {
    const own = originOf(run.exchanges[0].request.url);
    // A client that does not follow the redirect, or does not request the file, sends nothing there.
    const idle = [
      ...requestsOf(run, 'data', 'error-data').filter(isRedirect),
      ...listedIn(run, 'output').flatMap(({ url, manifest }) => (originOf(url) === own ? [] : [manifest])),
    ];
    const elsewhere = requestsOf(run, 'foreign').map((exchange): ExchangeResult => {
      const authorized = sentHeader(exchange, 'authorization') !== undefined;
      const secret = /«(?:token \d+|client secret)»/.test(JSON.stringify(exchange.request));
      const seen = `in ${run.condition} ${named(exchange)} to another host (${hostOf(exchange)}) had ${authorized ? 'an Authorization header' : 'a token or client secret'}`;
      return { exchange, result: authorized || secret ? not(seen) : ok };
    });
    return elsewhere.length > 0 ? elsewhere : idle.map((exchange) => ({ exchange, result: ok }));
  },
);

/** Whether the exit status of the client reports success; undefined if that is not known. */
export const reportedSuccess = ({ exit }: ObservedRun): boolean | undefined => {
  if (exit === undefined || exit.ended !== undefined) return undefined;
  return exit.code === 0;
};

/** Blocked, because the exit status or the output folder is not known; the stop says why. */
export const unknownFact = (view: View, run: ObservedRun, label: string): AssertionResult => {
  const stop = stopsBefore(view, [label]).find(({ step }) => step === run.condition);
  return unreadable(
    stop?.because ??
      `in ${run.condition} the client's ${label === 'exit' ? 'exit status' : 'output folder'} is not known`,
    stop,
  );
};

/** The client repeats a transfer that was cut off, or reports failure. */
export const cutNoticed: Expectation = inEachRun(
  'after a transfer that was cut off, the client downloads the file again, or its exit status reports failure',
  ['token', 'kickoff', 'status', 'data'],
  (run, view) =>
    run.exchanges
      .filter(({ failure }) => failure?.code === 'cut')
      .map((exchange): ExchangeResult => {
        const again = requestsFor(run, exchange.request.url).find((one) => one.id > exchange.id && isComplete(one));
        if (again !== undefined) return { exchange: again, result: ok };
        const success = reportedSuccess(run);
        if (success === undefined) return { exchange, result: unknownFact(view, run, 'exit') };
        const seen = `in ${run.condition} the file was not downloaded again, and the exit status is 0`;
        return { exchange, result: success ? not(seen) : ok };
      }),
);

const differenceText = ({ condition }: ObservedRun, output: OutputFact): string => {
  const { missing, different, extra, unreadable: broken, served, first } = output;
  const counts = [
    ...(missing > 0 ? [`${missing} of ${served} resources missing`] : []),
    ...(different > 0 ? [`${different} of ${served} resources different`] : []),
    ...(extra > 0 ? [`${counted(extra, 'resource')} more than the server sent`] : []),
    ...(broken > 0 ? [counted(broken, 'unreadable line')] : []),
  ].join(', ');
  const where = first === undefined ? '' : `; first (${first.kind}): ${first.file}, line ${first.line}`;
  return `in ${condition} ${counts}${where}${first?.path === undefined ? '' : `, ${first.path}`}`;
};

/** Complete files are stored as served, and the client reports no success if a requested file was never downloaded. */
export const storedAsServed: Expectation = asServed(() => []);

/** The same under conditions about other things: other requirements judge a client that reaches no file there. */
export const storedAsServedIfReached: Expectation = asServed((run) => [
  { exchange: lastOf(run), result: nothing(`in ${run.condition} the client reached no file`) },
]);

function asServed(unreached: (run: ObservedRun) => ExchangeResult[]): Expectation {
  const says = 'the resources in the output folder are those that the server sent, with numbers as written';
  return inEachRun(says, ['token', 'kickoff', 'status', 'output'], (run, view) => {
    const listed = listedIn(run, 'output');
    const manifest = requestsOf(run, 'status').find(({ reply }) => reply?.status === 200);
    if (manifest === undefined) return unreached(run);
    const { output } = run;
    if (output === undefined) return [{ exchange: manifest, result: unknownFact(view, run, 'output') }];
    const abandoned = listed.find(({ url }) => wasAbandoned(run, url));
    if (abandoned !== undefined && reportedSuccess(run) === true) {
      const seen = `in ${run.condition} a listed file was never downloaded completely, and the exit status is 0`;
      return [{ exchange: requestsFor(run, abandoned.url).at(-1) ?? abandoned.manifest, result: not(seen) }];
    }
    const incomplete = listed.some(({ url }) => !wasDownloaded(run, url));
    if (incomplete)
      return [{ exchange: manifest, result: nothing(`in ${run.condition} not every file was downloaded completely`) }];
    const equal = output.missing + output.different + output.extra + output.unreadable === 0;
    return [{ exchange: lastOf(run), result: equal ? ok : not(differenceText(run, output)) }];
  });
}

/** No resource of a file that came is missing from the output folder. Whether it is stored right is judged elsewhere. */
export const noFileOverwritten: Expectation = inEachRun(
  'every resource of the files that were downloaded is in the output folder',
  ['token', 'kickoff', 'status', 'output'],
  (run, view) => {
    const manifest = requestsOf(run, 'status').find(({ reply }) => reply?.status === 200);
    if (manifest === undefined) return [];
    const { output } = run;
    if (output === undefined) return [{ exchange: manifest, result: unknownFact(view, run, 'output') }];
    if (listedIn(run, 'output').filter(({ url }) => wasDownloaded(run, url)).length < 2)
      return [{ exchange: manifest, result: nothing(`in ${run.condition} fewer than two files were downloaded`) }];
    return [{ exchange: lastOf(run), result: output.missing === 0 ? ok : not(differenceText(run, output)) }];
  },
);

/** Whether a listed file was downloaded completely: from its own URL, or from where that redirects to. */
const wasDownloaded = (run: ObservedRun, url: string): boolean => {
  const requests = requestsFor(run, url);
  const targets = requests.flatMap(({ reply }) =>
    (reply?.headers ?? []).flatMap(([name, value]) => (name.toLowerCase() === 'location' ? [value] : [])),
  );
  return [...requests, ...requestsOf(run, 'foreign')].some(
    (one) => isComplete(one) && (one.request.url === url || targets.includes(one.request.url)),
  );
};

/** Requested and refused, redirected or abandoned, and never downloaded. Other requirements judge cut transfers and files that were never requested. */
const wasAbandoned = (run: ObservedRun, url: string): boolean =>
  !wasDownloaded(run, url) &&
  requestsFor(run, url).length > 0 &&
  requestsFor(run, url).every(({ failure }) => failure?.code !== 'cut');

/** The exit status reports failure if nothing could be exported. */
export const failureReported: Expectation = exitExpectation('the exit status is not 0', false);

/** The same of a client that ends: one that still waits for a busy file has reported nothing. */
export const failureReportedIfEnded: Expectation = exitExpectation('the exit status is not 0', false, ['token']);

/** The exit status is 0 if every file was downloaded; blocked if that never happened. */
export const successReported: Expectation = blockedIfNeverShown(
  exitExpectation('the exit status is 0 if every file was downloaded', true),
);

function blockedIfNeverShown({ says, judge }: Expectation): Expectation {
  return {
    says,
    judge: (view) => {
      const judgment = judge(view);
      return judgment.outcome === 'inapplicable' ? { ...judgment, outcome: 'blocked', cause: 'earlier' } : judgment;
    },
  };
}

function exitExpectation(says: string, success: boolean, labels = ['token', 'exit']): Expectation {
  return inEachRun(says, labels, (run, view) => {
    const exchange = lastOf(run);
    if (!labels.includes('exit') && run.exit?.ended === 'deadline')
      return [{ exchange, result: nothing(`in ${run.condition} the client was still waiting when it was stopped`) }];
    const reported = reportedSuccess(run);
    if (reported === undefined) return [{ exchange, result: unknownFact(view, run, 'exit') }];
    if (success && !everyFileDownloaded(run))
      return [{ exchange, result: nothing(`in ${run.condition} not every file was downloaded completely`) }];
    if (!success && (run.exit?.code ?? 1) !== 0) return [{ exchange, result: ok }];
    const seen = `in ${run.condition} the exit status is ${run.exit?.code ?? run.exit?.killed ?? 'unknown'}`;
    return [{ exchange, result: reported === success ? ok : not(seen) }];
  });
}

/** Exit status 0 without a manifest: the client reports an export that it cannot have. */
export const noSuccessWithoutManifest: Expectation = inEachRun(
  'the exit status is not 0 if the client got no manifest',
  ['token'],
  (run, view): ExchangeResult[] => {
    const exchange = lastOf(run);
    if (hasManifest(run)) return [{ exchange, result: ok }];
    if (run.exit?.ended !== undefined)
      return [{ exchange, result: nothing(`in ${run.condition} the client was stopped before it got a manifest`) }];
    const reported = reportedSuccess(run);
    if (reported === undefined) return [{ exchange, result: unknownFact(view, run, 'exit') }];
    const seen = `in ${run.condition} the exit status is 0, although the client got no manifest (last: ${lastText(run)})`;
    return [{ exchange, result: reported ? not(seen) : ok }];
  },
);

const hasManifest = (run: ObservedRun): boolean => requestsOf(run, 'status').some(({ reply }) => reply?.status === 200);

const everyFileDownloaded = (run: ObservedRun): boolean =>
  hasManifest(run) && listedIn(run, 'output').every(({ url }) => wasDownloaded(run, url));

const endText = ({ exit }: ObservedRun): string =>
  exit?.code === undefined
    ? `was ended by ${exit?.killed ?? 'an unknown signal'}`
    : `ended with exit status ${exit.code}`;

/** A client that has received a manifest downloads every file and ends with exit status 0. */
export const allDownloaded: Expectation = blockedIfNeverShown(
  succeeds('the client downloads every listed file and ends with exit status 0'),
);

/**
 * The same from the first request on: a client that gets no manifest has given up too. It says nothing of a client that
 * gets none in the condition `plain` either.
 */
export const exportCompleted = (plain: string): Expectation =>
  blockedIfNeverShown(succeeds('the client completes the export and ends with exit status 0', plain));

function succeeds(says: string, plain?: string): Expectation {
  return inEachRun(says, ['token', 'exit'], (run, view) => {
    const [exchange, success] = [lastOf(run), reportedSuccess(run)];
    if (!hasManifest(run) && plain === undefined)
      return [{ exchange, result: nothing(`in ${run.condition} the client got no manifest`) }];
    if (run.condition === plain) return [{ exchange, result: nothing(`${plain} is only the comparison`) }];
    if (!observedRuns(view).some(hasManifest))
      return [{ exchange, result: unreadable(`the client got no manifest in ${run.condition}, nor in ${plain}`) }];
    if (success === undefined) return [{ exchange, result: unknownFact(view, run, 'exit') }];
    if (!success) {
      const seen = `in ${run.condition} the client ${endText(run)} after ${lastText(run)}, ${leftText(run)}`;
      return [{ exchange, result: not(seen) }];
    }
    // A client that reports success without the files has not given up; other requirements judge it.
    const result = everyFileDownloaded(run) ? ok : nothing(`in ${run.condition} the exit status is 0`);
    return [{ exchange, result }];
  });
}

const leftText = (run: ObservedRun): string => {
  if (!hasManifest(run)) return 'without a manifest';
  const listed = listedIn(run, 'output');
  const missing = listed.filter(({ url }) => !wasDownloaded(run, url)).length;
  return missing === 0
    ? 'although the server had sent everything'
    : `with ${missing} of ${counted(listed.length, 'listed file')} not downloaded`;
};

const lastText = (run: ObservedRun): string => `${named(lastOf(run))} → ${statusOf(lastOf(run))}`;
