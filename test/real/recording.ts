import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import { fileURLToPath } from 'node:url';
import { scenariosOf, selectRequirements } from '../../src/assess/select.js';
import { describeBody } from '../../src/record/body.js';
import { createRedactor, type Redactor } from '../../src/record/redact.js';
import { mayLeaveNothing, stepName } from '../../src/model/steps.js';
import { latestUpdate } from '../../src/drive/exports/manifest.js';
import { createIdentityLog } from '../../src/drive/session/identities.js';
import { type JsonContent, contentOf } from '../../src/record/json.js';
import { resourceFact } from '../../src/drive/resource-fact.js';
import { scanNdjson } from '../../src/fhir/ndjson/scanner.js';
import { createFileCounter } from '../../src/fhir/elements/counter.js';
import { NdjsonValidator } from '../../src/fhir/validate/validate.js';
import { validityOf } from '../../src/fhir/validate/validity.js';
import {
  type Ask,
  type Credential,
  type Exchange,
  exportNamed,
  type Step,
  type FileFact,
  type Profile,
  releaseOf,
  type Scenario,
  type TokenFact,
  type Transcript,
  watchesOf,
} from '../../src/model/index.js';
import { tool } from '../../src/package.js';
import { catalogue } from '../../suites/index.js';
import { stopsOf } from './stops.js';

/** A place that an exchange takes in a run. */
export interface Use {
  /** `main`; `instead`: the main run with this exchange in place of the one of the same label; or a job of its own. */
  readonly run: string;
  readonly label: string;
  /** The export, where the exchange belongs to one. */
  readonly of?: string;
}

/** Where one exchange of a sample goes: to its places, or nowhere and why. */
export interface Mapped {
  /** Its line in the sample, from 1. */
  readonly line: number;
  readonly name: string;
  readonly uses: readonly Use[];
  readonly because?: string | undefined;
}

/** Exchanges of a server that somebody recorded, and what they are to us. */
export interface RealRecording {
  /** exchanges.jsonl, and the files that it refers to. */
  readonly folder: URL;
  readonly profile: Profile;
  readonly target: string;
  readonly startedAt: string;
  readonly mapping: readonly Mapped[];
  /** Which file is the body of which exchange. */
  readonly bodyFiles: Readonly<Record<number, string>>;
}

/** An exchange as the sample holds it. */
export interface Recorded {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly (readonly [string, string])[];
    readonly body?: string;
  };
  readonly reply: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
    readonly bytes: number;
  };
}

/** Why a recording cannot be judged; undefined where it can. */
export const missing = ({ folder }: RealRecording): string | undefined =>
  existsSync(folder) ? undefined : `there is no sample in ${fileURLToPath(folder)}`;
export const readSample = ({ folder }: RealRecording, name: string): Buffer => readFileSync(new URL(name, folder));
export const readExchanges = (recording: RealRecording): Recorded[] =>
  readSample(recording, 'exchanges.jsonl')
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded);

const stepsKnown = new Map<string, readonly Step[]>();
/** The steps that a run under a profile takes. */
const stepsOf = (profile: Profile): readonly Step[] => {
  const scenarios = (): readonly Scenario[] => scenariosOf(selectRequirements(profile, { catalogue }));
  const steps = stepsKnown.get(profile.id) ?? [
    ...new Map(scenarios().flatMap((one) => one.steps.map((step) => [stepName(step), step]))).values(),
  ];
  stepsKnown.set(profile.id, steps);
  return steps;
};

/** Where a run puts one exchange. */
export interface Placed extends Use {
  readonly line: number;
}

/** What stands in the sample for a token that an answer hands out, and what is read in its place. */
const TOKEN_MARKS = /<JWT>|\$TOKEN\w*|<TOKEN [\w-]+>/g;
const TOKEN = 'stand-in-for-the-token';

/** The transcript that our driver would have left of a conversation of these exchanges; ids are lines of the sample. */
export const transcriptOf = (
  recording: RealRecording,
  placed: readonly Placed[],
  recorded = readExchanges(recording),
): Transcript => {
  const { profile, target, startedAt } = recording;
  const steps = stepsOf(profile);
  const sets = steps.flatMap((step) => (step.do === 'exports' ? [step.set] : []));
  const redactor = createRedactor();
  redactor.add(TOKEN, '«token 1»');
  const sorted = [...placed].sort((a, b) => a.line - b.line);
  const at = (line: number): Recorded => recorded[line - 1] as Recorded;
  const exchanges = sorted.map((one) => exchangeOf(recording, one, at(one.line), redactor));
  const tokens = exchanges.flatMap((one) => tokenFact(one, at(one.id)) ?? []);
  const resources = exchanges.flatMap(
    (one) => resourceFact(one.id, contentIn(at(one.id).reply.body ?? ''), releaseOf(profile)) ?? [],
  );
  const files = exchanges.flatMap((one) => fileFact(recording, one, at(one.id), exchanges, redactor) ?? []);
  return {
    schema: 'bcda-conformance/transcript/1',
    tool,
    role: 'server',
    profile: profile.id,
    target,
    startedAt,
    durationMs: 0,
    selection: [],
    // Requests that the sample does not hold are no part of the run: what they would show is not known. Some are made
    // only where there is occasion.
    steps: steps
      .filter(
        (step) =>
          step.do !== 'ask' ||
          (mayLeaveNothing(step) && step.as !== 'late-token') ||
          exchanges.some(({ label }) => label === step.label),
      )
      .map(stepName),
    interrupted: false,
    exchanges,
    facts: [...tokens, ...files, ...resources, ...stopsOf(exchanges, sets, profile)],
  };
};

/** The export that a single request is about, as the driver notes it. */
const ofAsk = ({ at }: Ask, { endpoints }: Profile): string | undefined =>
  [
    'every-export',
    'shown-exports',
    'export-kinds',
    'endpoint',
    'job',
    'every-job',
    'job-kinds',
    'file',
    'unknown-file',
  ].includes(at)
    ? endpoints[0]?.name
    : at === 'unknown-endpoint'
      ? 'Practitioner'
      : undefined;

/** The step, the export and the credential of a place in a run. */
const roleOf = (profile: Profile, { label, of }: Placed): Pick<Exchange, 'step' | 'as' | 'of'> => {
  const ask = stepsOf(profile).find((step) => step.do === 'ask' && step.label === label) as Ask | undefined;
  if (ask !== undefined) {
    const about = of ?? ofAsk(ask, profile);
    return { step: label, as: ask.as, ...(about !== undefined && { of: about }) };
  }
  const request = exportNamed(profile, of ?? '');
  if (request === undefined) throw new Error(`${label} is no request, and ${of ?? 'nothing'} no export, of a scenario`);
  return { step: stepName({ do: 'exports', set: request.set, to: 'files' }), as: 'token', of: request.of };
};

/** The credential that a place in a run is for. */
export const credentialOf = ({ profile }: RealRecording, placed: Placed): Credential => roleOf(profile, placed).as;

const exchangeOf = (
  { profile, bodyFiles }: RealRecording,
  placed: Placed,
  { request, reply }: Recorded,
  redactor: Redactor,
): Exchange => {
  // Of the answer to a page from elsewhere, only the headers are judged.
  const isFile =
    bodyFiles[placed.line] !== undefined || ['data', 'error-data', 'metadata-origin'].includes(placed.label);
  if (reply.body === null && !isFile) throw new Error(`the body of exchange ${placed.line} was not kept`);
  const text = isFile ? '' : (reply.body ?? '').replace(TOKEN_MARKS, TOKEN);
  const reason = STATUS_CODES[reply.status] ?? '';
  return {
    id: placed.line,
    label: placed.label,
    ...roleOf(profile, placed),
    at: 0,
    ms: 0,
    request: {
      method: request.method,
      url: request.url.replace(TOKEN_MARKS, '«token 1»'),
      headers: request.headers.map(([name, value]) => [name, name === 'Authorization' ? hide(value) : value]),
      ...(request.body !== undefined && { body: request.body }),
    },
    reply: {
      status: reply.status,
      reason,
      headers: Object.entries(reply.headers),
      body: {
        ...describeBody(contentIn(text), reply.status, redactor, {
          isPublic: request.url.endsWith('/metadata'),
          asked: 'all',
        }),
        ...(isFile ? {} : { bytes: reply.bytes }),
      },
    },
  };
};

const contentIn = (text: string): JsonContent => contentOf(Buffer.from(text));

const hide = (authorization: string): string => {
  const [scheme = '', credential = ''] = authorization.split(/ (.*)/s);
  return `${scheme} ${/^basic$/i.test(scheme) ? '«credentials»' : /^(\$|<TOKEN )/.test(credential) ? '«token 1»' : '«other token»'}`;
};

/** The sample has a mark for the token: that it is a JWT is known, its times are not. */
const tokenFact = ({ id, as, reply }: Exchange, { reply: { bytes, body } }: Recorded): TokenFact | undefined => {
  if (as !== 'client' || reply?.body.repeats.length !== 1) return undefined;
  const length = bytes - (body?.replace(TOKEN_MARKS, '').length ?? 0);
  return { kind: 'token', exchange: id, mark: '«token 1»', shape: 'jwt', length, sendable: true, receivedAt: 0 };
};

/**
 * What streaming the file would have shown. It came whole where all bytes came that Content-Length announced, or in chunks; that is
 * recorded of every file, also where the sample keeps only its first lines.
 */
const fileFact = (
  recording: RealRecording,
  exchange: Exchange,
  { request, reply }: Recorded,
  exchanges: readonly Exchange[],
  redactor: Redactor,
): FileFact | undefined => {
  const { id, label } = exchange;
  if ((label !== 'data' && label !== 'error-data') || reply.status !== 200) return undefined;
  const entry = exchanges.flatMap(listedIn).find(({ url }) => url === request.url);
  if (entry === undefined) throw new Error(`no manifest of the run lists the file of exchange ${id}`);
  const file = recording.bodyFiles[id];
  const content = file === undefined ? Buffer.from(reply.body ?? '') : readSample(recording, file);
  const upTo = entry.list === 'output' ? entry.upTo : undefined;
  const { updatedFrom, marks } = recording.profile;
  const carin = recording.profile.carin !== undefined && entry.list === 'output';
  const seen = createIdentityLog().file({
    ...{ group: '', type: entry.type },
    ...(upTo !== undefined && { upTo }),
    ...(updatedFrom !== undefined && { notBefore: Date.parse(updatedFrom) }),
    ...(marks !== undefined && entry.list === 'output' && { marks }),
  });
  const release = releaseOf(recording.profile);
  const validator = new NdjsonValidator({ fhir: release, carin });
  const counter =
    entry.list === 'output' ? createFileCounter(watchesOf(recording.profile.content ?? []), entry.type) : undefined;
  const scanner = scanNdjson(entry.type, validator, seen.collector, counter);
  scanner.write(content);
  const { resources, findings } = scanner.end(true);
  return {
    kind: 'file',
    exchange: id,
    type: entry.type,
    list: entry.list,
    whole: reply.headers['content-length'] === String(reply.bytes) || reply.headers['transfer-encoding'] === 'chunked',
    bytes: reply.bytes,
    sha256: createHash('sha256').update(content).digest('hex'),
    resources,
    ...(content.length > 0 && content.at(-1) !== 0x0a && { unterminated: true as const }),
    findings,
    validity: validityOf(validator.end(), release, carin),
    identities: seen.end(id),
    ...(counter !== undefined && { elements: counter.counts() }),
    repeats: redactor.marksIn(content.toString('utf8')),
  };
};

type Listed = Pick<FileFact, 'type' | 'list'> & { readonly url: string; readonly upTo?: number | undefined };

const listedIn = ({ label, reply }: Exchange): Listed[] => {
  if (label !== 'manifest') return [];
  const manifest = reply?.body.json as Partial<Record<FileFact['list'], Omit<Listed, 'list'>[]>>;
  const { output = [], error = [] } = manifest;
  const upTo = latestUpdate((manifest as Record<string, unknown>)['transactionTime']);
  return [
    ...output.map((entry) => ({ ...entry, upTo, list: 'output' as const })),
    ...error.map((entry) => ({ ...entry, list: 'error' as const })),
  ];
};
