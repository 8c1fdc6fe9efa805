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
    title: 'writes %24 for $, unless that is refused',
    fails: ['client.kickoff.request'],
    around: tryingFirst(isKickoff, (request) => ({ ...request, url: request.url.replace('$', '%24') })),
  }),
  rogue({
    id: 'kickoff-accepts-more',
    title: 'accepts application/json besides, unless that is refused',
    fails: ['client.kickoff.request'],
    around: tryingFirst(isKickoff, (request) =>
      withHeaders(request, 'Accept', 'application/fhir+json, application/json'),
    ),
  }),
  rogue({
    id: 'kickoff-prefers-more',
    title: 'prefers handling=lenient besides, unless that is refused',
    fails: ['client.kickoff.request'],
    around: tryingFirst(isKickoff, (request) => withHeaders(request, 'Prefer', 'respond-async, handling=lenient')),
  }),
  rogue({
    id: 'kickoff-with-parameter',
    title: 'sends _outputFormat, unless that is refused',
    fails: ['client.kickoff.request'],
    around: tryingFirst(isKickoff, (request) => withQuery(request, '_outputFormat=ndjson')),
  }),
  rogue({
    id: 'kickoff-with-type',
    title: 'sends _type, which the guide of 2019-09 does not have, unless that is refused',
    where: (profile) => !takes(profile, '_type'),
    fails: ['client.kickoff.request'],
    around: tryingFirst(isKickoff, (request) => withQuery(request, '_type=Patient')),
  }),
  rogue({
    id: 'kickoff-of-old-spelling-only',
    title: 'accepts application/json besides, whatever the server says to that',
    // Strict condition gives it no job; what that condition is for is this requirement.
    fails: ['client.kickoff.request'],
    around: sending(isKickoff, (request) => withHeaders(request, 'Accept', 'application/fhir+json, application/json')),
  }),
  rogue({
    id: 'types-beyond-the-guide',
    title: 'asks for a type that the guide does not have, at first',
    where: (profile) => takes(profile, '_type'),
    fails: ['client.kickoff.types'],
    around: tryingFirst(isKickoff, (request) => typed(request, (now) => `${now},Practitioner`)),
  }),
  rogue({
    id: 'types-by-semicolon',
    title: 'separates types by semicolons, at first',
    where: (profile) => takes(profile, '_type'),
    fails: ['client.kickoff.types'],
    around: tryingFirst(isKickoff, (request) => typed(request, (now) => `${now};${now}`)),
  }),
  rogue({
    id: 'starts-twice',
    title: 'starts every export twice and watches the second job',
    fails: ['client.kickoff.once'],
    around: after(isKickoff, async (reply, request, http) => {
      if (reply.status !== 202) return reply;
      await drained(reply);
      return http(request);
    }),
  }),
  rogue({
    id: 'no-backing-off',
    title: 'asks again at once when the server is busy',
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
    title: 'takes a Retry-After that is a date for none',
    fails: ['client.kickoff.backs-off'],
    around: after(isKickoff, async (reply, request, http) => {
      if (!isBusy(reply) || /^\d+$/.test(retryAfter(reply))) return reply;
      await drained(reply);
      return http(request);
    }),
  }),
  rogue({
    id: 'gives-up-when-busy',
    title: 'ends when the server is busy',
    fails: ['client.kickoff.backs-off'],
    around: after(isKickoff, (reply) => {
      if (isBusy(reply)) throw new PullFailed('The server is busy.');
      return Promise.resolve(reply);
    }),
  }),
];
