import type { OpenScenario } from '../../src/certify/scenario.js';
import { type Profile, takes, typeIn } from '../../src/model/index.js';

/** The text of `certify --wait`: one URL per scenario, and what to do with it. */
export const clientServers = (scenarios: readonly OpenScenario[], profile: Profile, ca?: string): string => `\
Run the client once against each of these servers, as it would export from BCDA (profile ${profile.id}). Each server has its own credentials.
The wait ends when the client has visited all of them, or when you press Ctrl-C.
${ca === undefined ? '' : `The certificate of each server is from the authority in ${ca}, for as long as the wait lasts.\n`}
${scenarios.map((scenario) => paragraph(scenario, profile)).join('\n')}
`;

const paragraph = ({ condition, url, credentials }: OpenScenario, profile: Profile): string => `\
${condition.id}: ${condition.title}
  BCDA_BASE_URL=${url}
  BCDA_CLIENT_ID=${credentials.clientId}
  BCDA_CLIENT_SECRET=${credentials.clientSecret}
  export ${takes(profile, '_type') ? `Patient with _type=${typeIn(condition, profile)}` : typeIn(condition, profile)}
`;

/** The same as one line of JSON, for a program that starts the client. */
export const clientServersJson = (scenarios: readonly OpenScenario[], profile: Profile, ca?: string): string =>
  `${JSON.stringify({
    kind: 'servers',
    profile: profile.id,
    ...(ca !== undefined && { ca }),
    servers: scenarios.map(({ condition, url, credentials: { clientId, clientSecret } }) => ({
      condition: condition.id,
      title: condition.title,
      url,
      clientId,
      clientSecret,
      type: typeIn(condition, profile),
    })),
  })}\n`;
