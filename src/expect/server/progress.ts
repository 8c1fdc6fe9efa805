import type { Expectation } from '../../model/index.js';
import { labelled } from './labelled.js';
import {
  type Assertion,
  not,
  nothing,
  ok,
  type ExchangeResult,
  show,
  stopsBefore,
  judgmentFrom,
} from '../assertion.js';
import { headersOf } from './replies.js';

/** An X-Progress that says In Progress also gives a percentage from 0 to 100. */
export const percentage: Assertion = {
  says: 'an X-Progress that says In Progress also gives a percentage from 0 to 100',
  at: (exchange) => {
    const [progress] = headersOf(exchange, 'x-progress');
    if (progress === undefined || !/in progress/i.test(progress)) return nothing('no X-Progress said In Progress');
    const percent = percentIn(progress);
    return percent !== undefined && percent <= 100 ? ok : not(`X-Progress: ${show(progress.slice(0, 60))}`);
  },
};

const percentIn = (progress: string): number | undefined => {
  const match = /(?:^|[^\d.-])(\d{1,9}(?:\.\d{1,9})?) ?%/.exec(progress);
  return match?.[1] === undefined ? undefined : Number(match[1]);
};

/** The percentage never decreases during a job. */
export const neverFalls: Expectation = {
  says: 'the percentage in X-Progress never decreases during a job',
  judge: (view) => {
    const highest = new Map<string, number>();
    const results = labelled(view, 'status').map((exchange): ExchangeResult => {
      const [progress] = headersOf(exchange, 'x-progress');
      const percent = progress === undefined ? undefined : percentIn(progress);
      if (percent === undefined) return { exchange, result: nothing('no X-Progress gave a percentage') };
      const before = highest.get(exchange.of ?? '');
      highest.set(exchange.of ?? '', Math.max(before ?? 0, percent));
      if (before === undefined) return { exchange, result: nothing('no job gave more than one percentage') };
      return { exchange, result: percent >= before ? ok : not(`${percent}% after ${before}%`) };
    });
    return judgmentFrom(neverFalls.says, results, stopsBefore(view, ['status']));
  },
};
