import type { OpenScenario } from '../../src/certify/scenario.js';
import { type Profile, takes } from '../../src/model/index.js';

/** What `certify --wait` prints: one URL a scenario, and what to do with it. */
export const announcement = (scenarios: readonly OpenScenario[], profile: Profile): string => `\
Run the client once against each of these servers, as it would pull from BCDA (profile ${profile.id}). Each has credentials of its own.
Ctrl-C ends the wait; it also ends by itself when all have been visited.

${scenarios.map((scenario) => paragraph(scenario, profile)).join('\n')}
`;

const paragraph = ({ condition, url, credentials }: OpenScenario, profile: Profile): string => `\
${condition.id}: ${condition.title}
  BCDA_BASE_URL=${url}
  BCDA_CLIENT_ID=${credentials.clientId}
  BCDA_CLIENT_SECRET=${credentials.clientSecret}
  export ${takes(profile, '_type') ? `Patient with _type=${condition.type}` : condition.type}
`;
