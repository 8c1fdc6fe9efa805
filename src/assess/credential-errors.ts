import { mayBeWrongCredentials } from '../expect/server/tokens/credentials.js';
import type { Exchange } from '../model/index.js';

const CLIENTS = { token: 'the client', 'other-token': 'the second client' } as const;

/** Of the user's credentials, those that the server refused although nothing shows that they are right, one sentence each. */
export const credentialErrors = (exchanges: readonly Exchange[]): string[] =>
  (['token', 'other-token'] as const).flatMap((label) => {
    const counted = exchanges.filter(({ superseded }) => superseded === undefined);
    const refused = counted.find((exchange) => exchange.label === label && mayBeWrongCredentials(exchange, counted));
    if (refused === undefined) return [];
    return [
      `The token endpoint refused the credentials of ${CLIENTS[label]} (status ${refused.reply?.status ?? 0}): either they are wrong, or ` +
        'the server refuses correct ones. Check that the id and the secret belong together and to this environment, and ' +
        'that they have not been revoked or replaced.',
    ];
  });
