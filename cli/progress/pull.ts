import { counted } from '../../reporters/text/index.js';
import { printable } from '../../src/model/index.js';
import { sanitizedProgress, sanitizedUrl } from '../../src/record/sanitize.js';
import type { PullProgress } from '../../src/reference/index.js';
import type { Sink } from '../io.js';
import { createMeter } from './meter.js';

/** Shows how a pull goes. */
export interface PullMeter {
  readonly show: (progress: PullProgress) => void;
  /** Removes the line that is rewritten. */
  readonly done: () => void;
}

/** A shorter wait is shown only by a line that is replaced. */
const LONG_WAIT_MS = 5000;

/** @param resume the command line that resumes a job */
export const createPullMeter = (
  sink: Sink,
  quiet: boolean,
  resume: (job: string) => string,
  now = (): number => performance.now(),
): PullMeter => {
  const { say, paint, count, done } = createMeter(sink, quiet, now);
  let last = '';
  let began = now();
  const sayOnce = (text: string): void => {
    if (text !== last) say(text);
    last = text;
  };
  const show = (progress: PullProgress): void => {
    const text = (): string => lineOf(progress, resume, (now() - began) / 1000);
    if (progress.kind === 'bytes') return count(text);
    if (progress.kind !== 'wait' || progress.ms >= LONG_WAIT_MS) sayOnce(text());
    else paint(text());
    if (progress.kind === 'manifest' || progress.kind === 'file' || progress.kind === 'kept') began = now();
  };
  return { show, done };
};

/** @param seconds since the file was requested */
const lineOf = (progress: PullProgress, resume: (job: string) => string, seconds: number): string => {
  switch (progress.kind) {
    case 'job':
      return `Job ${printable(sanitizedUrl(progress.url))}\n  to resume it after an interruption: ${resume(progress.url)}`;
    case 'poll':
      return `  ${progress.status}${progress.progress === '' ? '' : ` ${printable(sanitizedProgress(progress.progress), 60)}`}`;
    case 'wait':
      return `  waiting ${Math.ceil(progress.ms / 1000)} s: ${progress.why}`;
    case 'manifest':
      return `  complete: ${counted(progress.files, 'file')}, ${counted(progress.errors, 'error file')}`;
    case 'bytes':
    case 'file':
      return `  ${progress.name}: ${sizeText(progress.bytes)}, ${(progress.bytes / 1e6 / Math.max(seconds, 0.001)).toFixed(1)} MB/s`;
    case 'kept':
      return `  ${progress.name}: was downloaded before`;
  }
};

/** A length in words: `12.3 MB`, `182 bytes`. */
export const sizeText = (bytes: number): string =>
  bytes < 100_000 ? counted(bytes, 'byte') : `${(bytes / 1e6).toFixed(1)} MB`;
