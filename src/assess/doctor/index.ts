import { survey, type Survey, type SurveyOptions } from '../../drive/discovery/survey.js';
import {
  CannotJudge,
  type Diagnosis,
  type Exchange,
  type Point,
  type Profile,
  systemClock,
} from '../../model/index.js';
import { baseElsewhere } from '../../drive/elsewhere.js';
import { tool } from '../../package.js';
import { refuseSameClient, whyNotExpired } from '../inputs.js';
import { candidatesFor, chooseByMetadata, type Recognized } from '../recognize.js';
import { type Announced, announcedElsewhere } from '../announced.js';
import { announcedPoint, isNotTheApi, metadataPoint, pathAfterBase } from './metadata.js';
import { clockPoint, otherSchemeOf, reachPoint, tlsPoint, wasReached } from './server.js';
import { acceptedPoint, credentialsPoint, lifePoint, secondClientPoint } from './token.js';

/** The profile that fits the metadata, and why; or why none does. */
type Recognition = Recognized | { readonly profile?: never; readonly why: string };

/** The target and the inputs of the check to come. */
export interface DoctorOptions extends Omit<SurveyOptions, 'profileFor' | 'metadata'> {
  /** Base URL that the server announces its URLs under; absent: `base`. */
  readonly publicUrl?: string;
  /** The profiles to choose from. */
  readonly profiles: readonly [Profile, ...Profile[]];
  /** The profile that the user gave; absent: the one that fits the metadata. */
  readonly given?: Profile;
  /** The path of the version that the user's URL ended in; absent: any. */
  readonly version?: string;
  readonly expiredToken?: string;
  /** The command to run next, of a check or, where the URL is wrong, of the doctor at another URL. */
  readonly next: (command: 'check' | 'doctor', url?: string, publicUrl?: string) => string;
}

export interface Examined {
  readonly diagnosis: Diagnosis;
  /** Whether a text holds one of the run's secrets: nothing that does may be written. */
  readonly leaks: (text: string) => boolean;
}

/**
 * Examines whether a server is ready to be checked, with at most seven requests, none of which starts an export.
 * Throws CannotJudge for wrong input; a server that cannot be reached is part of the diagnosis.
 */
export const examine = async (options: DoctorOptions): Promise<Examined> => {
  const { given, clock = systemClock, profiles, version } = options;
  const [first, ...others] = profiles.filter(
    ({ paths }) => given === undefined || paths.metadata === given.paths.metadata,
  );
  const candidates = first === undefined ? profiles : candidatesFor([first, ...others], version);
  const { paths: firstPaths } = given ?? candidates[0];
  refuseSameClient(options.credentials, options.other);
  const base = new URL(options.base).href.replace(/\/+$/, '');
  let found: Recognition = { why: 'the metadata had no response' };
  const profileFor: SurveyOptions['profileFor'] = async (metadata, ask) => {
    found = await recognition(candidates, metadata, ask, base);
    return given ?? found.profile;
  };
  const began = performance.now();
  const seen = await survey({ ...options, base, profileFor, metadata: firstPaths.metadata });
  const { paths } = seen.profile ?? { paths: firstPaths };
  const expected = options.publicUrl ?? base;
  const announced = seen.metadata === undefined ? undefined : announcedElsewhere([seen.metadata], expected);
  const points: Point[] = [
    reachPoint(seen, base),
    tlsPoint(seen, base, clock.now(), options.connection?.insecure === true),
    clockPoint(seen),
    metadataPoint(seen, base, paths.api),
    announcedPoint(seen, announced, expected),
    profilePoint(seen, options, found),
    credentialsPoint(seen, options),
    lifePoint(seen, base),
    acceptedPoint(seen),
    ...(options.other === undefined ? [] : [secondClientPoint(seen)]),
    ...(options.expiredToken === undefined ? [] : [expiredPoint(options.expiredToken, clock.now())]),
  ];
  if (options.expiredToken !== undefined) seen.redactor.add(options.expiredToken, '«expired token»');
  return {
    diagnosis: {
      schema: 'bcda-conformance/doctor/1',
      tool,
      target: base,
      ...(seen.profile !== undefined && { profile: seen.profile.id }),
      startedAt: new Date(seen.startedAt).toISOString(),
      durationMs: Math.round(performance.now() - began),
      requests: seen.requests,
      result: !wasReached(seen) ? 'unreachable' : points.some(({ state }) => state === 'problem') ? 'problem' : 'ready',
      points,
      next: nextOf(seen, options, { base, paths, announced }),
    },
    leaks: (text) => seen.redactor.leaks(text),
  };
};

/** Where a server is: as it is requested, and as it announces itself, if that is elsewhere. */
interface Place {
  readonly base: string;
  readonly paths: Profile['paths'];
  readonly announced: Announced | undefined;
}

/** The command to run next: a URL that was just found wrong is not repeated. */
const nextOf = (
  seen: Survey,
  { next }: DoctorOptions,
  { base, paths: { metadata, api }, announced }: Place,
): string => {
  if (seen.otherScheme === true) return next('doctor', otherSchemeOf(base));
  if (seen.elsewhere !== undefined) return next('doctor', baseElsewhere(seen.elsewhere, metadata) ?? 'URL');
  if (!wasReached(seen)) return next('doctor', 'URL');
  if (isNotTheApi(seen)) {
    const path = pathAfterBase(base, api);
    return next('doctor', path === undefined ? 'URL' : base.slice(0, -path.length));
  }
  if (announced !== undefined) return next('doctor', base, announced.base);
  return next('check');
};

/** Exit code of a diagnosis: 0 ready, 1 a problem that would make a run fail, 2 unreachable. */
export const diagnosisExitCode = ({ result }: Diagnosis): 0 | 1 | 2 =>
  result === 'ready' ? 0 : result === 'problem' ? 1 : 2;

/** The profile that the metadata fit, as a check would choose it. */
const recognition = async (
  profiles: readonly [Profile, ...Profile[]],
  first: Exchange,
  ask: (profile: Profile) => Promise<Exchange>,
  base: string,
): Promise<Recognition> => {
  const known = (profile: Profile): Promise<Exchange> =>
    first.request.url.endsWith(profile.paths.metadata) ? Promise.resolve(first) : ask(profile);
  try {
    return await chooseByMetadata(profiles, known, base);
  } catch (error) {
    if (error instanceof CannotJudge) return { why: error.message };
    throw error;
  }
};

const profilePoint = ({ metadata, otherScheme }: Survey, { given }: DoctorOptions, found: Recognition): Point => {
  const id = 'profile';
  if (metadata?.reply === undefined || otherScheme === true)
    return { id, state: 'not tried', says: 'The metadata, which show the profile, had no response.' };
  if (given === undefined)
    return found.profile === undefined
      ? { id, state: 'problem', says: found.why, remedy: 'Give the guide to check against with --profile.' }
      : { id, state: 'ok', says: found.why };
  if (found.profile === undefined || found.profile.id === given.id)
    return { id, state: 'ok', says: `Profile ${given.id}, given with --profile.` };
  return {
    id,
    state: 'warning',
    says: `Profile ${given.id}, given with --profile; but the metadata fit ${found.profile.id} better.`,
    remedy: 'Remove --profile, unless you want this profile.',
  };
};

const expiredPoint = (token: string, now: number): Point => {
  const why = whyNotExpired(token, now);
  return why === undefined
    ? { id: 'expired-token', state: 'ok', says: 'The token of --expired-token-file has expired.' }
    : { id: 'expired-token', state: 'problem', ...why };
};
