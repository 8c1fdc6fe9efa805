import type { Suite } from '../src/model/index.js';
import { withAdvice } from './advice.js';
import download from './client/download.js';
import failure from './client/failure.js';
import clientKickoff from './client/kickoff.js';
import polling from './client/polling.js';
import clientToken from './client/token.js';
import { withSince } from './released/index.js';
import { type RequirementId, serverSuites } from './server/suites.js';

const clientSuites = [clientToken, clientKickoff, polling, download, failure] as const;

export type { RequirementId };

/** Id of any requirement of a client. */
export type ClientRequirementId = (typeof clientSuites)[number]['requirements'][number]['id'];

/** Every suite in reading order: those about servers, then those about clients. A run judges those of one role. */
export const catalogue: readonly Suite[] = withAdvice(withSince([...serverSuites, ...clientSuites]));
