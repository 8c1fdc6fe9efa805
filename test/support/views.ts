import type {
  RecordedBody,
  Exchange,
  ExitFact,
  Fact,
  FileFact,
  Header,
  LineFinding,
  OutputFact,
  Profile,
  StopFact,
  TokenFact,
  View,
} from '../../src/model/index.js';
import { CLIENT_RUN_LABELS } from '../../src/model/steps.js';
import { profile201909 } from '../../suites/profiles/2019-09.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';

export { profile201909, profile201912 };

/** Base URL of the hand-written views. */
export const BASE = 'https://bcda.example';

const EMPTY: RecordedBody = { bytes: 0, form: 'empty', documents: 0, shows: [], repeats: [] };

/** A body as a recorder describes it: `json` one document, `text` anything else. */
export const body = (more: Partial<RecordedBody> = {}): RecordedBody => ({ ...EMPTY, ...more });
export const jsonBody = (json: unknown, documents = 1): RecordedBody =>
  body({ bytes: JSON.stringify(json).length, form: 'json', documents, json });
export const textBody = (bytes = 20, more: Partial<RecordedBody> = {}): RecordedBody =>
  body({ bytes, form: 'text', ...more });

export interface ReplySpec {
  readonly headers?: Readonly<Record<string, string>> | readonly Header[];
  /** The one JSON document of the body. */
  readonly json?: unknown;
  readonly body?: RecordedBody;
}

/** An exchange by its status (undefined: there was no reply), and what is unlike an empty one. */
export const exchange = (
  status: number | undefined,
  { headers = [], json, body: given, ...more }: Partial<Exchange> & ReplySpec = {},
): Exchange => ({
  id: 1,
  step: 'step',
  label: 'label',
  as: 'token',
  at: 0,
  ms: 1,
  request: { method: 'GET', url: `${BASE}/asked`, headers: [] },
  ...(status === undefined
    ? { failure: { code: 'ECONNRESET', says: 'the connection was reset before the reply was whole' } }
    : {
        reply: {
          status,
          reason: '',
          headers: isList(headers) ? headers : Object.entries(headers),
          body: given ?? (json === undefined ? EMPTY : jsonBody(json)),
        },
      }),
  ...more,
});

const isList = (headers: ReplySpec['headers']): headers is readonly Header[] => Array.isArray(headers);

/** Several exchanges, numbered from 1 in their order. */
export const numbered = (...exchanges: readonly Exchange[]): Exchange[] =>
  exchanges.map((one, index) => ({ ...one, id: index + 1 }));

export const view = (
  exchanges: readonly Exchange[],
  facts: readonly Fact[] = [],
  { profile = profile201912, base = BASE }: { profile?: Profile; base?: string } = {},
): View => ({ profile, base, ruleSet: 'rules', exchanges, facts });

export const stop = (labels: readonly string[], more: Partial<StopFact> = {}): StopFact => ({
  kind: 'stop',
  step: 'step',
  labels,
  because: 'it was stopped',
  cause: 'earlier',
  ...more,
});

export const NO_FINDING = { ruleSet: 'rules', groups: [], more: false } as const;

export const fileFact = (exchangeId: number, more: Partial<FileFact> = {}): FileFact => ({
  kind: 'file',
  exchange: exchangeId,
  type: 'Patient',
  list: 'output',
  whole: true,
  bytes: 100,
  sha256: 'a'.repeat(64),
  resources: 1,
  findings: [],
  validity: NO_FINDING,
  identities: { repeated: 0, lines: [], over: false },
  repeats: [],
  ...more,
});

export const lineFinding = (rule: LineFinding['rule'], more: Partial<LineFinding> = {}): LineFinding => ({
  rule,
  count: 2,
  lines: [3, 5],
  offset: 41,
  ...more,
});

export const tokenFact = (exchangeId: number, more: Partial<TokenFact> = {}): TokenFact => ({
  kind: 'token',
  exchange: exchangeId,
  mark: '«token 1»',
  sendable: true,
  receivedAt: 1_796_000_000,
  shape: 'opaque',
  length: 40,
  ...more,
});

/** An accepted kick-off of an export, its job URL ending in `id`. */
export const kickoff = (of: string, id: string | number, more: Partial<Exchange> & ReplySpec = {}): Exchange =>
  exchange(202, {
    label: 'kickoff',
    of,
    request: { method: 'GET', url: exportUrl(of), headers: [] },
    headers: { 'Content-Location': `${BASE}/api/v1/jobs/${id}` },
    ...more,
  });

/** The URL of an export by its name in transcripts, e.g. `Patient?_type=Coverage`, `Patient (again)`. */
export const exportUrl = (of: string, base = BASE): string => {
  const [endpoint = '', query] = of.replace(' (again)', '').split('?');
  return `${base}/api/v1/${endpoint}/$export${query === undefined ? '' : `?${query}`}`;
};

/** The manifest of an export. */
export const manifest = (of: string, json: unknown, more: Partial<Exchange> & ReplySpec = {}): Exchange =>
  exchange(200, { label: 'manifest', of, json, ...more });

/** What the hand-written client exchanges are about. */
export const JOB = `${BASE}/api/v1/jobs/42`;
export const FILE = `${BASE}/data/42/a.ndjson`;
export const TOKEN_URL = `${BASE}/auth/token`;
export const ACCEPTED = { 'Content-Location': JOB } as const;

export interface SentSpec {
  /** Id of the condition. */
  readonly in?: string;
  readonly method?: string;
  readonly url?: string;
  /** Request headers, beside Authorization. */
  readonly sends?: Readonly<Record<string, string>>;
  /** Authorization; null: none. */
  readonly auth?: string | null;
  readonly body?: string;
  readonly as?: Exchange['as'];
  /** Milliseconds since the end of the exchange before it; see {@link inTurn}. */
  readonly after?: number;
  readonly ms?: number;
  readonly reply?: ReplySpec;
  readonly failure?: Exchange['failure'];
}

const SENT_TO: Readonly<Record<string, string>> = {
  token: TOKEN_URL,
  kickoff: exportUrl('Patient'),
  status: JOB,
  foreign: 'https://stranger.example/data/42/a.ndjson',
};

/** A request of a client, sound but for what is told, and the status that it was answered with (undefined: none). */
export const sent = (label: string, status: number | undefined, spec: SentSpec = {}): Exchange => {
  const isToken = label === 'token';
  const { auth = isToken ? 'Basic «credentials»' : label === 'foreign' ? null : 'Bearer «token 1»' } = spec;
  const { sends = {}, as = isToken ? 'client' : auth === null ? 'none' : 'token', body: text, failure } = spec;
  const headers = [...Object.entries(sends), ...(auth === null ? [] : [['Authorization', auth] as const])];
  const request = { method: spec.method ?? (isToken ? 'POST' : 'GET'), url: spec.url ?? SENT_TO[label] ?? FILE };
  return exchange(status, {
    ...{ label, as, step: spec.in ?? 'sunny', at: spec.after ?? 0, ms: spec.ms ?? 10, ...spec.reply },
    request: { ...request, headers, ...(text !== undefined && { body: text }) },
    ...(failure !== undefined && { failure }),
  });
};

/** Exchanges numbered from 1, each sent so many milliseconds after the end of the one before as its `after` says. */
export const inTurn = (...exchanges: readonly Exchange[]): Exchange[] => {
  let end = 0;
  return numbered(...exchanges).map((one) => {
    const placed = { ...one, at: end + one.at };
    end = placed.at + placed.ms;
    return placed;
  });
};

/** The manifest that a client was given, with the URLs of its files. */
export const listed = (output: readonly string[], error: readonly string[] = [], spec: SentSpec = {}): Exchange => {
  const entries = (type: string, urls: readonly string[]): object[] => urls.map((url) => ({ type, url }));
  const json = { output: entries('Patient', output), error: entries('OperationOutcome', error) };
  return sent('status', 200, { ...spec, reply: { ...spec.reply, json } });
};

export const exit = (step: string, more: Partial<ExitFact>): ExitFact => ({ kind: 'exit', step, lines: [], ...more });

export const output = (step: string, more: Partial<OutputFact> = {}): OutputFact => ({
  kind: 'output',
  step,
  ...{ files: 1, resources: 2, served: 2, missing: 0, different: 0, extra: 0, unreadable: 0 },
  ...more,
});

/** What is noted of a client that was ended in one condition: its end, and why nothing is known after it. */
export const cutShort = (step: string, ended: 'deadline' | 'interrupted'): Fact[] => [
  exit(step, { killed: 'SIGTERM', ended }),
  stop(['exit', 'output'], {
    step,
    because: `in ${step} the client was ended`,
    cause: ended,
    ...(ended === 'deadline' && { unblock: '--deadline' }),
  }),
];

/** What is noted where nobody sees how the client ends. */
export const unseen = (step: string): StopFact =>
  stop(['exit', 'output'], { step, because: 'its end is not known', cause: 'input', unblock: '-- COMMAND' });

/** What is noted of a condition in which the client sent nothing. */
export const silent = (step: string): StopFact =>
  stop(CLIENT_RUN_LABELS, { step, because: `in ${step} the client sent no request` });
