import { type Exchange, timeOf, type View } from '../../../model/index.js';
import { asWritten } from '../../as-written.js';
import { type Assertion, not, nothing, ok, show, unreadable } from '../../assertion.js';
import { counted } from '../../counted.js';
import { announcedBase, instant } from '../../values.js';
import { objectIn, valueAt } from '../bodies.js';
import { labelled } from '../labelled.js';
import { headersOf, statusOf, unrelatedOrToken } from '../replies.js';
import { EXPORT, identifierOf, inputOf, jobIdOf, OFFICIAL } from './task.js';

/** More entries than a transcript keeps of a list: the rest of it is not known. */
const WHOLE_LIST = 10_000;

/** The Tasks of a list of jobs; undefined: the body is no Bundle. */
const tasksIn = (exchange: Exchange): unknown[] | undefined => {
  const bundle = objectIn(exchange);
  if (bundle?.['resourceType'] !== 'Bundle') return undefined;
  const entries = bundle['entry'];
  return Array.isArray(entries) ? (entries as unknown[]).map((entry) => valueAt(entry, 'resource')) : [];
};

const TOO_LONG = unreadable('the list is longer than what the transcript keeps of it');
const NO_LIST = unreadable('the body is not a Bundle');

/** The body is a Bundle of type searchset with as many entries as its total says. */
export const isJobList: Assertion = {
  says: 'the body is one Bundle of type searchset whose total is the number of its entries',
  at: (exchange) => {
    const [bundle, tasks] = [objectIn(exchange), tasksIn(exchange)];
    if (tasks === undefined) return not('a body that is not one Bundle');
    if (bundle?.['type'] !== 'searchset') return not(`type: ${show(bundle?.['type'])}`);
    const { total } = bundle;
    if (tasks.length >= WHOLE_LIST || total === tasks.length) return ok;
    return not(`total: ${show(total)}, and ${tasks.length} entries`);
  },
};

/** Statuses of a job that has ended. */
const ENDED: readonly unknown[] = ['completed', 'failed', 'cancelled'];

/** What is wrong with a Task of a list; undefined: nothing. `own`: the job that the run has started, if it is of one. */
const wrongWith = (task: unknown, view: View, own: JobOfRun | undefined): string | undefined => {
  const at = (path: string): unknown => valueAt(task, path);
  const [identifier, input] = [identifierOf(task), inputOf(task)];
  const path = asWritten(valueAt(identifier, 'system'))?.path ?? '';
  const [method, url] = String(valueAt(input, 'valueString')).split(' ');
  if (at('resourceType') !== 'Task') return `resourceType ${show(at('resourceType'))}`;
  if (at('intent') !== 'order') return `intent ${show(at('intent'))}`;
  if (valueAt(identifier, 'use') !== OFFICIAL) return `identifier.use ${show(valueAt(identifier, 'use'))}`;
  if (!pathOfJobs(view, own !== undefined).test(path)) return 'identifier.system does not end in the path of the jobs';
  if (!/^\d+$/.test(jobIdOf(task))) return 'identifier.value is not the id of a job';
  if (valueAt(input, 'type.text') !== EXPORT) return `input.type.text ${show(valueAt(input, 'type.text'))}`;
  if (method !== 'GET' || asWritten(url) === undefined) return 'input.valueString is not GET and the URL of an export';
  return wrongPeriod(task, view, own);
};

/** An instant in milliseconds since the epoch; NaN: it is not an instant. */
const momentOf = (value: unknown): number => (typeof value === 'string' ? timeOf(value) : NaN);

/** What clocks may differ by: more than elsewhere, since the list may have the time of a database. */
const SKEW_MS = 3_600_000;

/** What is wrong with the time of a Task: that of a job that the run has started is known, apart from clocks that differ. */
const wrongPeriod = (task: unknown, view: View, own: JobOfRun | undefined): string | undefined => {
  const [start, end] = [valueAt(task, 'executionPeriod.start'), valueAt(task, 'executionPeriod.end')];
  if (!instant.fits(start, view)) return 'executionPeriod has no instant as start';
  if (own !== undefined && Math.abs(momentOf(start) - own.startedAt) > SKEW_MS)
    return 'executionPeriod.start is not when the job was started';
  // A job that runs has no end yet.
  if (end === undefined)
    return ENDED.includes(valueAt(task, 'status')) ? 'executionPeriod of an ended job has no end' : undefined;
  if (!instant.fits(end, view)) return 'executionPeriod.end is not an instant';
  return own !== undefined && momentOf(end) - own.listedAt > SKEW_MS
    ? 'executionPeriod.end is in the future'
    : undefined;
};

/** The end of the system of a job's identifier: the path of the jobs, which may be that of another version for another job. */
const pathOfJobs = ({ profile }: View, isOwn: boolean): RegExp => {
  const path = profile.paths.jobs.replace(/[^\w/]/g, '\\$&');
  return new RegExp(`${isOwn ? path : path.replace(/(?<=\/v)\d+(?=\/)/, '\\d+')}$`);
};

/** Each entry is a Task with the documented elements. */
export const everyTask: Assertion = {
  says: 'each entry is a Task with intent, identifier, input and executionPeriod as documented',
  at: (exchange, view) => {
    const tasks = tasksIn(exchange);
    if (tasks === undefined) return NO_LIST;
    if (tasks.length === 0) return nothing('the list has no entry');
    const own = new Map(jobsOfRun(view, exchange).map((job) => [job.id, job]));
    const wrong = tasks.flatMap((task) => wrongWith(task, view, own.get(jobIdOf(task))) ?? []);
    return wrong[0] === undefined ? ok : not(`${wrong.length} of ${tasks.length} entries, the first: ${wrong[0]}`);
  },
};

const idOf = (url: string | undefined): string => url?.split(/[?#]/)[0]?.split('/').at(-1) ?? '';
const taskOf = (tasks: readonly unknown[], id: string): unknown => tasks.find((task) => jobIdOf(task) === id);

/** A job that the run started before a list was asked for. */
interface JobOfRun {
  readonly id: string;
  readonly of: string | undefined;
  /** The request for it as the server is expected to write it. */
  readonly request: string;
  /** The Date of the reply to that request, and that of the list, in milliseconds; NaN: it has none. */
  readonly startedAt: number;
  readonly listedAt: number;
}

const dateOf = (exchange: Exchange): number => Date.parse(headersOf(exchange, 'date')[0] ?? '');

/** The jobs that the run started before a list. */
const jobsOfRun = (view: View, before: Exchange): JobOfRun[] =>
  labelled(view, 'kickoff').flatMap((exchange) => {
    const [location] = headersOf(exchange, 'content-location');
    if (exchange.id > before.id || exchange.reply?.status !== 202 || location === undefined) return [];
    const { url } = exchange.request;
    const announced = url.startsWith(view.base) ? announcedBase(view) + url.slice(view.base.length) : url;
    const times = { startedAt: dateOf(exchange), listedAt: dateOf(before) };
    return [{ id: idOf(location), of: exchange.of, request: announced, ...times }];
  });

/** Every job that the run has started is in the list, with the request for it. */
export const listsJobsOfRun: Assertion = {
  says: 'each job that the run has started is listed with its export request',
  at: (exchange, view) => {
    const tasks = tasksIn(exchange);
    if (tasks === undefined) return NO_LIST;
    const jobs = jobsOfRun(view, exchange);
    if (jobs.length === 0) return nothing('the run had started no job');
    if (tasks.length >= WHOLE_LIST) return TOO_LONG;
    const missing = jobs.filter(({ id }) => taskOf(tasks, id) === undefined);
    if (missing[0] !== undefined) return not(`${missing.length} of ${jobs.length} jobs of the run are not listed`);
    const other = jobs.find(
      ({ id, request }) => valueAt(inputOf(taskOf(tasks, id)), 'valueString') !== `GET ${request}`,
    );
    return other === undefined ? ok : not(`another request for the export of ${other.of ?? 'a job'}`);
  },
};

/** Whatever a response is, it lists no job of the run. */
export const givesNoJobOfRun: Assertion = {
  says: 'the response lists no job that the run has started',
  at: (exchange, view) => {
    const jobs = jobsOfRun(view, exchange);
    const tasks = tasksIn(exchange) ?? [];
    const listed = jobs.filter(({ id }) => taskOf(tasks, id) !== undefined);
    return listed.length === 0 ? ok : not(`${listed.length} of ${counted(jobs.length, 'job')} of the run`);
  },
};

/** Another client's list, or its refusal, has no job of the run. */
export const listsNoJobOfRun: Assertion = {
  says: 'the list has no job that the run has started',
  at: (exchange, view) => {
    const code = exchange.reply?.status ?? 0;
    const refused = code >= 400 && code < 500 && code !== 429;
    const tasks = tasksIn(exchange);
    if (tasks === undefined) return refused ? ok : unreadable(`there is no list of jobs: ${statusOf(exchange)}`);
    const jobs = jobsOfRun(view, exchange);
    const listed = jobs.filter(({ id }) => taskOf(tasks, id) !== undefined);
    return listed.length === 0 ? ok : not(`${listed.length} of ${jobs.length} jobs of the run`);
  },
};

/** The words that a Task's status may have; `accepted` is that of a job that waits. */
const WORDS: readonly unknown[] = ['completed', 'failed', 'in-progress', 'cancelled', 'accepted'];

/** Each status is one of the documented words, and that of each job that the run saw completed is completed. */
export const statusWords: Assertion = {
  says: 'each status is completed, failed, in-progress or cancelled, and fits what the job itself said',
  at: (exchange, view) => {
    const tasks = tasksIn(exchange);
    if (tasks === undefined) return NO_LIST;
    if (tasks.length === 0) return nothing('the list has no entry');
    const wrong = tasks.find((task) => !WORDS.includes(valueAt(task, 'status')));
    if (wrong !== undefined) return not(`status ${show(valueAt(wrong, 'status'))}`);
    const done = labelled(view, 'manifest').filter(({ id }) => id < exchange.id);
    const listed = done.flatMap(({ request }) => taskOf(tasks, idOf(request.url)) ?? []);
    const other = listed.find((task) => valueAt(task, 'status') !== 'completed');
    return other === undefined ? ok : not(`status ${show(valueAt(other, 'status'))} of a job that has its manifest`);
  },
};

/** A job that ran before and after the list was asked for is in it as one that runs, or waits. */
export const runningAsRunning: Assertion = {
  says: 'a job that runs is in-progress or accepted',
  at: (exchange, view) => {
    const tasks = tasksIn(exchange);
    if (tasks === undefined) return NO_LIST;
    const next = view.exchanges.find(
      ({ id, of, label }) => id > exchange.id && of === exchange.of && (label === 'status' || label === 'manifest'),
    );
    if (next?.reply?.status !== 202) return nothing('the job was done at the next request for it');
    const task = taskOf(tasks, idOf(next.request.url));
    if (task === undefined) return nothing('the list does not have the job that runs');
    const listed = valueAt(task, 'status');
    return listed === 'in-progress' || listed === 'accepted' ? ok : not(`status ${show(listed)} of a job that runs`);
  },
};

/** Every job of a list that was asked for by a state has one of the statuses that this state is listed with. */
export const onlyWith = (...statuses: readonly string[]): Assertion => ({
  says: `the request is accepted and every job listed has status ${statuses.join(' or ')}, or none is found (404)`,
  at: (exchange) => {
    const code = exchange.reply?.status;
    if (code === 404) return ok;
    if (code !== 200) return unrelatedOrToken(exchange) ?? not(statusOf(exchange));
    const tasks = tasksIn(exchange);
    if (tasks === undefined) return NO_LIST;
    const other = tasks.find((task) => !statuses.includes(String(valueAt(task, 'status'))));
    return other === undefined ? ok : not(`a job with status ${show(valueAt(other, 'status'))}`);
  },
});

/** The lists of jobs that are done, by labels: a job is in one of them alone. */
const DONE = 'jobs-completed';
const DONE_LISTS = [DONE, 'jobs-archived', 'jobs-expired'] as const;

/** Half of the time after which a job is archived. */
const HALF_DAY_MS = 43_200_000;
/** Whether two replies are so near, as far as they have a Date, that no job was archived between them. */
const isOfOneDay = (one: Exchange, other: Exchange): boolean => !(Math.abs(dateOf(one) - dateOf(other)) > HALF_DAY_MS);

/** The jobs of the run that are in a list; none if there is no list. */
const ownIn = (list: Exchange, own: readonly string[]): string[] => {
  const tasks = list.reply?.status === 200 ? tasksIn(list) : undefined;
  return tasks === undefined ? [] : own.filter((id) => taskOf(tasks, id) !== undefined);
};

/**
 * Of the jobs that the run has started, each one that had its manifest is in the list of completed jobs, unless it is
 * archived or has expired, and then it is in that list alone.
 */
export const inOneDoneList: Assertion = {
  says: 'each job that the run has completed is in one of the lists of completed, archived and expired jobs',
  at: (exchange, view) => {
    const done = new Set(
      labelled(view, 'manifest')
        .filter((one) => one.id < exchange.id && one.reply?.status === 200 && isOfOneDay(one, exchange))
        .map(({ request }) => idOf(request.url)),
    );
    const own = jobsOfRun(view, exchange).flatMap(({ id }) => (done.has(id) ? [id] : []));
    const others = DONE_LISTS.filter((label) => label !== exchange.label)
      .flatMap((label) => labelled(view, label))
      .filter((list) => isOfOneDay(list, exchange));
    const elsewhere = new Set(others.flatMap((list) => ownIn(list, own)));
    const here = ownIn(exchange, own);
    if ((tasksIn(exchange)?.length ?? 0) >= WHOLE_LIST) return TOO_LONG;
    const twice = here.filter((id) => elsewhere.has(id));
    if (twice.length > 0) return not(`${counted(twice.length, 'job')} that another list of jobs that are done has too`);
    if (exchange.label !== DONE) return ok;
    const missing = own.filter((id) => !here.includes(id) && !elsewhere.has(id));
    return missing.length === 0
      ? ok
      : not(`${missing.length} of ${counted(own.length, 'completed job')} of the run are missing`);
  },
};

/** Where no job fits, the response is a 404 that begins with an OperationOutcome; whether it ends with it is judged elsewhere. */
export const noneIs404: Assertion = {
  says: 'where no job fits, the status is 404 and the body begins with an OperationOutcome',
  at: (exchange) => {
    const code = exchange.reply?.status;
    if (code === 200) {
      const tasks = tasksIn(exchange);
      if (tasks === undefined) return NO_LIST;
      return tasks.length === 0 ? not('status 200 with an empty list') : nothing('each list had a job');
    }
    if (code !== 404) return unreadable(`nothing could be judged: ${statusOf(exchange)}`);
    return valueAt(exchange.reply?.body.json, 'resourceType') === 'OperationOutcome'
      ? ok
      : not('a 404 without an OperationOutcome');
  },
};
