import type { Suite } from '../src/model/index.js';
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

const suites = [
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
  hygiene,
] as const;

/** Id of any requirement; a misspelt one does not compile. */
export type RequirementId = (typeof suites)[number]['requirements'][number]['id'];

/** Every suite in reading order. */
export const catalogue: readonly Suite[] = suites;
