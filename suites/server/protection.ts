import { ask, obtainToken } from '../../src/model/steps.js';
import {
  clientError,
  controlled,
  every,
  header,
  notTheFile,
  onlyStatus,
  present,
  replies,
  saysNothing,
  status,
} from '../../src/expect/index.js';
import { type Ask, suite } from '../../src/model/index.js';
import { advice, guide, rfc } from '../sources.js';
import { documentedExports, tokenRefusals } from './conversations.js';

type Target = 'export' | 'status' | 'data';
/** What a run must have got to ask there. */
const NEEDED = { export: 'kickoff', status: 'manifest', data: 'file' } as const;

const PLACE = { export: 'endpoints', status: 'jobs', data: 'files' } as const;
/** The exchange that shows that the same request with the real token is accepted. */
const CONTROL = {
  export: replies('kickoff'),
  status: replies('manifest'),
  data: replies('data', 'error-data'),
} as const;
const WORDS = { export: 'An export request', status: 'A status request', data: 'A data request' } as const;

const probe = (target: Target, as: Ask['as']): Ask =>
  ask(`${target}-${as === 'none' ? 'no-token' : as}`, PLACE[target], as);
const probes = (as: Ask['as']): Ask[] => (['export', 'status', 'data'] as const).map((target) => probe(target, as));
const conversation = (...steps: readonly Ask[]) => [...documentedExports('files'), ...steps];

const source = guide('Authentication and Authorization');
const expect401 = (target: Target, label: string) =>
  every(replies(`${target}-${label}`), controlled(CONTROL[target]), status(401));

/** The four requirements that each protected place has. */
const guarded = <const T extends Target>(target: T) =>
  [
    {
      id: `protection.${target}.no-token`,
      needs: NEEDED[target],
      level: 'MUST',
      basis: 'guide',
      source,
      statement: `${WORDS[target]} without a token is answered 401.`,
      cases: [{ when: 'withoutToken', expect: expect401(target, 'no-token') }],
    },
    {
      id: `protection.${target}.garbage-token`,
      needs: NEEDED[target],
      level: 'MUST',
      basis: 'guide',
      source,
      statement: `${WORDS[target]} with a made-up token is answered 401.`,
      cases: [{ when: 'madeUp', expect: expect401(target, 'garbage-token') }],
    },
    {
      id: `protection.${target}.altered-token`,
      needs: NEEDED[target],
      level: 'MUST',
      basis: 'guide',
      source,
      statement: `${WORDS[target]} with a real token whose signature was changed is answered 401.`,
      cases: [{ when: 'altered', expect: expect401(target, 'altered-token') }],
    },
    {
      id: `protection.${target}.expired-token`,
      needs: NEEDED[target],
      level: 'MUST',
      basis: 'guide',
      source: guide('Encoded Basic authentication:'),
      statement: `${WORDS[target]} with an expired token is answered 401.`,
      cases: [{ when: 'expired', expect: expect401(target, 'expired-token') }],
    },
  ] as const;

/** Labels of the refusals whose 401 is looked at; those for an expired token need an input that may be missing. */
const REFUSALS = (['none', 'garbage-token', 'altered-token'] as const).flatMap((as) =>
  probes(as).map(({ label }) => label),
);
const is401 = onlyStatus('it is a 401', (code) => code === 401);
const badTokens = (['none', 'garbage-token', 'altered-token'] as const).flatMap(probes);

export default suite({
  role: 'server',
  id: 'protection',
  title: 'Protection of endpoints',
  scenarios: {
    withoutToken: { title: 'requests without a token', steps: conversation(...probes('none')) },
    madeUp: { title: 'requests with a made-up token', steps: conversation(...probes('garbage-token')) },
    altered: { title: 'requests with an altered token', steps: conversation(...probes('altered-token')) },
    expired: { title: 'requests with an expired token', steps: conversation(...probes('expired-token')) },
    refused: { title: 'every refusal of a bad token', steps: conversation(...badTokens) },
    challenged: {
      title: 'every refusal of bad credentials and tokens',
      steps: [obtainToken(), ...tokenRefusals, ...conversation(...badTokens)],
    },
    basic: { title: 'requests with Basic credentials', steps: conversation(...probes('basic')) },
    inUrl: { title: 'requests with the token in the query', steps: conversation(...probes('token-in-url')) },
    otherClient: {
      title: "the first client's job, asked for by a second client",
      steps: conversation(probe('status', 'other-client'), probe('data', 'other-client')),
    },
  },
  requirements: [
    ...guarded('export'),
    ...guarded('status'),
    ...guarded('data'),
    {
      id: 'protection.silent-401',
      needs: 'list',
      level: 'MUST',
      basis: 'guide',
      source: guide('Encoded Basic authentication:'),
      statement: 'The 401s of the API endpoints carry no additional information.',
      decision:
        "An empty body, or the status's own reason phrase, is no additional information; an OperationOutcome is.",
      cases: [{ when: 'refused', expect: every(replies(...REFUSALS), is401, saysNothing) }],
    },
    {
      id: 'protection.challenge',
      needs: 'list',
      level: 'MUST',
      basis: 'rfc',
      source: rfc(9110, '11.6.1'),
      statement: 'A 401, also one of the token endpoint, names its challenge in WWW-Authenticate.',
      cases: [
        {
          when: 'challenged',
          expect: every(
            replies(...REFUSALS, ...tokenRefusals.map(({ label }) => label)),
            is401,
            header('www-authenticate', present),
          ),
        },
      ],
    },
    {
      id: 'protection.basic-is-not-enough',
      needs: 'file',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('Authentication and Authorization'),
      statement: 'Basic credentials do not open API endpoints.',
      cases: (['export', 'status', 'data'] as const).map((target) => ({
        when: 'basic' as const,
        expect: every(replies(`${target}-basic`), controlled(CONTROL[target]), clientError),
      })),
    },
    {
      id: 'protection.no-token-in-url',
      needs: 'file',
      level: 'SHOULD',
      basis: 'rfc',
      source: rfc(6750, '2.3'),
      statement: 'A token in the query string does not open API endpoints.',
      cases: (['export', 'status', 'data'] as const).map((target) => ({
        when: 'inUrl' as const,
        expect: every(replies(`${target}-token-in-url`), controlled(CONTROL[target]), clientError),
      })),
    },
    {
      id: 'protection.other-client',
      needs: 'file',
      level: 'MUST',
      basis: 'guide',
      source: guide('User Guide'),
      statement: "A second client's token opens neither the first one's job nor its data.",
      decision:
        'The guide gives each organisation the data of its own beneficiaries; 401, 403 and 404 all keep to that.',
      cases: [
        {
          when: 'otherClient',
          expect: every(replies('status-other-client'), controlled(CONTROL.status), status(401, 403, 404)),
        },
        {
          when: 'otherClient',
          expect: every(replies('data-other-client'), controlled(CONTROL.data), notTheFile, status(401, 403, 404)),
        },
      ],
    },
  ],
});
