import type { Scenario } from '../../src/model/index.js';
import { meeting, type WeatherId, weathers } from './conditions.js';

/** Every weather. */
export const anyWeather: Scenario = {
  title: 'every weather',
  steps: meeting(...weathers.map(({ id }) => id)),
};

/** Weather in which nothing can be pulled. */
export const hopeless: readonly WeatherId[] = ['credentials-refused', 'job-fails', 'job-is-gone'];

/** Weather in which a client that copes gets everything. */
export const promising: readonly WeatherId[] = weathers
  .map(({ id }) => id)
  .filter((id) => !hopeless.includes(id) && id !== 'partial-errors');
