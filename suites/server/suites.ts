import content from './content.js';
import contract from './contract.js';
import errors from './errors.js';
import groups from './groups.js';
import history from './history.js';
import hygiene from './hygiene.js';
import attribution from './attribution.js';
import jobs from './jobs.js';
import kickoff from './kickoff.js';
import manifest from './manifest.js';
import metadata from './metadata.js';
import output from './output.js';
import parameters from './parameters.js';
import protection from './protection.js';
import resources from './resources.js';
import status from './status.js';
import token from './token.js';

/** The suites about servers, in reading order. */
export const serverSuites = [
  metadata,
  token,
  protection,
  kickoff,
  parameters,
  status,
  jobs,
  attribution,
  manifest,
  output,
  groups,
  resources,
  content,
  errors,
  history,
  contract,
  hygiene,
] as const;

/** Id of any requirement of a server; a misspelled one does not compile. */
export type RequirementId = (typeof serverSuites)[number]['requirements'][number]['id'];
