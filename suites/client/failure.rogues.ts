import { after, isFile, rogue } from './rogue.js';

const FAILED = [404, 410, 500];

export default [
  rogue({
    id: 'stores-error-bodies',
    title: 'stores the body of a 404, 410 or 500 as the file',
    fails: ['client.failure.reported'],
    around: after(isFile, (reply) =>
      Promise.resolve(FAILED.includes(reply.status) ? { ...reply, status: 200 } : reply),
    ),
  }),
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
