import type { ServerResponse } from 'node:http';
import { answer, type Saw, type Script } from './server.js';

type Place = 'token' | 'kickoff' | 'status' | 'data' | 'metadata';

/** Answers in place of the server; false: the server answers after all. `nth` counts from 1 per place. */
export type Replace = (request: Saw, response: ServerResponse, nth: number, base: string) => unknown;

export const PATIENT = '{"resourceType":"Patient"}\n';

export const manifestOf = (id: number, urls: readonly string[], error: readonly string[] = []): string =>
  JSON.stringify({
    transactionTime: '2019-12-09T20:44:01.705398Z',
    request: 'x',
    requiresAccessToken: true,
    output: urls.map((url) => ({ type: 'Patient', url })),
    error: error.map((url) => ({ type: 'OperationOutcome', url })),
    JobID: id,
  });

const placeOf = ({ target }: Saw): Place => {
  if (target.startsWith('/auth/token')) return 'token';
  if (target.includes('$export')) return 'kickoff';
  if (target.startsWith('/api/v1/jobs/')) return 'status';
  return target.startsWith('/data/') ? 'data' : 'metadata';
};

/** A small server of a guide, whose jobs take two polls; it checks nothing. Any of its answers can be replaced. */
export const bcda = (replaced: Partial<Record<Place, Replace>> = {}): Script => {
  const counts = new Map<string, number>();
  const count = (name: string): number => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return counts.get(name) ?? 0;
  };
  return (request, response) => {
    const base = `http://${request.headers.host}`;
    const place = placeOf(request);
    const nth = count(place);
    const handled = replaced[place]?.(request, response, nth, base) ?? replaced[place] !== undefined;
    if (handled !== false) return;
    const id = Number(request.target.split('/').pop());
    const answers: Readonly<Record<Place, () => void>> = {
      token: () => {
        const token = { access_token: `token-number-${nth}`, token_type: 'bearer' };
        answer(response, 200, { 'Content-Type': 'application/json' }, JSON.stringify(token));
      },
      kickoff: () => {
        answer(response, 202, { 'Content-Location': `${base}/api/v1/jobs/${count('job')}` });
      },
      status: () => {
        if (count(request.target) <= 2) answer(response, 202, { 'X-Progress': 'In Progress (50%)' });
        else answer(response, 200, {}, manifestOf(id, [`${base}/data/${id}/a.ndjson`]));
      },
      data: () => {
        answer(response, 200, {}, PATIENT);
      },
      metadata: () => {
        answer(response, 200, {}, '{"resourceType":"CapabilityStatement"}');
      },
    };
    answers[place]();
  };
};
