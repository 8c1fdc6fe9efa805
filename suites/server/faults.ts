import type { Fault } from '../../src/model/index.js';
import attribution from './attribution.faults.js';
import content from './content.faults.js';
import contract from './contract.faults.js';
import errors from './errors.faults.js';
import groups from './groups.faults.js';
import history from './history.faults.js';
import hygiene from './hygiene.faults.js';
import jobs from './jobs.faults.js';
import kickoff from './kickoff.faults.js';
import legal from './legal.faults.js';
import manifest from './manifest.faults.js';
import metadata from './metadata.faults.js';
import output from './output.faults.js';
import parameters from './parameters.faults.js';
import filter from './filter.faults.js';
import since from './since.faults.js';
import protection from './protection.faults.js';
import carin from './carin.faults.js';
import resources from './resources.faults.js';
import status from './status.faults.js';
import token from './token.faults.js';

/** Every fault of the reference server, in the order of the chapters; legal but hard ones last. */
export const faults: readonly Fault[] = [
  ...metadata,
  ...token,
  ...protection,
  ...kickoff,
  ...parameters,
  ...since,
  ...filter,
  ...status,
  ...jobs,
  ...attribution,
  ...manifest,
  ...output,
  ...groups,
  ...resources,
  ...carin,
  ...content,
  ...errors,
  ...history,
  ...contract,
  ...hygiene,
  ...legal,
];
