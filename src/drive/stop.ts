import { needsData, type StopFact } from '../model/index.js';
import type { Conversation } from './conversation.js';

/** Why a part of a conversation does not take place. */
export type StopReason = Pick<StopFact, 'because' | 'cause' | 'unblock'>;

/** A stop because the server's earlier replies do not allow the request. */
export const earlier = (because: string): StopReason => ({ because, cause: 'earlier' });

/** A stop because the user's export budget is used up. */
export const usedUp = (budget: number | undefined): StopReason => ({
  because: `the export budget of ${budget ?? 0} is used up`,
  cause: 'budget',
  unblock: '--export-budget',
});

/** A stop because the exports have no data of the kind: only the user knows a client that has. */
export const withoutData = (because: string): StopReason => ({ because, ...needsData('a resource') });

/** A stop because the time of the run is over. */
export const LATE: StopReason = {
  because: 'the deadline of the run passed',
  cause: 'deadline',
  unblock: '--deadline',
};

/** A stop if the time of the run is over. */
export const whyLate = ({ session, end }: Pick<Conversation, 'session' | 'end'>): StopReason | undefined =>
  session.clock.now() < end ? undefined : LATE;
