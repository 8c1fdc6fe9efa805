import type { Fault, FaultPlace, Occasion } from '../../model/index.js';
import { when } from './alter.js';

/** What a place goes by that no single request tells. */
export interface PlacedRun {
  /** How many jobs the run will start. */
  readonly jobs: number;
  /** Id of the second client. */
  readonly secondClient: string;
}

const USES = 12;

const FITS: Readonly<Record<FaultPlace, (occasion: Occasion, run: PlacedRun) => boolean>> = {
  everywhere: () => true,
  'typed-requests': ({ job }) => job?.typed === true,
  'coverage-requests': ({ job }) => job?.type === 'Coverage',
  // More jobs than planned are late ones too.
  'last-job': ({ job }, { jobs }) => job !== undefined && job.nth >= jobs,
  'second-file': ({ file }) => file?.nth === 2,
  'last-file': ({ file }) => file !== undefined && file.of > 1 && file.nth === file.of,
  'later-polls': ({ job }) => job !== undefined && job.poll > 1,
  'later-manifests': ({ job }) => job?.done === true,
  'second-time': ({ time }) => time === 2,
  'later-tokens': ({ token }) => token !== undefined && token.nth > 1,
  'after-uses': ({ token }) => token !== undefined && token.uses > USES,
  'second-client': ({ client }, { secondClient }) => client === secondClient,
  'expired-tokens': ({ token }) => token?.expired === true,
};

/** A fault that sits at one place only: other requests get what the server itself, or the faults below, answer. */
export const faultAt = (fault: Fault, place: FaultPlace, run: PlacedRun): Fault =>
  place === 'everywhere'
    ? fault
    : { ...fault, alter: when((_, { occasion }) => FITS[place](occasion, run), fault.alter) };
