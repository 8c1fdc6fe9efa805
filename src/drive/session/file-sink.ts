import { createHash } from 'node:crypto';
import type { FhirRelease } from '../../fhir/definitions/release.js';
import { type WorkerPool, WorkerUnresponsive } from '../../fhir/workers/pool.js';
import { isBadGzip, decompressed } from '../../fhir/ndjson/gzip.js';
import { scanNdjson } from '../../fhir/ndjson/scanner.js';
import { judgeSample, Sampler } from '../../fhir/ndjson/sample.js';
import { readStream, type StreamOptions } from '../../fhir/workers/stream.js';
import { createFileCounter } from '../../fhir/elements/counter.js';
import { NdjsonValidator } from '../../fhir/validate/validate.js';
import { secondOpinion } from '../../fhir/validate/second-opinion.js';
import { validityOf } from '../../fhir/validate/validity.js';
import { type ElementWatch, type FileFact, inForce, type Limits, type SampleSize } from '../../model/index.js';
import { overBound } from '../../record/bounds.js';
import { openChannel } from '../channel.js';
import { headerOf } from '../../record/headers.js';
import type { Head } from './http/messages.js';
import { namedTypes } from './named-types.js';
import type { FileIdentities } from './identities.js';
import type { Redactor } from '../../record/redact.js';

/** Receives a file while it is transferred. */
export interface FileSink {
  readonly write: (chunk: Uint8Array) => Promise<void>;
  readonly received: () => number;
  readonly end: (
    exchange: number,
    failure?: { says: string },
  ) => Promise<Omit<FileFact, 'kind' | 'exchange' | 'type' | 'list'>>;
}

export interface SinkOptions {
  /** The head of the reply. */
  readonly head: Head;
  /** Type that its lines must be of. */
  readonly type: string;
  /** It is listed as an error file: which types its text names is noted. */
  readonly isError?: boolean;
  /** Elements whose occurrences are counted. */
  readonly elements?: readonly ElementWatch[];
  readonly redactor: Redactor;
  readonly identities: FileIdentities;
  /** Workers for long files. */
  readonly pool: () => WorkerPool;
  readonly limits: Limits;
  /** The FHIR release by whose rules its lines are judged; absent: STU3. */
  readonly release?: FhirRelease;
  /** Also judge them by CARIN Blue Button. */
  readonly carin?: boolean;
  /** Says why the file must not be read any further, if so; asked for each piece of it. */
  readonly stopped?: () => string | undefined;
  /** How much is judged in this thread first, and by a worker at a time; the resulting fact is the same. */
  readonly judging?: Pick<StreamOptions, 'alone' | 'pieceBytes'>;
  /** Judge only this many lines. */
  readonly sample?: SampleSize;
  /** Ask another validator too about this many lines. */
  readonly opinion?: SampleSize;
  /** Called with the decoded bytes, if the user asked to keep the file. */
  readonly keep?: (chunk: Uint8Array) => Promise<void>;
}

/** Decodes, hashes and judges a file while it is transferred, and keeps none of it. */
export const fileSink = ({
  head,
  type,
  isError = false,
  elements = [],
  redactor,
  identities,
  pool,
  limits,
  release = 'stu3',
  carin = false,
  stopped,
  judging,
  sample,
  opinion,
  keep,
}: SinkOptions): FileSink => {
  const longestLine = limits['line-bytes'];
  const validator = new NdjsonValidator({ maxFindings: 0, longestLine, fhir: release, carin });
  const counter = createFileCounter(elements, type);
  const scanner = scanNdjson(type, validator, identities.collector, counter);
  const hash = createHash('sha256');
  const secrets = redactor.stream();
  const named = isError ? namedTypes() : undefined;
  const encoding = headerOf(head.headers, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
  const gzip = encoding === 'gzip' || encoding === 'x-gzip';
  let broken =
    gzip || encoding === 'identity' || encoding === '' ? undefined : 'it has a content coding that was not requested';
  let received = 0;
  let last: number | undefined;
  const wire = openChannel();
  const asked = opinion && new Sampler(opinion.size, opinion.seed, longestLine);

  async function* plain(): AsyncGenerator<Uint8Array> {
    let length = 0;
    for await (const chunk of gzip ? decompressed(wire) : wire) {
      length += chunk.length;
      const over = gzip && overIn(length, received, limits);
      if (over !== false) {
        broken = `it decompresses to more than ${over}`;
        return;
      }
      const stop = stopped?.();
      if (stop !== undefined) {
        broken = stop;
        return;
      }
      hash.update(chunk);
      secrets.write(chunk);
      last = chunk.at(-1) ?? last;
      named?.write(chunk);
      asked?.write(chunk);
      await keep?.(chunk);
      yield chunk;
    }
  }
  const sampler = sample && new Sampler(sample.size, sample.seed, longestLine);
  const read = (): Promise<boolean> =>
    sampler === undefined
      ? readStream(validator, plain(), {
          pool,
          options: { longestLine, fhir: release, carin },
          scan: () => ({ ...identities.scan(), ...(counter !== undefined && { elements: counter.scan() }) }),
          ...judging,
        })
      : drawInto(sampler, plain());
  // An error in the harness itself must not look like a fault of the file.
  let unjudged = false;
  let bug: { readonly error: unknown } | undefined;
  const reading = read()
    .then((complete) => void (complete || (broken ??= 'it is not gzip, although Content-Encoding says so')))
    .catch((error: unknown) => {
      if (!(error instanceof WorkerUnresponsive)) return void (bug = { error });
      unjudged = true;
      broken ??= error.message;
    })
    .finally(wire.end);
  const settle = (): void => {
    if (bug !== undefined) throw bug.error;
  };
  return {
    received: () => received,
    write: async (chunk) => {
      received += chunk.length;
      // The rest cannot be read: the connection is closed.
      if (broken !== undefined) throw overBound('unreadable', broken);
      // The decompressor reads ahead, so it gets its own copy of the bytes.
      await wire.push(gzip ? Uint8Array.from(chunk) : chunk);
      settle();
    },
    end: async (exchange, failure) => {
      wire.end();
      await reading;
      settle();
      const because = failure?.says ?? broken;
      const people = named?.people();
      const sampled = sampler && judgeSample(validator, sampler.end(because === undefined));
      const said = asked && (await secondOpinion(asked.end(because === undefined).picked, release));
      const { bytes, resources, findings } = scanner.end(because === undefined);
      return {
        whole: because === undefined,
        ...(because !== undefined && { because }),
        ...(unjudged && { cut: 'watchdog' as const }),
        bytes,
        sha256: hash.digest('hex'),
        resources,
        ...(sampled !== undefined && { sampled }),
        ...(said !== undefined && { opinion: said }),
        ...(last !== undefined && last !== 0x0a && { unterminated: true as const }),
        findings,
        validity: validityOf(validator.stop(), release, carin),
        identities: identities.end(exchange),
        ...(counter !== undefined && { elements: counter.counts() }),
        repeats: secrets.marks(),
        ...(named !== undefined && { names: named.names() }),
        ...(named?.onlyWarns() === true && { onlyWarns: true as const }),
        ...(people !== undefined && { people }),
      };
    },
  };
};

/** The limit that the decompressed bytes exceed, or false. */
const overIn = (length: number, received: number, limits: Limits): string | false =>
  length > limits['file-bytes']
    ? `the limit of ${inForce('file-bytes', limits)}`
    : length > received * limits['unpacked-ratio'] + limits['small-body-bytes'] &&
      `${inForce('unpacked-ratio', limits)} its compressed size`;

/** Reads a stream for a sample; false: it is not gzip, or ends inside the compressed data. */
const drawInto = async (sampler: Sampler, source: AsyncIterable<Uint8Array>): Promise<boolean> => {
  try {
    for await (const chunk of source) sampler.write(chunk);
    return true;
  } catch (error) {
    if (!isBadGzip(error)) throw error;
    return false;
  }
};
