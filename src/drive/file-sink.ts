import { createHash } from 'node:crypto';
import { createGunzip, type Gunzip } from 'node:zlib';
import { scanNdjson } from '../fhir/ndjson.js';
import { NdjsonValidator } from '../fhir/validate.js';
import { validityOf } from '../fhir/validity.js';
import { type FileFact, inForce, type Limits } from '../model/index.js';
import { overBound } from './bounds.js';
import { headerOf } from './headers.js';
import type { Head } from './http.js';
import type { IdentityLog } from './identities.js';
import type { Redactor } from './redact.js';

/** Takes a file as it comes off the wire. */
export interface FileSink {
  readonly write: (chunk: Uint8Array) => Promise<void>;
  readonly received: () => number;
  readonly end: (
    exchange: number,
    failure?: { says: string },
  ) => Promise<Omit<FileFact, 'kind' | 'exchange' | 'type' | 'list'>>;
}

/** Decodes, hashes and scans a file as it comes, and keeps none of it. */
export const fileSink = (
  head: Head,
  type: string,
  redactor: Redactor,
  seen: ReturnType<IdentityLog['file']>,
  limits: Limits,
): FileSink => {
  const validator = new NdjsonValidator({ maxFindings: 0, longestLine: limits['line-bytes'] });
  const scanner = scanNdjson(type, validator, seen.see, limits['line-bytes']);
  const hash = createHash('sha256');
  const secrets = redactor.stream();
  const take = (chunk: Uint8Array): void => {
    hash.update(chunk);
    secrets.write(chunk);
    scanner.write(chunk);
  };
  const encoding = headerOf(head.headers, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
  const gunzip: Gunzip | undefined = encoding === 'gzip' || encoding === 'x-gzip' ? createGunzip() : undefined;
  let broken: string | undefined =
    gunzip === undefined && encoding !== 'identity' && encoding !== ''
      ? 'it is in a content coding that was not asked for'
      : undefined;
  let received = 0;
  let unpacked = 0;
  // What goes wrong in our own reading is no fault of the file, and must not look like one.
  let bug: Error | undefined;
  const ended = gunzip && new Promise<void>((resolve) => gunzip.once('close', resolve));
  gunzip?.on('error', () => (broken ??= 'it is not the gzip that Content-Encoding says'));
  gunzip?.on('data', (chunk: Uint8Array) => {
    unpacked += chunk.length;
    if (unpacked > limits['file-bytes']) {
      broken = `it unpacks to more than the bound of ${inForce('file-bytes', limits)}`;
      gunzip.destroy();
      return;
    }
    if (unpacked > received * limits['unpacked-ratio'] + limits['small-body-bytes']) {
      broken = `it unpacks to more than its size by the bound of ${inForce('unpacked-ratio', limits)}`;
      gunzip.destroy();
      return;
    }
    try {
      take(chunk);
    } catch (error) {
      bug = error as Error;
      gunzip.destroy();
    }
  });
  const settle = (): void => {
    if (bug !== undefined) throw bug;
  };
  return {
    received: () => received,
    write: async (chunk) => {
      received += chunk.length;
      // Nothing of the rest can be read: the connection is dropped.
      if (broken !== undefined) throw overBound('unreadable', broken);
      if (gunzip === undefined) take(chunk);
      else {
        // What is no gzip ends the stream without an answer to the write.
        const written = new Promise<void>((resolve) => gunzip.write(chunk, () => resolve()));
        await Promise.race([written, ended]);
      }
      settle();
    },
    end: async (exchange, failure) => {
      if (gunzip !== undefined && !gunzip.destroyed) gunzip.end();
      await ended;
      settle();
      const because = failure?.says ?? broken;
      const { bytes, resources, findings } = scanner.end(because === undefined);
      return {
        whole: because === undefined,
        ...(because !== undefined && { because }),
        bytes,
        sha256: hash.digest('hex'),
        resources,
        findings,
        validity: validityOf(validator.end()),
        identities: seen.end(exchange),
        repeats: secrets.marks(),
      };
    },
  };
};
