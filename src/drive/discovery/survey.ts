import {
  type Clock,
  type Connection,
  type Credentials,
  type Exchange,
  type Limits,
  limitsWith,
  type Profile,
  systemClock,
  type TokenFact,
} from '../../model/index.js';
import { proxySecrets } from '../../network/proxy.js';
import { certificateRemedy } from '../certificates.js';
import { leadsElsewhere } from '../elsewhere.js';
import { unknownJob } from '../places.js';
import type { Redactor } from '../../record/redact.js';
import { handshake, type TlsHandshake } from '../session/http/tls.js';
import { openSession, type Session } from '../session/index.js';
import { basic, requestToken } from '../tokens/tokens.js';

export interface SurveyOptions {
  /** Base URL, without a trailing slash. */
  readonly base: string;
  /** Path of the metadata below it. */
  readonly metadata: string;
  /**
   * The profile for the requests after the metadata; if it is undefined, the survey ends there. `ask` reads the metadata at
   * the path of another profile; those at the path of the profile that is returned are examined.
   */
  readonly profileFor: (
    metadata: Exchange,
    ask: (other: Profile) => Promise<Exchange>,
  ) => Profile | undefined | Promise<Profile | undefined>;
  readonly credentials?: Credentials;
  readonly other?: Credentials;
  readonly tokenUrl?: string;
  readonly connection?: Connection;
  /** Bounds that differ from their defaults. */
  readonly limits?: Partial<Limits>;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/** A token request and its result. */
export interface AskedToken {
  readonly exchange: Exchange;
  readonly fact?: TokenFact;
  /** The reply contains a usable token. */
  readonly issued: boolean;
}

/** What a few safe requests showed about a server. What is absent was not tried. */
export interface Survey {
  /** By the given clock, in milliseconds since the epoch; the times of exchanges count from it. */
  readonly startedAt: number;
  readonly handshake?: TlsHandshake;
  /** What to do about the certificate that was refused. */
  readonly certificateRemedy?: string;
  readonly metadata?: Exchange;
  /** It replies with the other one of http and https. */
  readonly otherScheme?: true;
  /** It redirects the metadata to this URL on another server, and got no credentials. */
  readonly elsewhere?: string;
  readonly profile?: Profile;
  readonly token?: AskedToken;
  /** A request for an unknown job, with the token. */
  readonly probe?: Exchange;
  readonly other?: AskedToken;
  readonly requests: number;
  readonly redactor: Redactor;
}

/** Sends at most five different requests, and two more where versions have metadata of their own, each once; none of them starts an export. Rejects if it is interrupted. */
export const survey = async (options: SurveyOptions): Promise<Survey> => {
  const { clock = systemClock, connection, signal, credentials, other } = options;
  const limits = limitsWith(options.limits);
  const opened = openSession({
    clock,
    base: options.base,
    longestTransferMs: limits['small-reply-seconds'] * 1000,
    limits,
    ...(connection !== undefined && { connection }),
    ...(signal !== undefined && { signal }),
  });
  // A busy server is not asked again: the number of requests is a promise.
  const session: Session = { ...opened, send: (call, learn) => opened.send({ ...call, retryUntil: 0 }, learn) };
  const { redactor } = session;
  if (credentials !== undefined) redactor.add(credentials.clientSecret, '«client secret»');
  if (other !== undefined) redactor.add(other.clientSecret, '«other client secret»');
  for (const secret of proxySecrets(connection?.proxies)) redactor.add(secret, '«proxy secret»');
  try {
    const found = await findOut(session, options);
    return { ...found, startedAt: session.startedAt, requests: session.exchanges.length, redactor };
  } finally {
    await session.close();
  }
};

type Found = Omit<Survey, 'startedAt' | 'requests' | 'redactor'>;

const findOut = async (session: Session, options: SurveyOptions): Promise<Found> => {
  const { base, connection } = options;
  const tls = await handshake(base, connection, session.limits);
  options.signal?.throwIfAborted();
  if (tls?.failure !== undefined) {
    const plain = NOT_TLS.test(tls.failure.code) && (await repliesToPlainHttp(session, options));
    const remedy = plain ? undefined : await certificateRemedy(tls.failure.code, base, connection, session.limits);
    return {
      handshake: tls,
      ...(plain && { otherScheme: true }),
      ...(remedy !== undefined && { certificateRemedy: remedy }),
    };
  }
  const read = new Map<string, Exchange>();
  const askAt = async (path: string): Promise<Exchange> => {
    const known = read.get(path) ?? (await askMetadata(session, base, { metadata: path }));
    read.set(path, known);
    return known;
  };
  const first = await askAt(options.metadata);
  const profile =
    first.reply === undefined || leadsElsewhere(first) !== undefined
      ? undefined
      : await options.profileFor(first, (other) => askAt(other.paths.metadata));
  const metadata = (profile === undefined ? undefined : read.get(profile.paths.metadata)) ?? first;
  const reached = { ...(tls !== undefined && { handshake: tls }), metadata };
  if (await usesTls(metadata, options, session.limits)) return { ...reached, otherScheme: true };
  const elsewhere = leadsElsewhere(metadata);
  if (elsewhere !== undefined) return { ...reached, elsewhere };
  return profile === undefined ? reached : { ...reached, profile, ...(await askWithToken(session, profile, options)) };
};

/** Failures of a handshake with a server that does not use TLS. */
const NOT_TLS = /^(EPROTO|ECONNRESET|ERR_SSL|HPE_|broken)/;
/** Failures that only occur with a server that uses TLS. */
const CERTIFICATE = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS_CERT)/;
/** Failures of a host that does not exist, with either scheme. */
const NO_HOST = /^(ENOTFOUND|EAI_AGAIN|interrupted)$/;

const repliesToPlainHttp = async (session: Session, options: SurveyOptions): Promise<boolean> =>
  (await askMetadata(session, options.base.replace(/^https:/, 'http:'), options)).reply !== undefined;

/** Whether a server that did not reply properly to plain http uses TLS. */
const usesTls = async (
  { reply, failure }: Exchange,
  { base, connection }: SurveyOptions,
  limits: Limits,
): Promise<boolean> => {
  const silent = failure !== undefined && !NO_HOST.test(failure.code);
  if (!base.startsWith('http:') || !(silent || reply?.status === 400)) return false;
  const tls = await handshake(base.replace(/^http:/, 'https:'), connection, limits);
  return tls?.protocol !== undefined || CERTIFICATE.test(tls?.failure?.code ?? '');
};

const askMetadata = async (
  session: Session,
  base: string,
  { metadata }: Pick<SurveyOptions, 'metadata'>,
): Promise<Exchange> => {
  const call = { step: 'metadata', label: 'metadata', as: 'none', method: 'GET', headers: [] } as const;
  return (await session.send({ ...call, url: base + metadata })).exchange;
};

const askWithToken = async (
  session: Session,
  profile: Profile,
  { base, tokenUrl = base + profile.paths.token, credentials, other }: SurveyOptions,
): Promise<Pick<Found, 'token' | 'probe' | 'other'>> => {
  const ask = async (who: Credentials, label: 'token' | 'other-token') => {
    const as = label === 'token' ? 'client' : 'other-client';
    const request = { step: label, label, as, authorization: basic(who) } as const;
    const { answer, token } = await requestToken(session, profile, tokenUrl, request);
    const fact = session.facts.find(
      (one): one is TokenFact => one.kind === 'token' && one.exchange === answer.exchange.id,
    );
    const asked = { exchange: answer.exchange, ...(fact !== undefined && { fact }), issued: token !== undefined };
    return { asked, value: token?.value };
  };
  if (credentials === undefined) return {};
  const { asked, value } = await ask(credentials, 'token');
  const probe = value === undefined ? undefined : await probeWith(session, base + profile.paths.jobs, value);
  const second = other === undefined ? undefined : (await ask(other, 'other-token')).asked;
  return { token: asked, ...(probe !== undefined && { probe }), ...(second !== undefined && { other: second }) };
};

/** Requests a job that does not exist: it needs the token and changes nothing. */
const probeWith = async (session: Session, jobs: string, token: string): Promise<Exchange> => {
  const call = { step: 'unknown-job', label: 'unknown-job', as: 'token', method: 'GET' } as const;
  const headers = [['Authorization', `Bearer ${token}`]] as const;
  return (await session.send({ ...call, url: `${jobs}/${unknownJob()}`, headers })).exchange;
};
