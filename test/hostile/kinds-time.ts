import { answering, onReply, withHeader } from '../../src/reference/index.js';
import { ROUTES } from '../../src/model/index.js';
import { head, happening } from './answers.js';
import { KICKOFF, METADATA, TOKEN } from './ids.js';
import type { Takes } from './front.js';
import type { Kind } from './trial.js';

const TEN_YEARS = 10 * 365 * 86_400;
const inTenYears = new Date(Date.now() + TEN_YEARS * 1000).toUTCString();
const HOUR = 3_600_000;
/** Seconds in which every reply that comes at all is there, on a busy machine too: only silence takes as long. */
const LONG = 5;

const busy = (at: Takes['at'], ...headers: readonly string[]): Takes => ({
  at,
  does: ({ write, socket }) => {
    write(head('429 Too Many Requests', 'Content-Length: 0', ...headers));
    socket.end();
  },
});

/** A job that is done is not. */
const RUNNING = onReply(
  ({ status }) => status === 200,
  answering({ status: 202, headers: [['X-Progress', 'In Progress (99%)']], body: '' }),
);

/** Servers that take their time, and those that ask for it. */
export const TIME: readonly Kind[] = [
  {
    kind: 'never answers anything',
    takes: { at: ROUTES, does: () => undefined },
    limits: ['reply-seconds=0.5'],
    exit: 2,
    says: /error: Cannot reach http:\S+: no response within 0\.5 s \(--limit reply-seconds\)\. Check that .*/,
    mostAsked: { metadata: 2, token: 1, kickoff: 0 },
  },
  {
    kind: 'never answers a kick-off',
    takes: { at: ['kickoff'], does: () => undefined },
    limits: [`reply-seconds=${LONG}`],
    exit: 1,
    says: /no response within 5 s \(--limit reply-seconds\)/,
    fails: ['kickoff.accepted'],
    blocks: ['kickoff.content-location', 'status.completes', 'output.downloadable'],
    still: [...METADATA, ...TOKEN],
    mostAsked: { kickoff: 2 },
  },
  {
    kind: 'never answers the status of a job',
    takes: { at: ['status'], does: () => undefined },
    limits: [`reply-seconds=${LONG}`, 'silent-polls=2'],
    exit: 2,
    says: /no response within 5 s \(--limit reply-seconds\)/,
    blocks: ['status.completes', 'manifest.json', 'output.downloadable'],
    still: [...METADATA, ...TOKEN, ...KICKOFF],
    mostAsked: { status: 2 },
  },
  {
    kind: 'never answers a data file',
    takes: { at: ['data'], does: () => undefined },
    limits: [`reply-seconds=${LONG}`],
    exit: 1,
    says: /no response within 5 s \(--limit reply-seconds\)/,
    fails: ['output.downloadable'],
    still: [...METADATA, ...TOKEN, 'manifest.json'],
    // Two files are asked for beside each other.
    mostAsked: { data: 3 },
  },
  {
    kind: 'gives the head of the metadata byte by byte',
    takes: { at: ['metadata'], does: ({ write, drip }) => (write('HTTP/1.1 200 OK\r\nX: '), drip('x')) },
    limits: [`reply-seconds=${LONG}`],
    exit: 1,
    says: /no response within 5 s \(--limit reply-seconds\)/,
    fails: ['metadata.public'],
    blocks: ['metadata.valid-stu3'],
    still: [...TOKEN, ...KICKOFF, 'output.downloadable'],
  },
  {
    kind: 'gives the body of the metadata byte by byte',
    takes: {
      at: ['metadata'],
      does: ({ write, drip }) => (write(head('200 OK', 'Content-Length: 1000000')), drip(' ')),
    },
    limits: [`small-reply-seconds=${LONG}`],
    exit: 1,
    says: /no complete response within 5 s \(--limit small-reply-seconds\)/,
    fails: ['metadata.public'],
    blocks: ['metadata.valid-stu3'],
    still: [...TOKEN, ...KICKOFF, 'output.downloadable'],
  },
  {
    kind: 'gives a data file byte by byte',
    takes: {
      at: ['data'],
      nth: (nth) => nth === 1,
      does: ({ write, drip }) => (write(head('200 OK', 'Content-Type: application/fhir+ndjson')), drip('\n')),
    },
    limits: [`idle-seconds=${LONG}`],
    exit: 1,
    says: /it arrived too slowly: \d+ bytes in [\d.]+ s, less than 1 KiB \(--limit idle-bytes\) in 5 s \(--limit idle-seconds\)/,
    fails: ['output.downloadable'],
    still: [...METADATA, ...TOKEN, 'manifest.json', 'output.type'],
  },
  {
    kind: 'stops in the middle of a data file',
    takes: {
      at: ['data'],
      nth: (nth) => nth === 1,
      does: ({ write }) => write(`${head('200 OK', 'Content-Type: application/fhir+ndjson')}{"resourceType":`),
    },
    limits: [`idle-seconds=${LONG}`],
    exit: 1,
    says: /no more of the body arrived for 5 s \(--limit idle-seconds\)/,
    fails: ['output.downloadable'],
    still: [...METADATA, ...TOKEN, 'manifest.json', 'output.type'],
  },
  {
    kind: 'has jobs that never end',
    reference: { faults: [happening(['status'], RUNNING)] },
    exit: 2,
    says: /the job was still running at the deadline of the run/,
    blocks: ['status.completes', 'manifest.json', 'output.downloadable'],
    still: [...METADATA, ...TOKEN, ...KICKOFF],
    mostAsked: { status: 800 },
  },
  {
    kind: 'is busy for ever, at every place',
    takes: busy(ROUTES),
    exit: 2,
    says: /status 429/,
    blocks: ['metadata.public', 'token.issued', 'kickoff.accepted', 'manifest.json', 'output.downloadable'],
    // A sound server gets eleven token requests; each is made five times at most.
    // The metadata are requested in two ways.
    mostAsked: { metadata: 10, token: 55, kickoff: 0 },
  },
  {
    kind: 'is busy for ever when a job is to be started',
    takes: busy(['kickoff']),
    exit: 2,
    says: /the server kept returning 429/,
    blocks: ['kickoff.accepted', 'output.downloadable'],
    still: [...METADATA, ...TOKEN],
    // Every half minute for six hours, and a few more.
    mostAsked: { kickoff: 800 },
  },
  {
    kind: 'is busy for ever when a job is watched, and asks to come back in ten years',
    takes: busy(['status'], `Retry-After: ${TEN_YEARS}`),
    exit: 2,
    says: /the server was busy, and Retry-After asked for a wait \(more than 115 days\) beyond the deadline of the run/,
    blocks: ['manifest.json'],
    still: [...METADATA, ...TOKEN],
    // Every two minutes for six hours, and a few more.
    mostAsked: { status: 200 },
  },
  {
    kind: 'is busy for ever when a file is fetched',
    takes: busy(['data']),
    exit: 2,
    says: /status 429/,
    blocks: ['output.downloadable'],
    still: [...METADATA, ...TOKEN, 'manifest.json'],
    // Five tries of each file beside others, and five more of the first of an export alone.
    mostAsked: { data: 150 },
  },
  ...[`${TEN_YEARS}`, inTenYears, '-1', 'later'].map((value): Kind => ({
    kind: `is busy once at each place, with Retry-After: ${value}`,
    takes: {
      ...busy(['metadata', 'token', 'kickoff', 'status', 'data', 'error-file'], `Retry-After: ${value}`),
      nth: (nth) => nth === 1,
    },
    exit: 0,
    says: /: \d+ passed, 0 failed, 0 warnings, 0 blocked/,
    still: [...METADATA, ...TOKEN, ...KICKOFF, 'status.completes', 'output.downloadable'],
  })),
  ...[`${TEN_YEARS}`, inTenYears].map((value): Kind => ({
    kind: `asks to ask for a running job again in ten years (${value === inTenYears ? 'a date' : 'seconds'})`,
    reference: { faults: [happening(['status'], withHeader('Retry-After', value))] },
    exit: 0,
    says: /: \d+ passed, 0 failed, 0 warnings, 0 blocked/,
    still: [...METADATA, ...TOKEN, 'status.completes', 'status.retry-after', 'output.downloadable'],
  })),
  ...['-5', 'soon', '1e9', '5 s', ''].map((value): Kind => ({
    kind: `sends Retry-After: ${value}`,
    reference: { faults: [happening(['status'], withHeader('Retry-After', value))] },
    exit: 0,
    says: /retry-after: "[^"]*"/,
    fails: ['status.retry-after'],
    still: [...METADATA, ...TOKEN, 'status.completes', 'output.downloadable'],
  })),
  {
    kind: 'asks to come back in more seconds than a number holds',
    reference: { faults: [happening(['status'], withHeader('Retry-After', '9'.repeat(400)))] },
    exit: 0,
    says: /: \d+ passed, 0 failed, 0 warnings, 0 blocked/,
    still: [...METADATA, ...TOKEN, 'status.completes', 'output.downloadable'],
  },
  ...[HOUR, -HOUR].map((ms): Kind => ({
    kind: `has a clock that is an hour ${ms > 0 ? 'fast' : 'slow'}, and does not say so`,
    ahead: ms,
    reference: { faults: [happening(ROUTES, withHeader('Date', 'today'))] },
    exit: 0,
    says: /: \d+ passed, 0 failed, 0 warnings, 0 blocked/,
    still: [...TOKEN, 'token.lifetime', 'output.downloadable'],
    mostAsked: { token: 20 },
  })),
  ...[HOUR, -HOUR].map((ms): Kind => ({
    kind: `has a clock that is an hour ${ms > 0 ? 'fast' : 'slow'}`,
    ahead: ms,
    ids: [],
    exit: 0,
    says: /: \d+ passed, 0 failed, 0 warnings, 0 blocked/,
    mostAsked: { token: 20 },
  })),
];
