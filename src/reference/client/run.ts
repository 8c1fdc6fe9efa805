import {
  CannotJudge,
  type Clock,
  type Credentials,
  exportedTypes,
  exportPath,
  type Profile,
  requestedAs,
  systemClock,
  takes,
} from '../../model/index.js';
import type { Folder } from './files.js';
import { type ClientHttp, openClientHttp } from './http.js';
import { absolute, sameOrigin } from './manifest.js';
import { openTokenSession, type TokenSession } from './token.js';
import { type Wait, waiter } from './wait.js';

/** What to pull from where, and how. */
export interface PullOptions {
  readonly profile: Profile;
  /** Base URL of the server, without a trailing slash; may include a path prefix. */
  readonly base: string;
  /** Base URL that the server announces its URLs under; absent: `base`. They are requested below `base`. */
  readonly publicUrl?: string;
  readonly credentials: Credentials;
  /** Resource types to pull; empty: all that the profile exports. */
  readonly types: readonly string[];
  /** Folder for the files; created if it does not exist. */
  readonly out: string;
  /** URL of an existing job: it is polled and downloaded, no other one is started, and `types` is ignored. */
  readonly job?: string;
  readonly http?: ClientHttp;
  readonly clock?: Clock;
  readonly onProgress?: (progress: PullProgress) => void;
  readonly signal?: AbortSignal;
}

/** What happens during a pull. Contains no secret; texts of the server may contain anything else. */
export type PullProgress =
  /** `rest`: types that further jobs, after this one, export. */
  | { readonly kind: 'job'; readonly url: string; readonly rest: readonly string[] }
  | { readonly kind: 'poll'; readonly status: number; readonly progress: string }
  | { readonly kind: 'wait'; readonly ms: number; readonly why: string }
  | { readonly kind: 'manifest'; readonly files: number; readonly errors: number }
  | { readonly kind: 'bytes' | 'file'; readonly name: string; readonly bytes: number }
  | { readonly kind: 'kept'; readonly name: string };

/** The result of a pull. */
export interface Pulled {
  /** Output files in the folder, including those of an earlier pull that was resumed. */
  readonly files: number;
  /** Bytes written in this run, decoded. */
  readonly bytes: number;
  /** Files of both kinds that existed already when a job was resumed. */
  readonly kept: number;
  /** Error files: they report what could not be exported. */
  readonly errors: number;
  /** URLs of the jobs. */
  readonly jobs: readonly string[];
}

/** What the steps of one pull share. */
export interface Run {
  readonly profile: Profile;
  readonly base: string;
  /** A URL of the server, as it is requested. */
  readonly here: (url: string) => string;
  readonly session: TokenSession;
  readonly http: ClientHttp;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly tell: (progress: PullProgress) => void;
}

/** One export to start: its URL, and the types that it returns. */
interface Export {
  readonly url: string;
  readonly types: readonly string[];
}

/** The fewest exports that return the types, each type once: of the first endpoint that exports it, with `_type` if there is one. */
export const exportsOf = ({ profile, base, publicUrl, types, job }: PullOptions): Export[] => {
  if (job !== undefined) {
    if (absolute(job, base) !== job || !sameOrigin(requestedAs(job, { base, publicUrl }), base))
      throw new CannotJudge('The URL of the job must be on the origin of the server: the token is sent nowhere else.');
    return [{ url: job, types: [] }];
  }
  const known = exportedTypes(profile);
  const unknown = types.find((type) => !known.includes(type));
  if (unknown !== undefined)
    throw new CannotJudge(`Profile ${profile.id} does not export type "${unknown}". It exports ${known.join(', ')}.`);
  const asked = types.length === 0 ? known : [...new Set(types)];
  const query = takes(profile, '_type') && types.length > 0 ? `?_type=${asked.join(',')}` : '';
  const left = new Set(asked);
  return profile.endpoints.flatMap(({ name, types: exported }) => {
    const own = exported.filter((type) => left.delete(type));
    return own.length === 0 ? [] : [{ url: `${base}${exportPath(profile, name)}${query}`, types: own }];
  });
};

/** Refuses to mix two exports in one folder, where they could not be distinguished later. */
export const refuseMixing = ({ complete }: Folder, exports: readonly Export[]): void => {
  const types = exports.flatMap((one) => one.types);
  const mixed = types.find((type) => [...complete].some((name) => name.startsWith(`${type}-`)));
  if (mixed !== undefined)
    throw new CannotJudge(
      `The output folder contains files of an earlier pull of ${mixed}. Use another folder, or resume the job of that pull.`,
    );
};

/** Prepares the options for the steps. */
export const openRun = (options: PullOptions): Run => {
  const { profile, base, publicUrl, credentials, clock = systemClock, onProgress, signal } = options;
  const send = options.http ?? openClientHttp();
  const http: ClientHttp = signal === undefined ? send : (request) => send({ ...request, signal });
  const tell = onProgress ?? (() => undefined);
  const wait = waiter(clock, (ms, why) => tell({ kind: 'wait', ms, why }), signal);
  return {
    profile,
    base,
    here: (url) => requestedAs(url, { base, publicUrl }),
    session: openTokenSession({ profile, base, credentials, http, wait, clock }),
    http,
    clock,
    wait,
    tell,
  };
};
