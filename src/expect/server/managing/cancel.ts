import type { Exchange, View } from '../../../model/index.js';
import { type Assertion, type AssertionResult, not, nothing, ok, show, unreadable } from '../../assertion.js';
import { objectIn, valueAt } from '../bodies.js';
import { labelled } from '../labelled.js';
import { jobIdOf } from './task.js';
import { statusOf, unrelatedOrToken } from '../replies.js';

const isDone = ({ reply }: Exchange): boolean => reply?.status === 200;
const statusesAfter = (view: View): Exchange[] => [
  ...labelled(view, 'canceled-status'),
  ...labelled(view, 'canceled-status-later'),
];

/** DELETE of a job that runs is 202. A job that was done before shows nothing, nor one that somebody else could end. */
export const canceled: Assertion = {
  says: 'the status is 202',
  at: (exchange, view) => {
    const code = exchange.reply?.status;
    if (code === 202) return ok;
    const other = unrelatedOrToken(exchange);
    if (other !== undefined) return other;
    const ended = ['cancel-no-token', 'cancel-garbage-token'].some((label) =>
      labelled(view, label).some(({ reply }) => reply !== undefined && reply.status < 300),
    );
    if (ended) return unreadable('the job was ended by a request without a valid token');
    const [after] = labelled(view, 'canceled-status');
    if (after !== undefined && isDone(after)) return nothing('the job was done before it could be canceled');
    return not(statusOf(exchange));
  },
};

/** DELETE of a job that is done is 202, or refused with an OperationOutcome. */
export const doneOrRefused: Assertion = {
  says: 'the status is 202, or a 4xx with an OperationOutcome',
  at: (exchange) => {
    const code = exchange.reply?.status ?? 0;
    if (code === 202) return ok;
    const other = unrelatedOrToken(exchange);
    if (other !== undefined) return other;
    if (code < 400 || code > 499) return not(statusOf(exchange));
    const outcome = objectIn(exchange)?.['resourceType'] === 'OperationOutcome';
    return outcome ? ok : not(`${statusOf(exchange)} without an OperationOutcome`);
  },
};

/** Only what follows a DELETE that was accepted shows what that does. */
const wasCanceled = (view: View): boolean => labelled(view, 'cancel').some(({ reply }) => reply?.status === 202);
/** Why nothing shows what a DELETE does. */
const notCanceled = (view: View): AssertionResult =>
  labelled(view, 'cancel').length === 0
    ? unreadable('no response to the cancellation of a job could be judged')
    : nothing('no job was canceled');

/** The status of a canceled job is 404 with an OperationOutcome. */
export const goneAfterCancel: Assertion = {
  says: 'the status of the canceled job is 404 with an OperationOutcome',
  at: (exchange, view) => {
    if (!wasCanceled(view)) return notCanceled(view);
    if (exchange.reply?.status !== 404)
      return (
        unrelatedOrToken(exchange) ??
        not(isDone(exchange) ? 'status 200: the canceled job is completed' : statusOf(exchange))
      );
    const outcome = objectIn(exchange)?.['resourceType'] === 'OperationOutcome';
    return outcome ? ok : not('a 404 that is not one OperationOutcome');
  },
};

/** The canceled job is listed as cancelled. */
export const listedAsCanceled: Assertion = {
  says: 'the canceled job is listed with status cancelled',
  at: (exchange, view) => {
    if (!wasCanceled(view)) return notCanceled(view);
    if (statusesAfter(view).some(isDone)) return unreadable('the canceled job completed');
    const id = labelled(view, 'cancel')[0]?.request.url.split('/').at(-1);
    const entries = objectIn(exchange)?.['entry'];
    if (exchange.reply?.status !== 200 || !Array.isArray(entries))
      return unreadable(`there is no list of jobs: ${statusOf(exchange)}`);
    const task = (entries as unknown[]).map((entry) => valueAt(entry, 'resource')).find((one) => jobIdOf(one) === id);
    if (task === undefined) return not('it is not listed');
    const status = valueAt(task, 'status');
    return status === 'cancelled' ? ok : not(`status ${show(status)}`);
  },
};
