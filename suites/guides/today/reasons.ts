// Why traffic cannot show what the pages say, where they say such things more than once.

export const LATER = 'No run is long enough to see it.';
export const LEFT_OUT = 'What is left out does not show.';
export const LATER_AND_DIFFERS = 'No run is long enough to see it, and the pages differ.';
export const ONE_ENVIRONMENT = 'A run sees one environment only.';
export const ONE_CLIENT = 'Who may have credentials cannot be seen with those of one client.';
export const SANDBOX = 'Nothing tells a run that its target is the sandbox.';
export const ATTRIBUTION = 'The lists of who belongs to whom are not part of the API.';
export const INSIDE = 'What a client does with its data happens inside it.';
export const TWO_VERSIONS =
  'It takes exports of two versions of one client, and where numbers overlap it shows nothing.';
export const OTHER_HOST = 'They are on another host, which a run never asks.';
export const SOURCE = 'Where a server has its data from does not show in its answers.';
export const SUBMITTED = 'No run knows when a claim was submitted.';
export const NUMBERS = 'No run sees a claim go from one number to the next.';
export const STAGES = 'No run sees a claim go from one version to the next.';
export const MODEL = 'No run knows the model of an organization, nor what its claims could be.';
export const END_OF_OLD_VERSIONS =
  'No run lasts until then; whether an older version answers is what a run under its profile shows.';
/** How far the data go back. */
export const HISTORY =
  'The pages differ: 2014 on some, March 2021 on the page about filters; and no run knows how old the data of a client could be.';
