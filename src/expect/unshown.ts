import { unreadable } from './assertion.js';

/** The result for a request of a capture that does not show which credential it had. */
export const unshown = unreadable('the capture does not show which credential the request had', {
  cause: 'choice',
  unblock: 'a capture with the Authorization headers',
});
