import type { Exchange, View } from '../../model/index.js';
import { headersOf } from './replies.js';

/** Exchanges with a label. */
export const labelled = (view: View, label: string): Exchange[] =>
  view.exchanges.filter((exchange) => exchange.label === label);

/**
 * The job id of an export: the end of the Content-Location of its kick-off, or of the job's own URL if the run did not
 * start the job.
 */
export const jobIdOf = (view: View, of: string | undefined): string | undefined => {
  // A kick-off that was sent again may have started another job.
  const own = view.exchanges.filter((exchange) => exchange.of === of && exchange.superseded === undefined);
  const kickoff = own.find(({ label }) => label === 'kickoff');
  const location =
    kickoff === undefined
      ? own.find(({ label }) => label === 'manifest')?.request.url
      : headersOf(kickoff, 'content-location')[0];
  const path = location?.split(/[?#]/)[0]?.replace(/\/+$/, '');
  return path?.slice(path.lastIndexOf('/') + 1);
};
