import { exportPath, type Fault, type Profile } from '../../src/model/index.js';
import type { ReferenceServer } from '../../src/reference/index.js';

/** What a newcomer can type at once; the guides publish these credentials, so they are no secret. */
export const walkThrough = (
  server: ReferenceServer,
  profile: Profile,
  chosen: readonly Fault[],
  ca?: string,
): string => {
  const {
    url,
    clients: [{ clientId, clientSecret }],
  } = server;
  const { host } = chosen.find((fault) => fault.host !== undefined) ?? {};
  const faults = chosen.length === 0 ? '' : `, with ${chosen.map(({ id }) => id).join(', ')}`;
  const authority =
    ca === undefined
      ? ''
      : `The authority of its certificate, until the server stops:
  BCDA_CA=${ca}
  export CURL_CA_BUNDLE=${ca}

`;
  return `Reference server at ${url}, profile ${profile.id}${faults}. Press Ctrl-C to stop it.

The client that the guides publish for the sandbox (its credentials are public):
  BCDA_CLIENT_ID=${clientId}
  BCDA_CLIENT_SECRET=${clientSecret}

${authority}${curlLines(server, profile)}

Or check it (the jobs of the reference server are quick to poll):
  BCDA_CLIENT_ID=${clientId} \\
  BCDA_CLIENT_SECRET=${clientSecret} \\
  bcda-conformance check ${host === undefined ? url : addressedAs(host, url)} --poll-interval 0.05${ca === undefined ? '' : ` --ca ${ca}`}
${chosen.map((fault) => hostNote(fault, url)).join('')}`;
};

const curlLines = ({ url, clients: [client] }: ReferenceServer, profile: Profile): string => {
  const [endpoint] = profile.endpoints;
  const body = profile.tokenRequest === 'empty-form' ? ` -d ''` : '';
  return `The guide's walk-through:
  curl ${url}${profile.paths.metadata}
  TOKEN=$(curl -s -X POST '${url}${profile.paths.token}'${body} -H 'Accept: application/json' \\
    -u '${client.clientId}:${client.clientSecret}' \\
    | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
  curl -i '${url}${exportPath(profile, endpoint?.name ?? '')}' -H 'Accept: application/fhir+json' -H 'Prefer: respond-async' \\
    -H "Authorization: Bearer $TOKEN"
  # the URL in Content-Location, until it returns 200
  curl -i '${url}${profile.paths.jobs}/42' -H "Authorization: Bearer $TOKEN"
  # then each URL in the output of that response
  curl -O 'URL' -H "Authorization: Bearer $TOKEN"`;
};

/** The server's URL with another name for its address. */
const addressedAs = (host: string, url: string): string => {
  const named = new URL(url);
  named.hostname = host;
  return named.href.replace(/\/$/, '');
};

/** A fault that shows under one name only needs that name known to this machine. */
const hostNote = ({ id, host }: Fault, url: string): string =>
  host === undefined
    ? ''
    : `
The fault ${id} shows only if the server is addressed as ${host}. Add to /etc/hosts:
  ${new URL(url).hostname} ${host}
`;
