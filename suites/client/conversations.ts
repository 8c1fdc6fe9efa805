import type { Scenario } from '../../src/model/index.js';
import { under, type ConditionId, conditions } from './conditions.js';

/** Every condition. */
export const anyCondition: Scenario = {
  title: 'every condition',
  steps: under(...conditions.map(({ id }) => id)),
};

/** Conditions in which nothing can be exported. */
export const failing: readonly ConditionId[] = ['credentials-refused', 'job-fails', 'job-is-gone'];

/** Conditions in which a conforming client gets everything. */
export const succeeding: readonly ConditionId[] = conditions
  .map(({ id }) => id)
  .filter((id) => !failing.includes(id) && id !== 'partial-errors');
