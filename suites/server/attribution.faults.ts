import {
  answering,
  asking,
  bearerOf,
  json,
  onReply,
  when,
  withHeader,
  withRequestHeader,
} from '../../src/reference/index.js';
import type { Alter, Profile, ServerRequest } from '../../src/model/index.js';
import { fault } from './fault.js';
import type { RequirementId } from './suites.js';
import { isOk } from './kinds.js';

const where = ({ paths }: Profile): boolean => paths.attribution !== undefined;
const at = 'attribution';
const fails = (...ids: RequirementId[]) => ({ where, at, fails: ids }) as const;

interface Status {
  ingestion_dates: { type: string; timestamp: string }[];
}
const status = (change: (it: Status) => unknown): Alter => json<Status>(change);
const stamps = (change: (timestamp: string) => string): Alter =>
  status((it) => {
    for (const one of it.ingestion_dates) one.timestamp = change(one.timestamp);
  });
const isBare = ({ headers }: ServerRequest): boolean => headers['authorization'] === undefined;
/** Answers as to the first client with a valid token. */
const letIn = asking((request, context) => withRequestHeader(request, 'authorization', `Bearer ${context.issue()}`));
const OF_ANSWERS = [
  ...(['attribution.json', 'attribution.shape', 'attribution.timestamp', 'attribution.past'] as const),
] as const;

export default [
  fault({
    id: 'attribution-fails',
    title: 'a request for the attribution status returns 500',
    ...fails('attribution.answers'),
    empties: OF_ANSWERS,
    blocks: ['attribution.no-token', 'attribution.garbage-token', 'attribution.expired-token'],
    alter: onReply(isOk, answering({ status: 500, headers: [], body: '' })),
  }),
  fault({
    id: 'attribution-as-text',
    title: 'the attribution status is sent as text/plain',
    ...fails('attribution.json'),
    alter: onReply(isOk, withHeader('Content-Type', 'text/plain')),
  }),
  fault({
    id: 'attribution-of-other-type',
    title: 'the attribution status has a date of another type',
    ...fails('attribution.shape'),
    alter: status((it) => void it.ingestion_dates.push({ type: 'last_update', timestamp: '2026-11-20T08:15:30Z' })),
  }),
  fault({
    id: 'attribution-type-twice',
    title: 'the attribution status has the first date twice',
    ...fails('attribution.shape'),
    alter: status((it) => void it.ingestion_dates.push(...it.ingestion_dates.slice(0, 1))),
  }),
  fault({
    id: 'attribution-of-one-date',
    title: 'the attribution status is a single date',
    ...fails('attribution.shape'),
    blocks: ['attribution.timestamp', 'attribution.past'],
    alter: status(() => ({ ingestion_dates: '2026-11-20T08:15:30Z' })),
  }),
  fault({
    id: 'attribution-without-zone',
    title: 'the dates of the attribution status have no zone',
    ...fails('attribution.timestamp'),
    blocks: ['attribution.past'],
    alter: stamps((text) => text.replace('Z', '')),
  }),
  fault({
    id: 'attribution-tomorrow',
    title: 'the dates of the attribution status are in the future',
    ...fails('attribution.past'),
    alter: stamps(() => '2100-01-01T00:00:00Z'),
  }),
  fault({
    id: 'attribution-like-a-database',
    title: 'the dates of the attribution status have a blank for the T and a zone of hours alone',
    ...fails(),
    alter: stamps((text) => text.replace('T', ' ').replace('Z', '+00')),
  }),
  fault({
    id: 'attribution-of-no-date',
    title: 'the attribution status has no date',
    ...fails(),
    empties: ['attribution.timestamp', 'attribution.past'],
    alter: status((it) => void (it.ingestion_dates = [])),
  }),
  fault({
    id: 'attribution-never-ingested',
    title: 'there is no attribution status',
    ...fails(),
    empties: OF_ANSWERS,
    blocks: ['attribution.no-token', 'attribution.garbage-token', 'attribution.expired-token'],
    alter: onReply(
      isOk,
      answering({
        status: 404,
        headers: [['Content-Type', 'application/fhir+json']],
        body: '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found"}]}',
      }),
    ),
  }),
  fault({
    id: 'attribution-opens-with-no-token',
    title: 'the attribution status is given without a token',
    ...fails('attribution.no-token'),
    alter: when(isBare, letIn),
  }),
  fault({
    id: 'attribution-in-the-refusal',
    title: 'the 401 to a request for the attribution status without a token has its dates',
    ...fails('attribution.no-token'),
    alter: when(isBare, async (request, next, context) => {
      const [refusal, { headers, body }] = [await next(request), await letIn(request, next, context)];
      return { ...refusal, headers: [...refusal.headers, ...headers], body };
    }),
  }),
  fault({
    id: 'attribution-opens-with-garbage-token',
    title: 'the attribution status is given with a made-up token',
    ...fails('attribution.garbage-token'),
    alter: when((request) => bearerOf(request)?.includes('.') === false, letIn),
  }),
  fault({
    id: 'attribution-opens-with-expired-token',
    title: 'the attribution status is given with an expired token',
    ...fails('attribution.expired-token'),
    alter: when(
      (request, { claims, clock }) => (claims(bearerOf(request) ?? '')?.exp ?? Infinity) * 1000 <= clock.now(),
      letIn,
    ),
  }),
];
