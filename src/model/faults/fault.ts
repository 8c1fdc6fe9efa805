import type { OfSomeProfiles, Profile } from '../profile.js';
import type { ExportSet } from '../step.js';
import type { Need } from '../suite.js';
import type { Alter, Route } from './request.js';

/** Where a fault can sit: which of the requests at its routes it changes. */
export const FAULT_PLACES = {
  everywhere: 'every request',
  'typed-requests': 'only export requests with `_type`, and the status and files of their jobs',
  'coverage-requests': 'only export requests with `_type=Coverage`, and the status and files of their jobs',
  'last-job': 'only the last job that a run starts, its kick-off and its files',
  'second-file': 'only the second file of each type of a job',
  'last-file': 'only the last file of each type of a job, where it has several',
  'later-polls': 'only status requests after the first one of a job',
  'later-manifests': 'only status requests for a job whose manifest was returned before',
  'second-time': 'only the second of several requests that are alike',
  'later-tokens': "only requests with, and for, a client's second and later tokens",
  'after-uses': 'only requests whose token was used 12 times before',
  'second-client': 'only requests of the second client',
  'expired-tokens': 'only requests with an expired token',
} as const;

export type FaultPlace = keyof typeof FAULT_PLACES;

/**
 * Ids of requirements: a list, of which those count that belong to the profile, or a function of what the profile has, so
 * that a new profile needs no new line.
 */
export type Ids<Id extends string = string> = readonly Id[] | ((profile: Profile) => readonly Id[]);

/** What a fault does to the verdicts of a run. `fails`, `stops` and `blocks` all empty: legal but hard. */
export interface FaultEffects<Id extends string = string> {
  readonly fails: Ids<Id>;
  /** What a run does not get any more: every requirement that needs it is blocked, but for those that fail. */
  readonly stops?: Need | readonly Need[];
  /** In which sets of exports it stops it; absent: in all. Requirements that judge none of these are not blocked. */
  readonly stopsIn?: readonly ExportSet[];
  /** Ids that are not blocked by it, since what they judge of those sets is something else. */
  readonly spares?: Ids<Id>;
  /** Ids that are blocked besides, for what their own statements say. */
  readonly blocks?: Ids<Id>;
  /** Ids that are inapplicable with the sound server and pass under this fault. */
  readonly passes?: Ids<Id>;
  /** Ids that pass with the sound server and have nothing left to judge under this fault. */
  readonly empties?: Ids<Id>;
}

/** What a fault does at one place: the same as everywhere, something else, or nothing that a run could see. */
export type EffectsAtPlace<Id extends string = string> = 'same' | FaultEffects<Id> | { readonly unseen: string };

/** One named deviation of the reference server. */
export interface Fault<Id extends string = string> extends FaultEffects<Id>, OfSomeProfiles {
  readonly id: string;
  readonly title: string;
  readonly at: Route | readonly Route[];
  /** Places where it is tried, apart from everywhere: a list where its effects are the same there. */
  readonly places?:
    | readonly FaultPlace[]
    | Readonly<Partial<Record<FaultPlace, EffectsAtPlace<Id> | ((profile: Profile) => EffectsAtPlace<Id>)>>>;
  readonly alter: Alter;
  /** How many beneficiaries the server must have for it to be seen, if that is more than a few. */
  readonly beneficiaries?: number;
  /** The server is one of production, and has other clients than the sandbox. */
  readonly production?: true;
  /** Name under which the target is addressed instead of 127.0.0.1 (still connecting there). */
  readonly host?: string;
}
