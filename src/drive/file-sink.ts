import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createGunzip, type Gunzip } from 'node:zlib';
import { scanNdjson } from '../fhir/ndjson.js';
import type { FileFact } from '../model/index.js';
import { headerOf } from './headers.js';
import type { Head } from './http.js';
import type { Redactor } from './redact.js';

/** Takes a file as it comes off the wire. */
export interface FileSink {
  readonly write: (chunk: Uint8Array) => Promise<void>;
  readonly received: () => number;
  readonly end: (failure?: { says: string }) => Promise<Omit<FileFact, 'kind' | 'exchange' | 'type' | 'list'>>;
}

/** Decodes, hashes and scans a file as it comes, and keeps none of it. */
export const fileSink = (head: Head, type: string, redactor: Redactor): FileSink => {
  const scanner = scanNdjson(type);
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
  gunzip?.on('data', take);
  gunzip?.on('error', () => (broken = 'it is not the gzip that Content-Encoding says'));
  let received = 0;
  return {
    received: () => received,
    write: async (chunk) => {
      received += chunk.length;
      if (broken !== undefined) return;
      if (gunzip === undefined) take(chunk);
      else if (!gunzip.write(chunk))
        await Promise.race([once(gunzip, 'drain'), once(gunzip, 'close')]).catch(() => null);
    },
    end: async (failure) => {
      if (gunzip !== undefined && broken === undefined) {
        gunzip.end();
        if (!gunzip.readableEnded && !gunzip.destroyed)
          await Promise.race([once(gunzip, 'end'), once(gunzip, 'close')]).catch(() => null);
      }
      const because = failure?.says ?? broken;
      const { bytes, resources, findings } = scanner.end(because === undefined);
      return {
        whole: because === undefined,
        ...(because !== undefined && { because }),
        bytes,
        sha256: hash.digest('hex'),
        resources,
        findings,
        repeats: secrets.marks(),
      };
    },
  };
};
