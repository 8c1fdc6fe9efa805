import { inForce, type Limits } from '../../model/index.js';
import { overBound } from '../../record/bounds.js';

/** Watches how a body comes; throws where there is more of it than the limits allow, or it comes too slowly. */
export interface Pace {
  /** To be called when the reader begins to wait for the next chunk. */
  readonly waits: () => void;
  /** To be called with the length of the chunk that came. */
  readonly came: (bytes: number) => void;
}

/**
 * Only the time spent in waiting for the server counts: what the reader needs for a chunk is no fault of the server's.
 * @param now milliseconds that only grow
 */
export const paceOf = (limits: Limits, now: () => number = () => performance.now()): Pace => {
  let [total, window, waited, since] = [0, 0, 0, now()];
  return {
    waits: () => (since = now()),
    came: (bytes) => {
      total += bytes;
      window += bytes;
      waited += now() - since;
      if (total > limits['file-bytes'])
        throw overBound('too-large', `it is longer than the bound of ${inForce('file-bytes', limits)}`);
      if (waited < limits['idle-seconds'] * 1000) return;
      if (window < limits['idle-bytes'])
        throw overBound(
          'too-slow',
          `it came too slowly: ${window} bytes in ${Math.round(waited) / 1000} s, less than ${inForce('idle-bytes', limits)} in ${inForce('idle-seconds', limits)}`,
        );
      [window, waited] = [0, 0];
    },
  };
};
