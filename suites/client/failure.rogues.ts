import { rogue } from './rogue.js';

export default [
  rogue({
    id: 'always-content',
    title: 'always ends with exit status 0',
    fails: ['client.failure.reported'],
    ends: (ending) => ({ ...ending, code: 0 }),
  }),
  rogue({
    id: 'never-content',
    title: 'always ends with exit status 1',
    fails: ['client.failure.reported'],
    ends: (ending) => ({ ...ending, code: 1 }),
  }),
];
