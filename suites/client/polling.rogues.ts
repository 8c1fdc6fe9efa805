import { headerOf, PullFailed } from '../../src/reference/index.js';
import { after, drained, isStatus, type Rogue, rogue, sending } from './rogue.js';

const SECOND = 1000;

/** Gives up at one more 202 of status requests than `most`. */
const patientFor =
  (most: number): NonNullable<Rogue['around']> =>
  (http, { profile }) => {
    let running = 0;
    return async (request) => {
      const reply = await http(request);
      if (isStatus(request, profile) && reply.status === 202) running += 1;
      if (running > most) throw new PullFailed('The job takes too long.');
      return reply;
    };
  };

export default [
  rogue({
    id: 'location-without-query',
    title: 'drops the query string of the Content-Location URL',
    fails: ['client.polling.location'],
    around: sending(isStatus, (request) => ({ ...request, url: request.url.replace(/\?.*$/, '') })),
  }),
  rogue({
    id: 'impatient',
    title: 'gives up at the second 202',
    fails: ['client.polling.until-done'],
    around: patientFor(1),
  }),
  rogue({
    id: 'asks-ten-times-at-most',
    title: 'gives up after ten status requests for a job that runs',
    fails: ['client.polling.until-done'],
    around: patientFor(9),
  }),
  rogue({
    id: 'takes-503-for-the-end',
    title: 'gives up when a status request returns 503',
    fails: ['client.polling.until-done'],
    around: after(isStatus, (reply) => {
      if (reply.status === 503) throw new PullFailed('The server is unavailable.');
      return Promise.resolve(reply);
    }),
  }),
  rogue({
    id: 'takes-429-for-the-end',
    title: 'gives up when a status request returns 429',
    fails: ['client.polling.until-done'],
    around: after(isStatus, (reply) => {
      if (reply.status === 429) throw new PullFailed('The server is busy.');
      return Promise.resolve(reply);
    }),
  }),
  rogue({
    id: 'needs-progress',
    title: 'gives up when a running job has no X-Progress',
    fails: ['client.polling.until-done'],
    around: after(isStatus, (reply) => {
      if (reply.status === 202 && headerOf(reply.headers, 'X-Progress') === undefined)
        throw new PullFailed('There is no progress.');
      return Promise.resolve(reply);
    }),
  }),
  rogue({
    id: 'asks-after-the-end',
    title: 'polls a finished job once more',
    fails: ['client.polling.stops'],
    around: after(isStatus, async (reply, request, http, { clock }) => {
      if (reply.status !== 200) return reply;
      await clock.sleep(SECOND);
      await drained(await http(request));
      return reply;
    }),
  }),
  rogue({
    id: 'asks-after-failure',
    title: 'polls a failed job three more times',
    fails: ['client.polling.final-500'],
    around: after(isStatus, async (reply, request, http, { clock }) => {
      for (let tries = 0; reply.status === 500 && tries < 3; tries += 1) {
        await clock.sleep(SECOND);
        await drained(await http(request));
      }
      return reply;
    }),
  }),
  rogue({
    id: 'asks-long-after-failure',
    title: 'polls a failed job ten more times',
    fails: ['client.polling.stops', 'client.polling.final-500'],
    around: after(isStatus, async (reply, request, http, { clock }) => {
      for (let tries = 0; reply.status === 500 && tries < 10; tries += 1) {
        await clock.sleep(SECOND);
        await drained(await http(request));
      }
      return reply;
    }),
  }),
  rogue({
    id: 'hurries',
    title: 'polls a running job twice in a row',
    fails: ['client.polling.courteous'],
    around: after(isStatus, async (reply, request, http) => {
      if (reply.status !== 202) return reply;
      await drained(reply);
      return http(request);
    }),
  }),
  rogue({
    id: 'polls-at-once-at-a-date',
    title: 'polls again after one second if Retry-After is a date',
    fails: ['client.polling.courteous'],
    around: after(isStatus, (reply) =>
      Promise.resolve({
        ...reply,
        headers: reply.headers.filter(([name, value]) => name.toLowerCase() !== 'retry-after' || /^\d+$/.test(value)),
      }),
    ),
  }),
  rogue({
    id: 'waits-a-second-whatever-is-said',
    title: 'polls again after one second, whatever Retry-After says',
    fails: ['client.polling.courteous'],
    around: after(isStatus, (reply) =>
      Promise.resolve({ ...reply, headers: reply.headers.filter(([name]) => name.toLowerCase() !== 'retry-after') }),
    ),
  }),
];
