import type { Fault } from '../../src/model/index.js';
import type { RequirementId } from '../index.js';

/** Identity function that checks a fault while it is written: an id that the catalogue lacks does not compile. */
export const fault = (it: Fault<RequirementId>): Fault<RequirementId> => it;
