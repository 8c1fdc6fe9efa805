import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { every, replies, status } from '../../src/expect/index.js';
import { suite } from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { rogue } from '../../suites/client/rogue.js';
import { fault } from '../../suites/server/fault.js';

/** What must not compile: the compiler complains of each `@ts-expect-error` below which all is well. */
const shared = { level: 'MUST', basis: 'guide', source: { document: 'd', section: 's' }, statement: 's' } as const;
const cases = [{ when: 'here', expect: every(replies('a'), status(200)) }] as const;
const head = { role: 'server', id: 'x', title: 'X', scenarios: { here: { title: 'h', steps: [] } } } as const;

const wrong = [
  () =>
    suite({
      ...head,
      // @ts-expect-error the suite has no scenario of that name
      requirements: [{ id: 'x.a', ...shared, cases: [{ when: 'nowhere', expect: cases[0].expect }] }],
    }),
  () =>
    suite({
      ...head,
      // @ts-expect-error the id is of another chapter
      requirements: [{ id: 'y.a', ...shared, cases }],
    }),
  () =>
    suite({
      ...head,
      // @ts-expect-error neither cases nor the reason why there are none
      requirements: [{ id: 'x.a', ...shared }],
    }),
  () =>
    suite({
      ...head,
      // @ts-expect-error both cases and a reason why there are none
      requirements: [{ id: 'x.a', ...shared, cases, untestable: 'because' }],
    }),
  () =>
    fault({
      id: 'f',
      title: 'f',
      at: 'token',
      // @ts-expect-error the catalogue has no such requirement
      fails: ['token.isued'],
      alter: (request, next) => next(request),
    }),
  () =>
    fault({
      id: 'f',
      title: 'f',
      at: 'token',
      // @ts-expect-error ids differ by what a profile has, not by its name
      fails: { '2019-09': ['token.issued'] },
      alter: (request, next) => next(request),
    }),
  () =>
    rogue({
      id: 'r',
      title: 'r',
      // @ts-expect-error the catalogue of clients has no such requirement
      fails: () => ['client.token.basik'],
    }),
  () =>
    fault({
      id: 'f',
      title: 'f',
      at: 'token',
      fails: [],
      // @ts-expect-error there is no place of that name
      places: ['nowhere'],
      alter: (request, next) => next(request),
    }),
  () =>
    suite({
      ...head,
      // @ts-expect-error nothing of that name can be needed
      requirements: [{ id: 'x.a', ...shared, cases, needs: 'luck' }],
    }),
];

test('a well-formed suite compiles and is handed back as it is', () => {
  const it = suite({ ...head, requirements: [{ id: 'x.a', ...shared, cases }] });
  expect(it.requirements[0].id).toBe('x.a');
  expect(wrong).toHaveLength(9);
});

test('everything compiles, and what must not does not', () => {
  const argv = ['node_modules/typescript-7/bin/tsc', '--noEmit', '--pretty', 'false'];
  const { status, stdout } = spawnSync(process.execPath, argv, { cwd: packageRoot, encoding: 'utf8' });
  expect({ status, errors: stdout.split('\n').filter(Boolean) }).toEqual({ status: 0, errors: [] });
});
