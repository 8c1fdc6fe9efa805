import { test } from 'vitest';
import { SIZE } from './kinds-size.js';
import { hold, tried } from './trial.js';

test.each(SIZE)('a server that $kind', { timeout: 15_000 }, async (kind) => hold(kind, await tried(kind)));
