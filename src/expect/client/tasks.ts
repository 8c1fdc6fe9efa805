import { exportPath, type Exchange, type Expectation, type Profile } from '../../model/index.js';
import { not, nothing, ok, type ExchangeResult } from '../assertion.js';
import { inEachRun, jobsOf, lastOf, named, notDone, pathOf, pollsOf, requestsOf, targetOf } from './client-runs.js';
import { reportedSuccess, unknownFact } from './download.js';
import { exportKey } from './kickoff.js';

/** The types that an export request returns: those of `_type`, or else those of the endpoint. */
const typesOf = (kickoff: Exchange, profile: Profile): readonly string[] => {
  const target = targetOf(kickoff);
  const asked = new URLSearchParams(target.split('?').slice(1).join('?')).get('_type');
  if (asked !== null && asked !== '') return asked.split(',');
  const path = pathOf(target).replace(/%24/i, '$');
  return profile.endpoints.find(({ name }) => exportPath(profile, name) === path)?.types ?? [];
};

/** A client that reports success has exported every type of its task. @param asked the types, by condition */
export const everyTypeExported = (asked: Readonly<Record<string, readonly string[]>>): Expectation =>
  unlessRun(
    'the client declined to export several types',
    inEachRun('a client with exit status 0 has exported each type that it was asked for', ['token'], (run, view) => {
      const exchange = lastOf(run);
      const started = requestsOf(run, 'kickoff').filter(({ reply }) => reply?.status === 202);
      const exported = new Set(started.flatMap((kickoff) => typesOf(kickoff, view.profile)));
      const missing = (asked[run.condition] ?? []).filter((type) => !exported.has(type));
      const last = started.at(-1);
      if (missing.length === 0) return [{ exchange: last ?? exchange, result: ok }];
      const success = reportedSuccess(run);
      if (success === undefined) return [{ exchange, result: unknownFact(view, run, 'exit') }];
      if (!success) return [{ exchange, result: nothing(`in ${run.condition} the client reports no success`) }];
      const seen = `in ${run.condition} no export of ${missing.join(' and ')} was started, and the exit status is 0`;
      return [{ exchange: last ?? exchange, result: not(seen) }];
    }),
  );

/** A client that was killed while its job ran, and run again, polls the same job. */
export const resumed: Expectation = unlessRun(
  '--resume was not given',
  inEachRun('the client polls its job again, and starts no other one', ['token', 'kickoff', 'status'], (run, view) => {
    const [poll] = requestsOf(run, 'status');
    const job = jobsOf(run).find(({ url }) => poll !== undefined && pollsOf(run, url).includes(poll));
    if (poll === undefined || job === undefined) return [];
    const again = requestsOf(run, 'kickoff').find(
      (one) => one.id > poll.id && exportKey(one) === exportKey(job.kickoff),
    );
    const what = `in ${run.condition}, after it was killed and run again,`;
    if (again !== undefined)
      return [{ exchange: again, result: not(`${what} the client sent ${named(again)} a second time`) }];
    const polled = pollsOf(run, job.url).find(({ id, reply }) => id > poll.id && reply?.status === 200);
    const seen = `${what} the client did not poll its job until it was done`;
    return [polled === undefined ? { exchange: poll, result: notDone(view, run, seen) } : done(polled)];
  }),
);

const done = (exchange: Exchange): ExchangeResult => ({ exchange, result: ok });

/** Says why there is nothing to judge if the client was not run. */
function unlessRun(because: string, { says, judge }: Expectation): Expectation {
  return {
    says,
    judge: (view) => {
      const judgment = judge(view);
      const idle = judgment.outcome === 'inapplicable' && view.exchanges.length === 0;
      return idle ? { ...judgment, because } : judgment;
    },
  };
}
