import type { Collected } from './collect.js';
import type { FileResult } from './file.js';
import type { SecondOpinion } from '../../model/index.js';

/** What `validate` found in one file. */
export interface FileVerdict extends Collected, FileResult {
  /** As the user named it; - is stdin. */
  readonly file: string;
  readonly secondOpinion?: SecondOpinion;
}

/** Every `of`-th file, beginning with file number `index` (from 1). */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** What `validate` found, as it is written: schemas/validation.schema.json. */
export interface Validation {
  readonly schema: 'bcda-conformance/validation/1';
  readonly tool: { readonly name: string; readonly version: string };
  readonly fhirVersion: string;
  readonly startedAt: string;
  readonly durationMs: number;
  /** Whether there is no error in what was judged. */
  readonly valid: boolean;
  readonly type?: string;
  /** Warnings make the exit code 1 too. */
  readonly strict?: true;
  /** The part of the files that it is about, where several machines share them. */
  readonly shard?: Shard;
  /** The user ended it early: files that were not begun are missing, and the last may be judged in part. */
  readonly interrupted?: true;
  readonly files: readonly FileVerdict[];
}
