import { belongsTo, type Fault, idsFor, type Profile } from '../../src/model/index.js';
import { onlyUnder } from '../../suites/profiles/index.js';

/** The text of `serve --list-faults`: every fault, and what it fails under a profile. */
export const faultList = (faults: readonly Fault[], profile: Profile): string =>
  faults.map((fault) => faultText(fault, profile)).join('');

const faultText = (fault: Fault, profile: Profile): string => {
  const under = onlyUnder(fault);
  const fails = idsFor(fault.fails, belongsTo(fault, profile) ? profile.id : (under?.[0] ?? profile.id));
  const effect = fails.length === 0 ? 'legal: fails nothing' : `fails ${fails.join(', ')}`;
  const only = under === undefined ? '' : ` (only ${under.join(', ')})`;
  const host = fault.host === undefined ? '' : `; shows only if the server is addressed as ${fault.host}`;
  return `${fault.id}${only}\n  ${fault.title}\n  ${effect}${host}\n`;
};
