import { test } from 'vitest';
import { BROKEN } from './kinds-broken.js';
import { hold, tried } from './trial.js';

test.each(BROKEN)('a server that $kind', { timeout: 15_000 }, async (kind) => hold(kind, await tried(kind)));
