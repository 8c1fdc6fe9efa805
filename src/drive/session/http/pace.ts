import { inForce, type Limits } from '../../../model/index.js';
import { overBound } from '../../../record/bounds.js';

/** Measures how a body arrives; throws if it is longer than the limits allow, or arrives too slowly. */
interface Pace {
  /** Call it when the reader begins to wait for the next chunk. */
  readonly waits: () => void;
  /** Call it with the length of each received chunk. */
  readonly received: (bytes: number) => void;
}

/**
 * Only time spent waiting for the server counts: the time that the reader needs for a chunk is not the server's.
 * @param now a clock in milliseconds that only increases
 */
export const paceOf = (limits: Limits, now: () => number = () => performance.now()): Pace => {
  let [total, window, waited, since] = [0, 0, 0, now()];
  return {
    waits: () => (since = now()),
    received: (bytes) => {
      total += bytes;
      window += bytes;
      waited += now() - since;
      if (total > limits['file-bytes'])
        throw overBound('too-large', `it exceeds the limit of ${inForce('file-bytes', limits)}`);
      if (waited < limits['idle-seconds'] * 1000) return;
      if (window < limits['idle-bytes'])
        throw overBound(
          'too-slow',
          `it arrived too slowly: ${window} bytes in ${Math.round(waited) / 1000} s, less than ${inForce('idle-bytes', limits)} in ${inForce('idle-seconds', limits)}`,
        );
      [window, waited] = [0, 0];
    },
  };
};
