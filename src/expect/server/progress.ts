import type { Expectation } from '../../model/index.js';
import {
  type Assertion,
  not,
  nothing,
  ok,
  replies,
  type ExchangeResult,
  show,
  stopsBefore,
  judgmentFrom,
} from '../assertion.js';
import { headersOf } from './replies.js';

/** In Progress, in any case, and with a hyphen or nothing in place of the blank. */
const IN_PROGRESS = /in[ _-]?progress/i;

/** An X-Progress that says In Progress also gives one percentage from 0 to 100. */
export const percentage: Assertion = {
  says: 'an X-Progress that says In Progress also gives one percentage from 0 to 100',
  at: (exchange) => {
    const running = headersOf(exchange, 'x-progress').filter((value) => IN_PROGRESS.test(value));
    if (running.length === 0) return nothing('no X-Progress said In Progress');
    const wrong = running.find((value) => !((percentIn(value) ?? Infinity) <= 100) || signsIn(value) > 1);
    return wrong === undefined ? ok : not(`X-Progress: ${show(wrong.slice(0, 60))}`);
  },
};

const percentIn = (progress: string): number | undefined => {
  const match = /(?:^|[^\d.-])(\d{1,9}(?:\.\d{1,9})?) ?(?:%|percent\b)/i.exec(progress);
  return match?.[1] === undefined ? undefined : Number(match[1]);
};

const signsIn = (progress: string): number => progress.match(/%|percent\b/gi)?.length ?? 0;

/** The one X-Progress says Pending or In Progress; numbers, percent and punctuation beside the words do not matter. */
export const progressWords: Assertion = {
  says: 'there is one X-Progress, and it says Pending or In Progress',
  at: (exchange) => {
    const values = headersOf(exchange, 'x-progress').filter((value) => value.trim() !== '');
    const [first] = values;
    if (first === undefined) return nothing('no response had an X-Progress');
    if (values.length > 1) return not(`${values.length} X-Progress headers`);
    const words = first.toLowerCase().match(/\p{L}+/gu) ?? [];
    const said = words.filter((word) => word !== 'percent').join(' ');
    return said === 'pending' || said === 'in progress' ? ok : not(`X-Progress: ${show(first.slice(0, 60))}`);
  },
};

/** How far a job says it is: the highest percentage so far, and whether it said In Progress. */
interface Progress {
  readonly percent: number;
  readonly running: boolean;
}

/** With an Accept header or without. */
const POLLS = replies('status', 'running-with-accept');

/** The percentage never decreases during a job, and Pending does not follow In Progress. */
export const neverFalls: Expectation = {
  says: 'during a job, the percentage in X-Progress never decreases, and Pending does not follow In Progress',
  judge: (view) => {
    const reached = new Map<string, Progress>();
    const results = POLLS.of(view).map((exchange): ExchangeResult => {
      const [said = ''] = headersOf(exchange, 'x-progress');
      const percent = percentIn(said);
      const running = IN_PROGRESS.test(said);
      if (percent === undefined && !running && !/pending/i.test(said))
        return { exchange, result: nothing('no X-Progress said how far a job is') };
      const before = reached.get(exchange.of ?? '');
      reached.set(exchange.of ?? '', {
        percent: Math.max(before?.percent ?? 0, percent ?? 0),
        running: before?.running === true || running,
      });
      if (before === undefined) return { exchange, result: nothing('no job said more than once how far it is') };
      return { exchange, result: backTo({ percent, running }, before) };
    });
    return judgmentFrom(neverFalls.says, results, stopsBefore(view, ['status']));
  },
};

/** Whether what a job says now is less than it said before. */
const backTo = ({ percent, running }: { percent: number | undefined; running: boolean }, before: Progress) => {
  if (percent !== undefined) return percent >= before.percent ? ok : not(`${percent}% after ${before.percent}%`);
  return before.running && !running ? not('Pending after In Progress') : ok;
};
