import { survey, type Survey, type SurveyOptions } from '../../drive/discovery/survey.js';
import { CannotJudge, type Diagnosis, type Point, type Profile, systemClock } from '../../model/index.js';
import { tool } from '../../package.js';
import { whyNotExpired } from '../check.js';
import { metadataPoint } from './metadata.js';
import { clockPoint, reachPoint, tlsPoint, wasReached } from './server.js';
import { acceptedPoint, credentialsPoint, lifePoint, secondClientPoint } from './token.js';

/** Which profile fits what the metadata were answered, and why; or why none does and what to do. */
export type Recognition =
  { readonly profile: Profile; readonly why: string } | { readonly profile?: never; readonly why: string };

/** What the doctor is told: the target and the inputs of the check to come. */
export interface DoctorOptions extends Omit<SurveyOptions, 'profileFor' | 'metadata'> {
  /** Reads the profile off the answer to the metadata request. */
  readonly recognise: (answer: NonNullable<Survey['metadata']>) => Recognition;
  /** The profile that the user gave; absent: the recognised one counts. */
  readonly given?: Profile;
  /** Any profile: all have their metadata at one place. */
  readonly first: Profile;
  readonly expiredToken?: string;
  /** The command to run next. */
  readonly next: string;
}

export interface Examined {
  readonly diagnosis: Diagnosis;
  /** Whether a text holds one of the run's secrets: nothing that does may be written. */
  readonly leaks: (text: string) => boolean;
}

/**
 * Looks whether a server is ready to be checked, by at most five requests of which none starts an export.
 * Throws CannotJudge for wrong input; a server that cannot be reached is part of the diagnosis.
 */
export const examine = async (options: DoctorOptions): Promise<Examined> => {
  const { given, clock = systemClock, recognise } = options;
  if (options.other !== undefined && options.other.clientId === options.credentials?.clientId)
    throw new CannotJudge('The second client has the id of the first; protection.other-client needs another client.');
  const base = new URL(options.base).href.replace(/\/+$/, '');
  const profileFor: SurveyOptions['profileFor'] = (metadata) => given ?? recognise(metadata).profile;
  const began = performance.now();
  const seen = await survey({ ...options, base, profileFor, metadata: options.first.paths.metadata });
  const points: Point[] = [
    reachPoint(seen, base),
    tlsPoint(seen, base, clock.now(), options.connection?.insecure === true),
    clockPoint(seen),
    metadataPoint(seen, base, options.first.paths.api),
    profilePoint(seen, options),
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
      next: options.next,
    },
    leaks: (text) => seen.redactor.leaks(text),
  };
};

/** Exit code of a diagnosis: 0 ready, 1 a problem that a run would fail at, 2 unreachable. */
export const diagnosisExitCode = ({ result }: Diagnosis): 0 | 1 | 2 =>
  result === 'ready' ? 0 : result === 'problem' ? 1 : 2;

const profilePoint = ({ metadata, otherScheme }: Survey, { given, recognise }: DoctorOptions): Point => {
  const id = 'profile';
  if (metadata?.reply === undefined || otherScheme === true)
    return { id, state: 'not tried', says: 'The metadata, which tell it, were not answered.' };
  const found = recognise(metadata);
  if (given === undefined)
    return found.profile === undefined
      ? { id, state: 'problem', says: found.why, remedy: 'Say with --profile which guide to check against.' }
      : { id, state: 'ok', says: found.why };
  if (found.profile === undefined || found.profile.id === given.id)
    return { id, state: 'ok', says: `Profile ${given.id}, as --profile says.` };
  return {
    id,
    state: 'warning',
    says: `Profile ${given.id}, as --profile says, but the metadata fit ${found.profile.id} better.`,
    remedy: 'Leave --profile away, unless you mean it.',
  };
};

const expiredPoint = (token: string, now: number): Point => {
  const why = whyNotExpired(token, now);
  return why === undefined
    ? { id: 'expired-token', state: 'ok', says: 'The token given as expired has expired.' }
    : { id: 'expired-token', state: 'problem', ...why };
};
