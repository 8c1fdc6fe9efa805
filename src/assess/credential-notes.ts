import type { Report } from '../model/index.js';

/** A note for refused credentials: there are two possible causes, and the traffic cannot tell which. */
export const credentialNotes = ({ verdicts, exchanges }: Pick<Report, 'verdicts' | 'exchanges'>): string[] => {
  const issued = verdicts.find(({ id, outcome }) => id === 'token.issued' && outcome === 'fail');
  const refusal = exchanges.find(
    ({ id, reply }) => issued?.evidence.includes(id) === true && (reply?.status === 401 || reply?.status === 403),
  );
  if (refusal === undefined) return [];
  return [
    `The token endpoint refused the client credentials (${refusal.reply?.status}): either they are wrong (id, secret, ` +
      'environment), or the server refuses correct ones.',
  ];
};
