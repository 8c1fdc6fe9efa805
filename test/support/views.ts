import type {
  Body,
  Exchange,
  Fact,
  FileFact,
  Header,
  LineFinding,
  Profile,
  StopFact,
  TokenFact,
  View,
} from '../../src/model/index.js';
import { profile201909 } from '../../suites/profiles/2019-09.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';

export { profile201909, profile201912 };

/** Base URL of the hand-written views. */
export const BASE = 'https://bcda.example';

const EMPTY: Body = { bytes: 0, form: 'empty', documents: 0, shows: [], repeats: [] };

/** A body as a recorder describes it: `json` one document, `text` anything else. */
export const body = (more: Partial<Body> = {}): Body => ({ ...EMPTY, ...more });
export const jsonBody = (json: unknown, documents = 1): Body =>
  body({ bytes: JSON.stringify(json).length, form: 'json', documents, json });
export const textBody = (bytes = 20, more: Partial<Body> = {}): Body => body({ bytes, form: 'text', ...more });

export interface ReplySpec {
  readonly headers?: Readonly<Record<string, string>> | readonly Header[];
  /** The one JSON document of the body. */
  readonly json?: unknown;
  readonly body?: Body;
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
