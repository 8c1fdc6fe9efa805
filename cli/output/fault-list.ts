import { belongsTo, type Fault, idsFor, type Profile } from '../../src/model/index.js';
import { catalogue } from '../../suites/index.js';
import { onlyUnder, profiles } from '../../suites/profiles/index.js';

/** The text of `serve --list-faults`: every fault, and what it fails under a profile. */
export const faultList = (faults: readonly Fault[], profile: Profile): string =>
  faults.map((fault) => faultText(fault, profile)).join('');

const faultText = (fault: Fault, profile: Profile): string => {
  const under = onlyUnder(fault);
  const own = belongsTo(fault, profile) ? profile : (profiles.find((one) => belongsTo(fault, one)) ?? profile);
  const known = catalogue.flatMap(({ requirements }) => requirements.filter((one) => belongsTo(one, own)));
  const fails = idsFor(fault.fails, own).filter((id) => known.some((one) => one.id === id));
  const effect = fails.length === 0 ? 'legal: fails nothing' : `fails ${fails.join(', ')}`;
  const only = under === undefined ? '' : ` (only ${under.join(', ')})`;
  const host = fault.host === undefined ? '' : `; shows only if the server is addressed as ${fault.host}`;
  return `${fault.id}${only}\n  ${fault.title}\n  ${effect}${host}\n`;
};
