import { exportedTypes, takes } from '../../src/model/index.js';
import { when } from '../../src/reference/index.js';
import { atOnce } from '../server/kinds.js';
import { condition, identity, lenient, withCommon } from './condition.js';

/** The types of the task with two. */
export const TWO_TYPES = ['Patient', 'Coverage'] as const;

/** Conditions in which the client has another task than to export one type once. */
export const tasks = [
  condition({
    id: 'two-types',
    title: 'the client is asked for two types',
    type: TWO_TYPES.join(','),
    where: (profile) => takes(profile, '_type'),
    optional: true,
    behavior: () => withCommon(),
  }),
  condition({
    id: 'all-types',
    title: 'the client is asked for every type of the guide',
    type: (profile) => exportedTypes(profile).join(','),
    where: (profile) => takes(profile, '_type'),
    optional: true,
    behavior: () => withCommon(),
  }),
] as const;

/** Conditions in which the client is run twice. */
export const restarts = [
  condition({
    id: 'killed',
    title: 'the client is killed while its job runs, and run again',
    type: 'Patient',
    optional: true,
    killedAfter: 'status',
    behavior: () => ({
      faults: [lenient, identity, { at: 'status', alter: when((_, { count }) => count('asked') > 1, atOnce) }],
    }),
  }),
] as const;
