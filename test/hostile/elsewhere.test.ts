import { test } from 'vitest';
import { LEADING } from './kinds-elsewhere.js';
import { hold, tried } from './trial.js';

test.each(LEADING.map((kind) => [kind.kind, kind] as const))('a server that %s', async (_, kind) =>
  hold(kind, await tried(kind)),
);
