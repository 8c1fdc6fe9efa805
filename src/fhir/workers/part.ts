import { closeSync, openSync, readSync } from 'node:fs';
import type { MessagePort } from 'node:worker_threads';
import { createElementCounter } from '../elements/counter.js';
import { createIdentityCollector, type Scan } from '../validate/identity.js';
import type { JudgedPart } from './merge.js';
import { scanNdjson } from '../ndjson/scanner.js';
import { NdjsonValidator, type ValidateOptions } from '../validate/validate.js';

/**
 * Complete lines: a stretch of a file, which the worker opens itself, or bytes in shared memory. Buffers are shared and not
 * transferred: a thread that has once transferred a buffer reads all others more slowly.
 */
export type Piece =
  | { readonly path: string; readonly from: number; readonly to: number }
  | { readonly bytes: SharedArrayBuffer; readonly length: number };

export interface PieceTask {
  readonly id: number;
  readonly piece: Piece;
  readonly options: PieceOptions;
}

export interface PieceOptions extends Pick<
  ValidateOptions,
  'type' | 'maxFindings' | 'judgeAll' | 'longestLine' | 'fhir' | 'carin' | 'recognizeRelease' | 'repeatedIds'
> {
  /** Also scan the lines. */
  readonly scan?: Scan;
}

export interface PieceAnswer {
  readonly id: number;
  readonly part?: JudgedPart;
  /** The error, if there is no part. */
  readonly error?: unknown;
}

const READ = 1 << 18;

/** Judges the pieces received through a port, one after another. */
export const serve = (port: MessagePort): void => {
  port.on('message', ({ id, piece, options }: PieceTask) => {
    let answer: PieceAnswer;
    try {
      answer = { id, part: judgePiece(piece, options) };
    } catch (error) {
      answer = { id, error };
    }
    port.postMessage(answer);
  });
};

const judgePiece = (piece: Piece, { scan, ...options }: PieceOptions): JudgedPart => {
  const validator = new NdjsonValidator(options, 1);
  if (scan !== undefined)
    scanNdjson(
      scan.type,
      validator,
      createIdentityCollector(scan),
      scan.elements && createElementCounter(scan.elements, { part: true }),
    );
  readPiece(piece, (chunk) => validator.write(chunk));
  return validator.part();
};

/** Gives the bytes of a piece; a chunk is valid until the next one. */
export const readPiece = (piece: Piece, give: (chunk: Uint8Array) => void): void => {
  if ('bytes' in piece) return give(new Uint8Array(piece.bytes, 0, piece.length));
  const { path, from, to } = piece;
  const buffer = Buffer.allocUnsafe(Math.min(READ, to - from));
  const file = openSync(path, 'r');
  try {
    for (let at = from; at < to;) {
      const read = readSync(file, buffer, 0, Math.min(buffer.length, to - at), at);
      if (read === 0) throw Object.assign(new Error('the file became shorter while it was read'), { code: 'ESHORTER' });
      give(buffer.subarray(0, read));
      at += read;
    }
  } finally {
    closeSync(file);
  }
};
