import { type Assertion, not, nothing, ok, show, unreadable } from '../../assertion.js';
import { objectIn } from '../bodies.js';
import { labelled } from '../labelled.js';
import { statusOf } from '../replies.js';

/** A token that opens one version of the API opens the others. A client may have no jobs, or no access, under another version. */
export const opensOtherVersion: Assertion = {
  says: 'the list of jobs under another version is not refused with 401',
  at: (exchange) => {
    const code = exchange.reply?.status;
    if (code === 401) return not(statusOf(exchange));
    if (code === 200) return ok;
    return code === 403 || code === 404
      ? nothing(`${statusOf(exchange)}: the client has no jobs, or no access, under the other versions`)
      : unreadable(`${statusOf(exchange)}, which shows nothing about the token`);
  },
};

/** Under another version of the API, a job is refused, or it is the same one. */
export const noOtherJob: Assertion = {
  says: 'the request is refused with a 4xx status, or the manifest is that of the same job',
  at: (exchange, view) => {
    const code = exchange.reply?.status ?? 0;
    if (code >= 400 && code <= 499 && code !== 408 && code !== 429) return ok;
    if (code !== 200) return unreadable(`${statusOf(exchange)}, which shows nothing about the job`);
    const own = labelled(view, 'manifest').find(({ of }) => of === exchange.of);
    const [manifest, there] = [own && objectIn(own), objectIn(exchange)];
    if (manifest === undefined) return unreadable('there is no manifest to compare with');
    if (there === undefined) return not('status 200 and a body that is not one JSON object');
    // The manifest of a server that knows no JobID tells its job by the time.
    const name = 'JobID' in manifest && 'JobID' in there ? 'JobID' : 'transactionTime';
    return show(there[name]) === show(manifest[name])
      ? ok
      : not(`a manifest with ${name}: ${show(there[name])} in place of ${show(manifest[name])}`);
  },
};
