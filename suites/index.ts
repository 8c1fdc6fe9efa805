import type { Suite } from '../src/model/index.js';
import download from './client/download.js';
import failure from './client/failure.js';
import clientKickoff from './client/kickoff.js';
import polling from './client/polling.js';
import clientToken from './client/token.js';
import contract from './server/contract.js';
import errors from './server/errors.js';
import hygiene from './server/hygiene.js';
import kickoff from './server/kickoff.js';
import manifest from './server/manifest.js';
import metadata from './server/metadata.js';
import output from './server/output.js';
import parameters from './server/parameters.js';
import protection from './server/protection.js';
import resources from './server/resources.js';
import status from './server/status.js';
import token from './server/token.js';

const serverSuites = [
  metadata,
  token,
  protection,
  kickoff,
  parameters,
  status,
  manifest,
  output,
  resources,
  errors,
  contract,
  hygiene,
] as const;

const clientSuites = [clientToken, clientKickoff, polling, download, failure] as const;

/** Id of any requirement of a server; a misspelt one does not compile. */
export type RequirementId = (typeof serverSuites)[number]['requirements'][number]['id'];

/** Id of any requirement of a client. */
export type ClientRequirementId = (typeof clientSuites)[number]['requirements'][number]['id'];

/** Every suite in reading order: those about servers, then those about clients. A run judges those of one role. */
export const catalogue: readonly Suite[] = [...serverSuites, ...clientSuites];
