import { type Exchange, exportRequests, type Expectation, type View } from '../../../model/index.js';
import { type Assertion, every, judgmentFrom, not, nothing, ok, stopsBefore, unreadable } from '../../assertion.js';
import { labelled } from '../labelled.js';
import { kickoffAccepted, statusOf, tokenAccepted } from '../replies.js';

const LABEL = 'repeated-while-running';

/** The export request that was repeated while its job ran. One that started a job belongs to the export made once more. */
const repeatedIn = (view: View): readonly Exchange[] => {
  const own = labelled(view, LABEL);
  if (own.length > 0) return own;
  const [again] = exportRequests(view.profile, 'again');
  const done = labelled(view, 'manifest').find(({ of }) => of === again?.endpoint);
  return labelled(view, 'kickoff').filter(({ of, id }) => of === again?.of && id < (done?.id ?? 0));
};

/** A refusal is a 429; a second job shows nothing. */
const refusedAsBusy: Assertion = {
  says: 'the status is 429, if the request is refused',
  at: (exchange) => {
    const code = exchange.reply?.status ?? 0;
    if (code === 429) return ok;
    if (code >= 200 && code <= 299) return nothing('the server started a second job for the same request');
    // A server that has an error, or no time, does not refuse the request.
    return code < 400 || code > 499 || code === 408 ? unreadable(statusOf(exchange)) : not(statusOf(exchange));
  },
};

const judged = every(
  { says: 'the repeated export request', labels: [LABEL], of: repeatedIn },
  ...[kickoffAccepted, tokenAccepted, refusedAsBusy],
);

/** An export request that repeats one whose job runs is refused with 429, if at all. */
export const repeatedIsRefusedAsBusy: Expectation = {
  says: judged.says,
  judge: (view) => {
    if (repeatedIn(view).length > 0) return judged.judge(view);
    const [again] = exportRequests(view.profile, 'again');
    // Where the first job did not come to its end, it may never have been seen running.
    const stops = stopsBefore(view, ['kickoff', 'status', 'manifest', LABEL]);
    const own = stops.filter(({ of }) => of === undefined || of === again?.endpoint);
    return own.length > 0 ? judgmentFrom(refusedAsBusy.says, [], own) : judged.judge(view);
  },
};
