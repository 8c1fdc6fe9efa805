import { test } from 'vitest';
import { SIZE } from './kinds-size.js';
import { hold, tried } from './trial.js';

test.each(SIZE.map((kind) => [kind.kind, kind] as const))('a server that %s', async (_, kind) =>
  hold(kind, await tried(kind)),
);
