import { printable } from '../../src/model/index.js';
import type { FileProgress } from '../../src/fhir/ndjson/source.js';
import type { Sink } from '../io.js';
import { createMeter } from './meter.js';

/** Shows how far the validation of one file is. */
export interface FileMeter {
  readonly show: (progress: FileProgress) => void;
  /** Removes the line that is rewritten. */
  readonly done: () => void;
}

/** Shows the progress in the file of that name. */
export const createFileMeter = (
  sink: Sink,
  name: string,
  quiet: boolean,
  now = (): number => performance.now(),
): FileMeter => {
  const began = now();
  const { count, done } = createMeter(sink, quiet, now);
  return {
    show: (progress) => count(() => `${printable(name, 200)}: ${progressText(progress, (now() - began) / 1000)}`),
    done,
  };
};

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

const progressText = ({ bytes, read, size }: FileProgress, seconds: number): string => {
  const speed = `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`;
  if (size === undefined || read === 0) return `${megabytes(bytes)} MB validated, ${speed}`;
  const left = Math.ceil((seconds * (size - read)) / read);
  return `${megabytes(read)} of ${megabytes(size)} MB, ${speed}, ${durationText(left)} left`;
};

const durationText = (seconds: number): string =>
  seconds < 100 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
