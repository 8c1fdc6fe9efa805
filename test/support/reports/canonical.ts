import type { Report } from '../../../src/model/index.js';
import { profile201912 } from '../../../suites/profiles/2019-12.js';
import { rogues } from '../../../suites/client/rogues.js';
import { certifyRogue } from '../../matrix/rogues.js';
import { kept } from './kept.js';
import { allPass, hostile, mixed } from './reports.js';

/** What every format must be able to tell. */
export interface Canonical {
  readonly allPass: Report;
  readonly mixed: Report;
  readonly hostile: Report;
  /** A client that sends its credentials with every request. */
  readonly client: Report;
}

/** The canonical reports about servers, and one about a client that fails one requirement. */
export const canonical = async (): Promise<Canonical> => {
  const rogue = rogues.find(({ id }) => id === 'credentials-everywhere');
  if (rogue === undefined) throw new Error('there is no rogue of this name any more');
  return {
    allPass: await allPass(),
    mixed: await mixed(),
    hostile: await hostile(),
    client: await kept('client', () => certifyRogue(profile201912, rogue)),
  };
};
