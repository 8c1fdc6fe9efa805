import {
  CannotJudge,
  type Clock,
  type Credentials,
  exportedTypes,
  exportPath,
  type Profile,
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
  /** Base URL of the server without a slash at its end; may carry a path prefix. */
  readonly base: string;
  readonly credentials: Credentials;
  /** Resource types to ask for; empty: all that the profile exports. */
  readonly types: readonly string[];
  /** Folder for the files; made where it is not there. */
  readonly out: string;
  /** URL of a job that was started before: it is watched and fetched, none is started, and `types` says nothing. */
  readonly job?: string;
  readonly http?: ClientHttp;
  readonly clock?: Clock;
  readonly onProgress?: (progress: PullProgress) => void;
  readonly signal?: AbortSignal;
}

/** What happens during a pull. Carries no secret; texts of the server may hold anything else. */
export type PullProgress =
  /** `rest`: types that are asked for in further jobs, after this one. */
  | { readonly kind: 'job'; readonly url: string; readonly rest: readonly string[] }
  | { readonly kind: 'poll'; readonly status: number; readonly progress: string }
  | { readonly kind: 'wait'; readonly ms: number; readonly why: string }
  | { readonly kind: 'manifest'; readonly files: number; readonly errors: number }
  | { readonly kind: 'bytes' | 'file'; readonly name: string; readonly bytes: number }
  | { readonly kind: 'kept'; readonly name: string };

/** What a pull left. */
export interface Pulled {
  /** Output files that are in the folder now, those of an earlier run that was resumed among them. */
  readonly files: number;
  /** Bytes written in this run, decoded. */
  readonly bytes: number;
  /** Files of either kind that were there already, where a job was resumed. */
  readonly kept: number;
  /** Error files: what they tell of could not be exported. */
  readonly errors: number;
  /** URLs of the jobs. */
  readonly jobs: readonly string[];
}

/** What the steps of one pull share. */
export interface Run {
  readonly profile: Profile;
  readonly base: string;
  readonly session: TokenSession;
  readonly http: ClientHttp;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly tell: (progress: PullProgress) => void;
}

/** One export to start: its URL, and the types that it is to bring. */
export interface Export {
  readonly url: string;
  readonly types: readonly string[];
}

/** The exports that bring the types: one that names them under `_type`, or one endpoint after another. */
export const exportsOf = ({ profile, base, types, job }: PullOptions): Export[] => {
  if (job !== undefined) {
    if (absolute(job, base) !== job || !sameOrigin(job, base))
      throw new CannotJudge('The URL of the job must be on the origin of the server, where its token may go.');
    return [{ url: job, types: [] }];
  }
  const known = exportedTypes(profile);
  const unknown = types.find((type) => !known.includes(type));
  if (unknown !== undefined)
    throw new CannotJudge(`Profile ${profile.id} exports no type "${unknown}": it exports ${known.join(', ')}.`);
  const asked = types.length === 0 ? known : [...new Set(types)];
  const query = takes(profile, '_type') && types.length > 0 ? `?_type=${asked.join(',')}` : '';
  return profile.endpoints
    .map((endpoint) => ({
      url: `${base}${exportPath(profile, endpoint.name)}${query}`,
      types: endpoint.types.filter((type) => asked.includes(type)),
    }))
    .filter((one) => one.types.length > 0);
};

/** Two exports in one folder could not be told apart later. */
export const refuseMixing = ({ whole }: Folder, exports: readonly Export[]): void => {
  const types = exports.flatMap((one) => one.types);
  const mixed = types.find((type) => [...whole].some((name) => name.startsWith(`${type}-`)));
  if (mixed !== undefined)
    throw new CannotJudge(
      `The output folder holds files of an earlier pull of ${mixed}: name another, or resume its job.`,
    );
};

/** What the options say, ready to be used by the steps. */
export const openRun = (options: PullOptions): Run => {
  const { profile, base, credentials, clock = systemClock, onProgress, signal } = options;
  const send = options.http ?? openClientHttp();
  const http: ClientHttp = signal === undefined ? send : (request) => send({ ...request, signal });
  const tell = onProgress ?? (() => undefined);
  const wait = waiter(clock, (ms, why) => tell({ kind: 'wait', ms, why }), signal);
  return {
    profile,
    base,
    session: openTokenSession({ profile, base, credentials, http, wait, clock }),
    http,
    clock,
    wait,
    tell,
  };
};
