import { test } from 'vitest';
import { TIME } from './kinds-time.js';
import { hold, tried } from './trial.js';

test.each(TIME)('a server that $kind', { timeout: 15_000 }, async (kind) => hold(kind, await tried(kind)));
