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
import { UNKNOWN_JOB } from '../places.js';
import type { Redactor } from '../../record/redact.js';
import { openSession, type Session } from '../session/index.js';
import { type Handshaken, handshake } from '../session/tls.js';
import { basic, requestToken } from '../tokens/tokens.js';

export interface SurveyOptions {
  /** Base URL, without a trailing slash. */
  readonly base: string;
  /** Path of the metadata below it. */
  readonly metadata: string;
  /** The profile to go on with after the metadata were asked for; undefined: none, and the survey ends there. */
  readonly profileFor: (metadata: Exchange) => Profile | undefined;
  readonly credentials?: Credentials;
  readonly other?: Credentials;
  readonly tokenUrl?: string;
  readonly connection?: Connection;
  /** Bounds that differ from their defaults. */
  readonly limits?: Partial<Limits>;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/** A token request, and what came of it. */
export interface AskedToken {
  readonly exchange: Exchange;
  readonly fact?: TokenFact;
  /** A token that can be used came. */
  readonly issued: boolean;
}

/** What a few harmless requests showed of a server. What is absent was not tried. */
export interface Survey {
  /** By the given clock, in milliseconds since the epoch; exchanges count from it. */
  readonly startedAt: number;
  readonly handshake?: Handshaken;
  readonly metadata?: Exchange;
  /** It answers by the other of http and https. */
  readonly otherScheme?: true;
  readonly profile?: Profile;
  readonly token?: AskedToken;
  /** An unknown job, asked for with the token. */
  readonly probe?: Exchange;
  readonly other?: AskedToken;
  readonly requests: number;
  readonly redactor: Redactor;
}

/** Asks a server at most five things, each once, and none of them starts an export. Rejects when it is interrupted. */
export const survey = async (options: SurveyOptions): Promise<Survey> => {
  const { clock = systemClock, connection, signal, credentials, other } = options;
  const limits = limitsWith(options.limits);
  const opened = openSession({
    clock,
    longestTransferMs: limits['small-reply-seconds'] * 1000,
    limits,
    ...(connection !== undefined && { connection }),
    ...(signal !== undefined && { signal }),
  });
  // A busy server is not asked again: the number of requests is promised.
  const session: Session = { ...opened, send: (call, learn) => opened.send({ ...call, patientUntil: 0 }, learn) };
  const { redactor } = session;
  if (credentials !== undefined) redactor.add(credentials.clientSecret, '«client secret»');
  if (other !== undefined) redactor.add(other.clientSecret, '«other client secret»');
  try {
    const found = await look(session, options);
    return { ...found, startedAt: session.startedAt, requests: session.exchanges.length, redactor };
  } finally {
    await session.close();
  }
};

type Found = Omit<Survey, 'startedAt' | 'requests' | 'redactor'>;

const look = async (session: Session, options: SurveyOptions): Promise<Found> => {
  const { base, connection } = options;
  const shaken = await handshake(base, connection, session.limits);
  options.signal?.throwIfAborted();
  if (shaken?.failure !== undefined) {
    const answers = NOT_TLS.test(shaken.failure.code) && (await answersPlainly(session, options));
    return { handshake: shaken, ...(answers && { otherScheme: true }) };
  }
  const metadata = await askMetadata(session, base, options);
  const reached = { ...(shaken !== undefined && { handshake: shaken }), metadata };
  if (await speaksTls(metadata, options, session.limits)) return { ...reached, otherScheme: true };
  const profile = metadata.reply === undefined ? undefined : options.profileFor(metadata);
  return profile === undefined ? reached : { ...reached, profile, ...(await askWithToken(session, profile, options)) };
};

/** Failures of a handshake with something that does not speak TLS. */
const NOT_TLS = /^(EPROTO|ECONNRESET|ERR_SSL|HPE_|broken)/;
/** Failures that only a server which speaks TLS leads to. */
const TLS_BUT = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS_CERT)/;
/** Failures of a host that is not there in either scheme. */
const NO_HOST = /^(ENOTFOUND|EAI_AGAIN|interrupted)$/;

const answersPlainly = async (session: Session, options: SurveyOptions): Promise<boolean> =>
  (await askMetadata(session, options.base.replace(/^https:/, 'http:'), options)).reply !== undefined;

/** Whether a server that gave no sound answer to plain http speaks TLS. */
const speaksTls = async (
  { reply, failure }: Exchange,
  { base, connection }: SurveyOptions,
  limits: Limits,
): Promise<boolean> => {
  const silent = failure !== undefined && !NO_HOST.test(failure.code);
  if (!base.startsWith('http:') || !(silent || reply?.status === 400)) return false;
  const shaken = await handshake(base.replace(/^http:/, 'https:'), connection, limits);
  return shaken?.protocol !== undefined || TLS_BUT.test(shaken?.failure?.code ?? '');
};

const askMetadata = async (session: Session, base: string, { metadata }: SurveyOptions): Promise<Exchange> => {
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

/** Asks for a job that nobody has: it needs the token and changes nothing. */
const probeWith = async (session: Session, jobs: string, token: string): Promise<Exchange> => {
  const call = { step: 'unknown-job', label: 'unknown-job', as: 'token', method: 'GET' } as const;
  const headers = [['Authorization', `Bearer ${token}`]] as const;
  return (await session.send({ ...call, url: `${jobs}/${UNKNOWN_JOB}`, headers })).exchange;
};
