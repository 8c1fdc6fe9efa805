import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/package.js';

/** The published JSON Schemas, each in schemas/<name>.schema.json. */
export type SchemaName =
  | 'report'
  | 'transcript'
  | 'known-failures'
  | 'token'
  | 'manifest'
  | 'validation'
  | 'comparison'
  | 'doctor'
  | 'scoreboard';

/** Reads a published schema; draft 2020-12. */
export const readSchema = (name: SchemaName): Record<string, unknown> =>
  JSON.parse(readFileSync(join(packageRoot, 'schemas', `${name}.schema.json`), 'utf8')) as Record<string, unknown>;
