import type { Fault } from '../../src/model/index.js';
import type { RequirementId } from './suites.js';
import type { ProfileId } from '../profiles/index.js';

/**
 * Identity function that checks a fault while it is written: an id that the catalogue lacks does not compile, and neither
 * do ids that are told apart by profile and leave one out.
 */
export const fault = (it: Fault<RequirementId, ProfileId>): Fault<RequirementId, ProfileId> => it;
