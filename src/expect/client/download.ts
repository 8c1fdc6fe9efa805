import type { Exchange, Expectation, OutputFact, View } from '../../model/index.js';
import { objectIn, valueAt } from '../server/bodies.js';
import { not, nothing, ok, type Seen, type Sight, stopsBefore, unreadable } from '../assertion.js';
import { exportAsked } from './kickoff.js';
import { absent, askedFor, gotWhole, inEach, lastOf, type Meeting, named, sentHeader } from './client-runs.js';
import { expiriesIn } from './token.js';

/** URLs in a list of the manifests that the client was given, in their order. */
const listedIn = (
  meeting: Meeting,
  list: 'output' | 'error',
): { readonly url: string; readonly manifest: Exchange }[] => {
  const manifests = askedFor(meeting, 'status').filter(({ reply }) => reply?.status === 200);
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
const requestsFor = (meeting: Meeting, url: string): Exchange[] =>
  meeting.exchanges.filter(({ label, request }) => ['data', 'error-data'].includes(label) && request.url === url);

/** Every URL of a list is asked for, as given. */
const fetched = (list: 'output' | 'error'): Expectation =>
  inEach(`every URL under ${list} is asked for, as it was given`, ['token', 'kickoff', 'status'], (meeting, view) => {
    const listed = listedIn(meeting, list);
    return listed.map(({ url, manifest }, index): Seen => {
      const [request] = requestsFor(meeting, url);
      const seen = `in ${meeting.weather} ${list} ${index + 1} of ${listed.length} was never asked for`;
      return request === undefined
        ? { exchange: manifest, sight: absent(view, meeting, seen) }
        : { exchange: request, sight: ok };
    });
  });

export const allOutputsFetched = fetched('output');
export const allErrorsFetched = fetched('error');

/** A 401 between two files is answered by a new token and the same file again, in the same export. */
export const renewedBetweenFiles: Expectation = inEach(
  'a file that was answered 401 is fetched with a new token, without a new export',
  ['token', 'kickoff', 'status', 'data'],
  (meeting, view) =>
    expiriesIn(meeting, ['data', 'error-data']).map((refusal): Seen => {
      const later = meeting.exchanges.filter(({ id }) => id > refusal.id);
      const started = askedFor(meeting, 'kickoff').filter(({ reply }) => reply?.status === 202);
      const before = new Set(started.filter(({ id }) => id < refusal.id).map(exportAsked));
      const restarted = started.find((one) => one.id > refusal.id && before.has(exportAsked(one)));
      const what = `in ${meeting.weather}, after the 401 to ${named(refusal)},`;
      if (restarted !== undefined) return { exchange: restarted, sight: not(`${what} a new export was started`) };
      const got = later.find((one) => one.request.url === refusal.request.url && gotWhole(one));
      return got === undefined
        ? { exchange: refusal, sight: absent(view, meeting, `${what} the file was not fetched`) }
        : { exchange: got, sight: ok };
    }),
);

const isRedirect = ({ reply }: Exchange): boolean => reply !== undefined && reply.status >= 300 && reply.status < 400;

/** Nothing secret goes to another origin; not to follow a redirect there is no breach of that. */
export const noBearerElsewhere: Expectation = inEach(
  'no Authorization and no token goes to another origin',
  ['token', 'kickoff', 'status', 'data'],
  (meeting) => {
    const redirects = askedFor(meeting, 'data', 'error-data').filter(isRedirect);
    const told = askedFor(meeting, 'foreign').map((exchange): Seen => {
      const authorized = sentHeader(exchange, 'authorization') !== undefined;
      const secret = /«(?:token \d+|client secret)»/.test(JSON.stringify(exchange.request));
      const seen = `in ${meeting.weather} ${named(exchange)}, on another origin, carried ${authorized ? 'Authorization' : 'a secret'}`;
      return { exchange, sight: authorized || secret ? not(seen) : ok };
    });
    return told.length > 0 ? told : redirects.map((exchange) => ({ exchange, sight: ok }));
  },
);

/** What a scenario's exit status says: whether the client told of success; undefined where it is not known. */
const reportedSuccess = ({ exit }: Meeting): boolean | undefined => {
  if (exit === undefined || exit.ended !== undefined) return undefined;
  return exit.code === 0;
};

/** Blocked by the lack of an exit status or output folder, in the words of the stop that says why. */
const without = (view: View, meeting: Meeting, label: string): Sight => {
  const stop = stopsBefore(view, [label]).find(({ step }) => step === meeting.weather);
  return unreadable(stop?.because ?? `in ${meeting.weather} nothing is known of the client's ${label}`, stop);
};

/** A transfer that was cut is made again, or the client reports failure. */
export const cutNoticed: Expectation = inEach(
  'a cut transfer is fetched again, or the exit status tells of failure',
  ['token', 'kickoff', 'status', 'data'],
  (meeting, view) =>
    meeting.exchanges
      .filter(({ failure }) => failure?.code === 'cut')
      .map((exchange): Seen => {
        const again = requestsFor(meeting, exchange.request.url).find((one) => one.id > exchange.id && gotWhole(one));
        if (again !== undefined) return { exchange: again, sight: ok };
        const success = reportedSuccess(meeting);
        if (success === undefined) return { exchange, sight: without(view, meeting, 'exit') };
        const seen = `in ${meeting.weather} the file was not fetched again, and the exit status is 0`;
        return { exchange, sight: success ? not(seen) : ok };
      }),
);

const departure = ({ weather }: Meeting, output: OutputFact): string => {
  const { missing, different, extra, unreadable: broken, served, first } = output;
  const counts = [
    ...(missing > 0 ? [`${missing} of ${served} resources missing`] : []),
    ...(different > 0 ? [`${different} of ${served} different`] : []),
    ...(extra > 0 ? [`${extra} not served`] : []),
    ...(broken > 0 ? [`${broken} unreadable`] : []),
  ].join(', ');
  const where = first === undefined ? '' : `; first (${first.kind}): ${first.file}, line ${first.line}`;
  return `in ${weather} ${counts}${where}${first?.path === undefined ? '' : `, ${first.path}`}`;
};

/** What came whole was stored as it was served; and success is not told where a file that was asked for never came. */
export const storedFaithfully: Expectation = faithfully(() => []);

/** The same in weather whose point is another: not to come to the files there belongs to other requirements. */
export const storedFaithfullyIfReached: Expectation = faithfully((meeting) => [
  { exchange: lastOf(meeting), sight: nothing(`in ${meeting.weather} no file was reached`) },
]);

function faithfully(unreached: (meeting: Meeting) => Seen[]): Expectation {
  const says = 'the resources in the output folder are those that were served, numbers as written';
  return inEach(says, ['token', 'kickoff', 'status', 'output'], (meeting, view) => {
    const listed = listedIn(meeting, 'output');
    const manifest = askedFor(meeting, 'status').find(({ reply }) => reply?.status === 200);
    if (manifest === undefined) return unreached(meeting);
    const { output } = meeting;
    if (output === undefined) return [{ exchange: manifest, sight: without(view, meeting, 'output') }];
    const lost = listed.find(({ url }) => neverCame(meeting, url));
    if (lost !== undefined && reportedSuccess(meeting) === true) {
      const seen = `in ${meeting.weather} a listed file never came whole, and the exit status is 0`;
      return [{ exchange: requestsFor(meeting, lost.url).at(-1) ?? lost.manifest, sight: not(seen) }];
    }
    const incomplete = listed.some(({ url }) => !came(meeting, url));
    if (incomplete) return [{ exchange: manifest, sight: nothing(`in ${meeting.weather} not every file came whole`) }];
    const equal = output.missing + output.different + output.extra + output.unreadable === 0;
    return [{ exchange: lastOf(meeting), sight: equal ? ok : not(departure(meeting, output)) }];
  });
}

/** A listed file came whole: itself, or from where it redirects to. */
const came = (meeting: Meeting, url: string): boolean => {
  const requests = requestsFor(meeting, url);
  const targets = requests.flatMap(({ reply }) =>
    (reply?.headers ?? []).flatMap(([name, value]) => (name.toLowerCase() === 'location' ? [value] : [])),
  );
  return [...requests, ...askedFor(meeting, 'foreign')].some(
    (one) => gotWhole(one) && (one.request.url === url || targets.includes(one.request.url)),
  );
};

/** It was asked for and refused, redirected or left, and never came. What was cut or never asked for belongs elsewhere. */
const neverCame = (meeting: Meeting, url: string): boolean =>
  !came(meeting, url) &&
  requestsFor(meeting, url).length > 0 &&
  requestsFor(meeting, url).every(({ failure }) => failure?.code !== 'cut');

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
  return inEach(says, ['token', 'exit'], (meeting, view) => {
    const exchange = lastOf(meeting);
    const told = reportedSuccess(meeting);
    if (told === undefined) return [{ exchange, sight: without(view, meeting, 'exit') }];
    if (success && !complete(meeting))
      return [{ exchange, sight: nothing(`in ${meeting.weather} not every file came whole`) }];
    if (!success && (meeting.exit?.code ?? 1) !== 0) return [{ exchange, sight: ok }];
    const seen = `in ${meeting.weather} the exit status is ${meeting.exit?.code ?? meeting.exit?.killed ?? 'unknown'}`;
    return [{ exchange, sight: told === success ? ok : not(seen) }];
  });
}

const complete = (meeting: Meeting): boolean =>
  askedFor(meeting, 'status').some(({ reply }) => reply?.status === 200) &&
  listedIn(meeting, 'output').every(({ url }) => came(meeting, url));
