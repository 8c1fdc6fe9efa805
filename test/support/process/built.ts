import { inject } from 'vitest';
import type {} from './build.js';

/** Folder of the compiled program: `dist/` with its modules, and what these read. Built once for a whole run. */
export const builtFolder = inject('built');

/** Path of the compiled command. */
export const builtCommand = `${builtFolder}/dist/bin/bcda-conformance.js`;
