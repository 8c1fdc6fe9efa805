import { rogue } from './rogue.js';

export default [
  rogue({
    id: 'always-content',
    title: 'ends with 0 whatever happened',
    fails: ['client.failure.reported'],
    ends: (ending) => ({ ...ending, code: 0 }),
  }),
  rogue({
    id: 'never-content',
    title: 'ends with 1 whatever happened',
    fails: ['client.failure.reported'],
    ends: (ending) => ({ ...ending, code: 1 }),
  }),
];
