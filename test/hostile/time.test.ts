import { test } from 'vitest';
import { TIME } from './kinds-time.js';
import { hold, tried } from './trial.js';

test.each(TIME.map((kind) => [kind.kind, kind] as const))('a server that %s', async (_, kind) =>
  hold(kind, await tried(kind)),
);
