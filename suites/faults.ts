import type { Fault } from '../src/model/index.js';
import contract from './server/contract.faults.js';
import errors from './server/errors.faults.js';
import hygiene from './server/hygiene.faults.js';
import kickoff from './server/kickoff.faults.js';
import legal from './server/legal.faults.js';
import manifest from './server/manifest.faults.js';
import metadata from './server/metadata.faults.js';
import output from './server/output.faults.js';
import parameters from './server/parameters.faults.js';
import protection from './server/protection.faults.js';
import resources from './server/resources.faults.js';
import status from './server/status.faults.js';
import token from './server/token.faults.js';

/** Every fault of the reference server, in the order of the chapters; legal but hard ones last. */
export const faults: readonly Fault[] = [
  ...metadata,
  ...token,
  ...protection,
  ...kickoff,
  ...parameters,
  ...status,
  ...manifest,
  ...output,
  ...resources,
  ...errors,
  ...contract,
  ...hygiene,
  ...legal,
];
