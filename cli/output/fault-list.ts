import { type Fault, idsFor, type Profile } from '../../src/model/index.js';

/** The text of `serve --list-faults`: every fault, and what it fails under a profile. */
export const faultList = (faults: readonly Fault[], profile: Profile): string =>
  faults.map((fault) => faultText(fault, profile)).join('');

const faultText = (fault: Fault, profile: Profile): string => {
  const known = fault.profiles?.includes(profile.id) ?? true;
  const under = known ? profile.id : (fault.profiles?.[0] ?? profile.id);
  const fails = idsFor(fault.fails, under);
  const effect = fails.length === 0 ? 'legal: fails nothing' : `fails ${fails.join(', ')}`;
  const only = fault.profiles === undefined ? '' : ` (only ${fault.profiles.join(', ')})`;
  const host = fault.host === undefined ? '' : `; shows only if the server is addressed as ${fault.host}`;
  return `${fault.id}${only}\n  ${fault.title}\n  ${effect}${host}\n`;
};
