import { timeOf } from '../../../model/index.js';
import { type Assertion, not, nothing, ok, show, unreadable } from '../../assertion.js';
import { objectIn, valueAt } from '../bodies.js';
import { headersOf } from '../replies.js';

const TYPES: readonly unknown[] = ['last_attribution_update', 'last_runout_update'];

/** The entries of the answer; undefined: it has no list of them. */
const datesIn = (json: unknown): unknown[] | undefined => {
  const dates = valueAt(json, 'ingestion_dates');
  return Array.isArray(dates) ? (dates as unknown[]) : undefined;
};

/** ingestion_dates is an array of entries with a type and a timestamp, each of the two types at most once. */
export const hasIngestionDates: Assertion = {
  says: 'ingestion_dates is an array of entries with a type and a timestamp, and has each of the two types at most once',
  at: (exchange) => {
    const object = objectIn(exchange);
    if (object === undefined) return not('a body that is not one JSON object');
    const dates = datesIn(object);
    if (dates === undefined) return not(`ingestion_dates: ${show(object['ingestion_dates'])}`);
    const types = dates.map((one) => valueAt(one, 'type'));
    const wrong = dates.find(
      (one) => !TYPES.includes(valueAt(one, 'type')) || typeof valueAt(one, 'timestamp') !== 'string',
    );
    if (wrong !== undefined) return not(`an entry of type ${show(valueAt(wrong, 'type'))}`);
    return new Set(types).size === types.length ? ok : not('a type twice');
  },
};

/** A time stamp as milliseconds since the epoch: with T, or with a blank and a zone of hours alone, as a database writes it. */
const momentOf = (text: unknown): number => {
  const [, date, time, zone] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?) ?(Z|[+-]\d\d(?::?\d\d)?)$/.exec(String(text)) ?? [];
  if (date === undefined || time === undefined || zone === undefined) return NaN;
  const offset = zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
  return timeOf(`${date}T${time}${offset}`);
};

const EMPTY = nothing('ingestion_dates is empty');

/** Each timestamp is a date and a time with a zone. */
export const datedWithZone: Assertion = {
  says: 'each timestamp is a date and a time with a zone',
  at: (exchange) => {
    const dates = datesIn(objectIn(exchange));
    if (dates === undefined) return unreadable('there are no ingestion_dates');
    if (dates.length === 0) return EMPTY;
    const wrong = dates.find((one) => Number.isNaN(momentOf(valueAt(one, 'timestamp'))));
    return wrong === undefined ? ok : not(`timestamp ${show(valueAt(wrong, 'timestamp'))}`);
  },
};

const SKEW_MS = 300_000;

/** No timestamp is later than the Date of the response, apart from five minutes for clocks that differ. */
export const ingestedBefore: Assertion = {
  says: 'no timestamp is more than 5 minutes in the future',
  at: (exchange) => {
    const dates = datesIn(objectIn(exchange));
    if (dates?.length === 0) return EMPTY;
    const times = dates?.map((one) => momentOf(valueAt(one, 'timestamp'))) ?? [];
    const known = times.filter((time) => !Number.isNaN(time));
    if (known.length === 0) return unreadable('there is no timestamp that can be read');
    const now = Date.parse(headersOf(exchange, 'date')[0] ?? '');
    if (Number.isNaN(now)) return nothing('the response has no Date to compare with');
    const late = Math.max(...known) - now;
    return late <= SKEW_MS ? ok : not(`${Math.round(late / 1000)} s after the Date of the response`);
  },
};

/** A refusal is no refusal if it has what was asked for. */
export const givesNoDates: Assertion = {
  says: 'the response has no ingestion_dates',
  at: (exchange) => (datesIn(exchange.reply?.body.json) === undefined ? ok : not('the response contained the dates')),
};
