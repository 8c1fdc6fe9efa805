import type { Scenario } from '../../src/model/index.js';
import { under, type ConditionId, conditions } from './conditions.js';

/** Every condition. */
export const anyCondition: Scenario = {
  title: 'every condition',
  steps: under(...conditions.map(({ id }) => id)),
};

/** Condition in which nothing can be pulled. */
export const hopeless: readonly ConditionId[] = ['credentials-refused', 'job-fails', 'job-is-gone'];

/** Condition in which a client that copes gets everything. */
export const promising: readonly ConditionId[] = conditions
  .map(({ id }) => id)
  .filter((id) => !hopeless.includes(id) && id !== 'partial-errors');
