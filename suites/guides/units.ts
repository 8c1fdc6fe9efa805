import type { GuideSection, GuideUnit } from '../../src/model/index.js';
import type { ClientRequirementId, RequirementId } from '../index.js';

/** Id of any requirement; a misspelt one does not compile. */
export type Id = RequirementId | ClientRequirementId;

/** A unit that requirements judge. */
export const judged = (digest: string, says: string, ...by: readonly [Id, ...Id[]]): GuideUnit => ({
  digest,
  says,
  account: { is: 'judged', by },
});

/** A unit whose requirements say in the catalogue why traffic cannot show them. */
export const untestable = (digest: string, says: string, ...by: readonly [Id, ...Id[]]): GuideUnit => ({
  digest,
  says,
  account: { is: 'untestable', by },
});

/** A unit that no requirement can be about, and why. */
export const unseen = (digest: string, says: string, because: string): GuideUnit => ({
  digest,
  says,
  account: { is: 'unseen', because },
});

/** A unit that tells the reader something and asks nothing of a server or a client. */
export const informs = (digest: string, says: string): GuideUnit => ({ digest, says, account: { is: 'informs' } });

/** The units under one heading. */
export const section = (heading: string, units: readonly GuideUnit[]): GuideSection => ({ heading, units });
