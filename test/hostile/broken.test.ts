import { test } from 'vitest';
import { BROKEN } from './kinds-broken.js';
import { hold, tried } from './trial.js';

test.each(BROKEN.map((kind) => [kind.kind, kind] as const))('a server that %s', async (_, kind) =>
  hold(kind, await tried(kind)),
);
