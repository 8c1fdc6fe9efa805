import { test } from 'vitest';
import { LEADING } from './kinds-elsewhere.js';
import { hold, tried } from './trial.js';

test.each(LEADING)('a server that $kind', { timeout: 15_000 }, async (kind) => hold(kind, await tried(kind)));
