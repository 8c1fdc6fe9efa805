import type { Exchange, View } from '../model/index.js';
import { headersOf } from './looks.js';

/** Exchanges with a label. */
export const labelled = (view: View, label: string): Exchange[] =>
  view.exchanges.filter((exchange) => exchange.label === label);

/** The job id that a kick-off's Content-Location ends in, for an export. */
export const jobIdOf = (view: View, of: string | undefined): string | undefined => {
  const kickoff = labelled(view, 'kickoff').find((exchange) => exchange.of === of);
  const [location] = kickoff === undefined ? [] : headersOf(kickoff, 'content-location');
  const path = location?.split(/[?#]/)[0]?.replace(/\/+$/, '');
  return path?.slice(path.lastIndexOf('/') + 1);
};
