import type { ClientReply, ClientRequest } from '../../src/reference/index.js';
import { takes } from '../../src/model/index.js';
import { headerOf, PullFailed } from '../../src/reference/index.js';
import { after, drained, isKickoff, rogue, sending, tryingFirst, withHeaders } from './rogue.js';

const isBusy = ({ status }: ClientReply): boolean => status === 429 || status === 503;
const retryAfter = ({ headers }: ClientReply): string => headerOf(headers, 'Retry-After') ?? '';
const withQuery = ({ url, ...request }: ClientRequest, query: string): ClientRequest => ({
  ...request,
  url: `${url}${url.includes('?') ? '&' : '?'}${query}`,
});
const typed = ({ url, ...request }: ClientRequest, types: (now: string) => string): ClientRequest => ({
  ...request,
  url: url.replace(/_type=([^&]*)/, (_, now: string) => `_type=${types(now)}`),
});

export default [
  rogue({
    id: 'kickoff-escaped',
    title: 'sends %24 in place of $, until the server refuses that',
    fails: ['client.kickoff.request'],
    around: tryingFirst(isKickoff, (request) => ({ ...request, url: request.url.replace('$', '%24') })),
  }),
  rogue({
    id: 'kickoff-accepts-more',
    title: 'also accepts application/json, until the server refuses that',
    fails: ['client.kickoff.request'],
    around: tryingFirst(isKickoff, (request) =>
      withHeaders(request, 'Accept', 'application/fhir+json, application/json'),
    ),
  }),
  rogue({
    id: 'kickoff-prefers-more',
    title: 'also prefers handling=lenient, until the server refuses that',
    fails: ['client.kickoff.request'],
    around: tryingFirst(isKickoff, (request) => withHeaders(request, 'Prefer', 'respond-async, handling=lenient')),
  }),
  rogue({
    id: 'kickoff-with-parameter',
    title: 'sends _elements, until the server refuses that',
    fails: ['client.kickoff.request'],
    around: tryingFirst(isKickoff, (request) => withQuery(request, '_elements=id')),
  }),
  rogue({
    id: 'kickoff-with-type',
    title: 'sends _type, which the guide of 2019-09 does not have, until the server refuses that',
    where: (profile) => !takes(profile, '_type'),
    fails: ['client.kickoff.request'],
    around: tryingFirst(isKickoff, (request) => withQuery(request, '_type=Patient')),
  }),
  rogue({
    id: 'kickoff-of-old-spelling-only',
    title: 'also accepts application/json, even if the server refuses that',
    // Under strict-spelling it gets no job, and that fails only this requirement.
    fails: ['client.kickoff.request'],
    around: sending(isKickoff, (request) => withHeaders(request, 'Accept', 'application/fhir+json, application/json')),
  }),
  rogue({
    id: 'types-beyond-the-guide',
    title: 'requests a type that the guide does not have, until the server refuses that',
    where: (profile) => takes(profile, '_type'),
    fails: ['client.kickoff.types'],
    around: tryingFirst(isKickoff, (request) => typed(request, (now) => `${now},Practitioner`)),
  }),
  rogue({
    id: 'types-by-semicolon',
    title: 'separates types with semicolons, until the server refuses that',
    where: (profile) => takes(profile, '_type'),
    fails: ['client.kickoff.types'],
    around: tryingFirst(isKickoff, (request) => typed(request, (now) => `${now};${now}`)),
  }),
  rogue({
    id: 'exports-the-first-type-only',
    title: 'exports only the first of several types',
    where: (profile) => takes(profile, '_type'),
    fails: ['client.kickoff.every-type'],
    around: sending(isKickoff, (request) => typed(request, (now) => now.split(',', 1)[0] ?? now)),
  }),
  rogue({
    id: 'starts-again-after-being-killed',
    title: 'starts its export again when it was killed and is run again',
    fails: ['client.kickoff.resumes'],
    forgets: true,
  }),
  rogue({
    id: 'starts-twice',
    title: 'starts every export twice and polls the second job',
    fails: ['client.kickoff.once'],
    around: after(isKickoff, async (reply, request, http) => {
      if (reply.status !== 202) return reply;
      await drained(reply);
      return http(request);
    }),
  }),
  rogue({
    id: 'no-backing-off',
    title: 'repeats the kick-off at once when the server is busy',
    fails: ['client.kickoff.backs-off'],
    around: after(isKickoff, async (reply, request, http) => {
      let last = reply;
      while (isBusy(last)) {
        await drained(last);
        last = await http(request);
      }
      return last;
    }),
  }),
  rogue({
    id: 'knows-seconds-only',
    title: 'ignores a Retry-After that is a date',
    fails: ['client.kickoff.backs-off'],
    around: after(isKickoff, async (reply, request, http) => {
      if (!isBusy(reply) || /^\d+$/.test(retryAfter(reply))) return reply;
      await drained(reply);
      return http(request);
    }),
  }),
  rogue({
    id: 'waits-a-minute-at-most',
    title: 'repeats the kick-off after a minute, even if Retry-After is an hour',
    fails: ['client.kickoff.backs-off'],
    around: after(isKickoff, (reply) => {
      if (Number(retryAfter(reply)) <= 60 || !isBusy(reply)) return Promise.resolve(reply);
      const others = reply.headers.filter(([name]) => name.toLowerCase() !== 'retry-after');
      return Promise.resolve({ ...reply, headers: [...others, ['Retry-After', '60']] });
    }),
  }),
  rogue({
    id: 'gives-up-when-busy',
    title: 'gives up when the server is busy',
    fails: ['client.kickoff.backs-off'],
    around: after(isKickoff, (reply) => {
      if (isBusy(reply)) throw new PullFailed('The server is busy.');
      return Promise.resolve(reply);
    }),
  }),
];
