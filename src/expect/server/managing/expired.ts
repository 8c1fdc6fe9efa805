import { timeOf, type Exchange, type View } from '../../../model/index.js';
import { type Assertion, not, ok, unreadable } from '../../assertion.js';
import { objectIn, valueAt } from '../bodies.js';
import { labelled } from '../labelled.js';
import { jobIdOf } from './task.js';
import { headersOf, statusOf } from '../replies.js';

/** A job that was done more than a day ago, or a file of it, is gone. */
export const goneAfterDay: Assertion = {
  says: 'the status is 404 or 410',
  at: (exchange, view) => {
    const code = exchange.reply?.status ?? 0;
    if (code === 404 || code === 410) return ok;
    if (code < 200 || code > 299) return unreadable(`${statusOf(exchange)}, which does not show whether it is gone`);
    if (code === 202) return unreadable('the job still runs, so it was not done a day ago');
    return isYounger(exchange, view) ? unreadable('the job was done less than a day ago') : not(statusOf(exchange));
  },
};

/** Whether a job is known to have been done less than 24 hours before: by its manifest, or by the list of jobs. */
const isYounger = (exchange: Exchange, view: View): boolean => {
  const now = Date.parse(headersOf(exchange, 'date')[0] ?? '');
  const { jobs, data } = view.profile.paths;
  const id = new RegExp(`(?:${jobs}|${data})/([^/?#]+)`).exec(exchange.request.url)?.[1];
  const listed = labelled(view, 'jobs').flatMap((list) => {
    const entries = objectIn(list)?.['entry'];
    return Array.isArray(entries) ? (entries as unknown[]).map((entry) => valueAt(entry, 'resource')) : [];
  });
  const task = listed.find((one) => jobIdOf(one) === id);
  const times = [objectIn(exchange)?.['transactionTime'], valueAt(task, 'executionPeriod.end')];
  return times.some((time) => typeof time === 'string' && now - timeOf(time) < 24 * 3_600_000);
};
