import { ask, obtainToken } from '../../src/model/steps.js';
import {
  anyReplyAnd,
  asWithoutToken,
  clientError,
  controlled,
  every,
  fromTheApi,
  givesNothing,
  mayNotUse,
  ofRefusals,
  header,
  headersSayNothing,
  onlyStatus,
  opensNothing,
  present,
  replies,
  repliesIfAsked,
  resource,
  saysNothing,
  status,
} from '../../src/expect/index.js';
import { type Ask, type Profile, type Step, suite } from '../../src/model/index.js';
import { advice, guide, rfc } from '../sources.js';
import { documentedExports, everyJob, tokenRefusals } from './conversations.js';

type Target = 'export' | 'status' | 'data';
/** What a run must have got to ask there. */
const NEEDED = { export: 'kickoff', status: 'manifest', data: 'file' } as const;

/** No token and an expired one are tried everywhere, any other bad credential once per kind of place. */
const EVERYWHERE = { export: 'every-export', status: 'every-job', data: 'every-file' } as const;
const KINDS = { export: 'export-kinds', status: 'job-kinds', data: 'file-kinds' } as const;
/** Credentials that no MUST is about, and those that no server tells apart by the type of a file, are tried at one file of each kind of job. */
const SPARSE: ReadonlySet<Ask['as']> = new Set<Ask['as']>([
  ...(['basic', 'token-in-url', 'empty-token', 'altered-token'] as const),
]);
const TRIED_EVERYWHERE: ReadonlySet<Ask['as']> = new Set<Ask['as']>(['none', 'expired-token', 'other-client']);
/** The exchange that shows whether the server accepts the same request with the real token. */
const CONTROL = {
  export: replies('kickoff'),
  status: replies('manifest', 'status'),
  data: replies('data', 'error-data'),
} as const;
/** What a refusal must not give all the same. */
const NOTHING = { export: 'starts no job', status: 'contains no manifest', data: 'contains no file' } as const;
const TARGETS = ['export', 'status', 'data'] as const;
const SPELLED =
  'Once, the word Bearer is spelled in another case or followed by two spaces: a server may refuse that with any 4xx.';
const WORDS = { export: 'An export request', status: 'A status request', data: 'A file request' } as const;

const probe = (target: Target, as: Ask['as']): Ask =>
  ask(`${target}-${as === 'none' ? 'no-token' : as}`, placeOf(target, as), as);
const placeOf = (target: Target, as: Ask['as']): Ask['at'] =>
  target === 'data' && SPARSE.has(as) ? 'job-files' : (TRIED_EVERYWHERE.has(as) ? EVERYWHERE : KINDS)[target];
const FORGERIES = ['unsigned', 'claims', 'tail'] as const;
/** They are tried at one file of each kind of job. */
const forged = (target: Target): Ask[] =>
  FORGERIES.map((forgery) => {
    const at = target === 'data' ? 'job-files' : KINDS[target];
    return ask(`${target}-${forgery}-token`, at, 'forged-token', { forgery });
  });
/** Servers that look for one spelling may take any other one for no token at all: each is tried once (RFC 9110, 11.1). */
const SPELLINGS = { export: 'bearer ', status: 'Bearer  ', data: 'BEARER ' } as const;
const spelled = (target: Target): Ask =>
  ask(
    `${target}-spelled-token`,
    ({ export: 'endpoint', status: 'job', data: 'file' } as const)[target],
    'garbage-token',
    {
      scheme: SPELLINGS[target],
    },
  );
/** Requests for the first job that a poll finds running. */
const running = (as: Ask['as']): Ask => ask(`running-${as === 'none' ? 'no-token' : as}`, 'running-job', as);
/** Requests for a finished job under the other versions of the API, where there are any. */
const elsewhere = (as: Ask['as']): Ask => ask(`elsewhere-${as === 'none' ? 'no-token' : as}`, 'job-elsewhere', as);
const probes = (as: Ask['as']): Ask[] => TARGETS.map((target) => probe(target, as));
const conversation = (...steps: readonly Ask[]) => [...documentedExports('files'), ...steps];

const source = guide('Authentication and Authorization');
const expect401 = (target: Target, ...labels: readonly string[]) =>
  every(
    replies(...labels.map((label) => `${target}-${label}`)),
    controlled(CONTROL[target]),
    status(401),
    givesNothing,
  );

const runningIs401 = (as: 'no-token' | 'expired-token') =>
  every(replies(`running-${as}`), controlled(CONTROL.status), status(401));

/** Under another version of the API, any refusal will do. */
const refusedElsewhere = (as: 'no-token' | 'other-client') =>
  every(repliesIfAsked(`elsewhere-${as}`), controlled(CONTROL.status), givesNothing, opensNothing);

/** The six requirements of each protected endpoint. */
const guarded = <const T extends Target>(target: T) =>
  [
    {
      id: `protection.${target}.no-token`,
      needs: NEEDED[target],
      level: 'MUST',
      basis: 'guide',
      source,
      statement: `${WORDS[target]} without a token returns 401 and ${NOTHING[target]}.`,
      cases: [
        { when: 'withoutToken', expect: expect401(target, 'no-token') },
        ...(target === 'status'
          ? ([
              { when: 'whileRunning', expect: runningIs401('no-token') },
              { when: 'elsewhere', expect: refusedElsewhere('no-token') },
            ] as const)
          : []),
      ],
    },
    {
      id: `protection.${target}.empty-token`,
      needs: NEEDED[target],
      level: 'MUST',
      basis: 'guide',
      source,
      statement: `${WORDS[target]} with the word Bearer and no token after it returns 401 and ${NOTHING[target]}.`,
      cases: [{ when: 'empty', expect: expect401(target, 'empty-token') }],
    },
    {
      id: `protection.${target}.garbage-token`,
      needs: NEEDED[target],
      level: 'MUST',
      basis: 'guide',
      source,
      statement: `${WORDS[target]} with a made-up token returns 401 and ${NOTHING[target]}.`,
      decision: SPELLED,
      cases: [
        { when: 'madeUp', expect: expect401(target, 'garbage-token') },
        {
          when: 'madeUp',
          expect: every(
            repliesIfAsked(`${target}-spelled-token`),
            controlled(CONTROL[target]),
            clientError,
            givesNothing,
          ),
        },
      ],
    },
    {
      id: `protection.${target}.altered-token`,
      needs: NEEDED[target],
      level: 'MUST',
      basis: 'guide',
      source,
      statement: `${WORDS[target]} with a real token whose signature was altered returns 401 and ${NOTHING[target]}.`,
      cases: [{ when: 'altered', expect: expect401(target, 'altered-token') }],
    },
    {
      id: `protection.${target}.forged-token`,
      needs: NEEDED[target],
      level: 'MUST',
      basis: 'guide',
      source,
      statement: `${WORDS[target]} with a forged token returns 401 and ${NOTHING[target]}.`,
      decision:
        'Three forgeries of a real token are tried: with alg none and no signature, with a later exp under the old signature, ' +
        'and with the last character of the signature changed. Of a token that is not a JWT, only the last character is changed.',
      cases: [{ when: 'forged', expect: expect401(target, ...FORGERIES.map((forgery) => `${forgery}-token`)) }],
    },
    {
      id: `protection.${target}.expired-token`,
      needs: NEEDED[target],
      level: 'MUST',
      basis: 'guide',
      source: guide('Encoded Basic authentication:'),
      statement: `${WORDS[target]} with an expired token returns 401 and ${NOTHING[target]}.`,
      cases: [
        { when: 'expired', expect: expect401(target, 'expired-token') },
        ...(target === 'status' ? ([{ when: 'runningExpired', expect: runningIs401('expired-token') }] as const) : []),
      ],
    },
  ] as const;

/** One case for each protected endpoint: a request with another credential is refused. */
const casesOf = <const When extends string>(when: When, as: Ask['as']) =>
  TARGETS.map((target) => ({
    when,
    expect: every(replies(`${target}-${as}`), controlled(CONTROL[target]), clientError, givesNothing),
  }));

const promisesSilence = ({ silent401 }: Profile): boolean => silent401;
const is401 = onlyStatus('the status is 401', (code) => code === 401);
const badTokens = (['none', 'garbage-token', 'altered-token'] as const).flatMap(probes);
/** Every 401 of the run, and those to bad tokens must be among them; an expired token is an input that may be missing. */
const all401 = anyReplyAnd(...badTokens.map(({ label }) => label));

const requirements = [
  ...guarded('export'),
  ...guarded('status'),
  ...guarded('data'),
  {
    id: 'protection.silent-401',
    where: promisesSilence,
    needs: 'list',
    level: 'MUST',
    basis: 'guide',
    source: guide('Encoded Basic authentication:'),
    statement: 'The body of a 401 response from an API endpoint contains no additional information.',
    decision:
      "An empty body or the status's own reason phrase does not count as additional information; an OperationOutcome does.",
    cases: [{ when: 'refused', expect: every(all401, is401, fromTheApi, saysNothing) }],
  },
  {
    id: 'protection.silent-401-headers',
    where: promisesSilence,
    needs: 'list',
    level: 'SHOULD',
    basis: 'guide',
    source: guide('Encoded Basic authentication:'),
    statement: 'The headers of a 401 response, also from the token endpoint, contain no additional information.',
    decision:
      'Scheme, realm, scope, charset and error code of a challenge do not count. Anything else in it does, and so do a reason ' +
      'phrase of its own and a header that no other response of the run has and that describes neither body nor connection.',
    cases: [{ when: 'refused', expect: every(all401, is401, headersSayNothing) }],
  },
  {
    id: 'protection.challenge',
    needs: 'list',
    level: 'MUST',
    basis: 'rfc',
    source: rfc(9110, '11.6.1'),
    statement: 'Every 401 response, including those from the token endpoint, has a challenge in WWW-Authenticate.',
    cases: [
      {
        when: 'refused',
        expect: every(
          anyReplyAnd(...[...badTokens, ...tokenRefusals].map(({ label }) => label)),
          is401,
          header('www-authenticate', present),
        ),
      },
    ],
  },
  {
    id: 'protection.public-metadata',
    needs: ['token', 'statement'],
    level: 'SHOULD',
    basis: 'guide',
    source: guide('BCDA Metadata'),
    statement:
      'A metadata request with a token, also with an expired one, returns the metadata as one without a token does.',
    decision:
      'Both responses have the same status and a CapabilityStatement with the same content. Its date, id, meta, white space and the order of members do not count.',
    cases: [
      {
        when: 'withToken',
        expect: every(replies('metadata-token'), controlled(replies('metadata')), asWithoutToken),
      },
      {
        when: 'withExpired',
        expect: every(replies('metadata-expired-token'), controlled(replies('metadata')), asWithoutToken),
      },
    ],
  },
  {
    id: 'protection.basic-is-not-enough',
    needs: 'file',
    level: 'SHOULD',
    basis: 'advice',
    source: advice('Authentication and Authorization'),
    statement:
      'A request to an API endpoint with Basic credentials in place of the token returns a 4xx status and nothing of what it asks for.',
    cases: casesOf('basic', 'basic'),
  },
  {
    id: 'protection.no-token-in-url',
    needs: 'file',
    level: 'SHOULD',
    basis: 'rfc',
    source: rfc(6750, '2.3'),
    statement:
      'A request to an API endpoint with the token in the query string in place of the header returns a 4xx status and nothing of what it asks for.',
    cases: casesOf('inUrl', 'token-in-url'),
  },
  {
    id: 'protection.other-client',
    needs: 'file',
    level: 'MUST',
    basis: 'guide',
    source: guide('User Guide'),
    statement:
      "A request with a second client's token for the first client's job or files is refused, and returns no data.",
    decision:
      'The guide gives each organization the data of its own beneficiaries; 401, 403, 404 and any other refusal comply with this.',
    cases: [
      { when: 'elsewhereOther', expect: refusedElsewhere('other-client') },
      {
        when: 'runningOther',
        expect: every(replies('running-other-client'), controlled(CONTROL.status), givesNothing, opensNothing),
      },
      {
        when: 'otherClient',
        expect: every(replies('status-other-client'), controlled(CONTROL.status), givesNothing, opensNothing),
      },
      {
        when: 'otherClient',
        expect: every(replies('data-other-client'), controlled(CONTROL.data), givesNothing, opensNothing),
      },
    ],
  },
  {
    id: 'protection.v3-not-enabled',
    where: ({ onRequest }: Profile) => onRequest === true,
    needs: 'token',
    level: 'SHOULD',
    basis: 'advice',
    source: advice('2. Initiate an export job'),
    statement:
      'A client without access to v3 gets 403 with an OperationOutcome for export requests and for the list of jobs.',
    decision:
      'Clients get access on request, which the announcements say; servers are known to answer so. It applies to a run with the credentials of such a client, whose export requests all return 403. That they do blocks what hangs on exports.',
    cases: [
      {
        when: 'notEnabled',
        expect: ofRefusals(every(replies('kickoff', 'jobs'), mayNotUse, status(403), resource('OperationOutcome'))),
      },
    ],
  },
] as const;

export default suite({
  role: 'server',
  id: 'protection',
  title: 'Protection of endpoints',
  scenarios: {
    withoutToken: { title: 'requests without a token', everything: true, steps: conversation(...probes('none')) },
    whileRunning: {
      title: 'a status request without a token while the job runs',
      steps: [...documentedExports('files'), running('none')],
    },
    runningExpired: {
      title: 'a status request with an expired token while the job runs',
      steps: [...documentedExports('files'), running('expired-token')],
    },
    elsewhere: {
      title: 'a status request without a token under other versions of the API',
      steps: [...documentedExports('files'), elsewhere('none')],
    },
    elsewhereOther: {
      title: "a second client's status request under other versions of the API",
      steps: [...documentedExports('files'), elsewhere('other-client')],
    },
    runningOther: {
      title: "a second client's status request while the job runs",
      steps: [...documentedExports('files'), running('other-client')],
    },
    madeUp: {
      everything: true,
      title: 'requests with a made-up token',
      steps: conversation(...probes('garbage-token'), ...TARGETS.map(spelled)),
    },
    empty: { everything: true, title: 'requests with an empty token', steps: conversation(...probes('empty-token')) },
    forged: {
      everything: true,
      title: 'requests with a forged token',
      steps: conversation(...forged('export'), ...forged('status'), ...forged('data')),
    },
    altered: {
      everything: true,
      title: 'requests with an altered token',
      steps: conversation(...probes('altered-token')),
    },
    expired: {
      everything: true,
      title: 'requests with an expired token',
      steps: conversation(...probes('expired-token')),
    },
    refused: {
      everything: true,
      title: 'every response to bad credentials or a bad token',
      steps: [obtainToken(), ...tokenRefusals, ...conversation(...badTokens)],
    },
    withToken: {
      title: 'metadata requests without a token and with one',
      steps: [obtainToken(), ask('metadata', 'metadata', 'none'), ask('metadata-token', 'metadata', 'token')],
    },
    withExpired: {
      title: 'metadata requests without a token and with an expired one',
      steps: [
        obtainToken(),
        ask('metadata', 'metadata', 'none'),
        ask('metadata-expired-token', 'metadata', 'expired-token'),
      ],
    },
    basic: { everything: true, title: 'requests with Basic credentials', steps: conversation(...probes('basic')) },
    inUrl: {
      everything: true,
      title: 'requests with the token in the query string',
      steps: conversation(...probes('token-in-url')),
    },
    notEnabled: {
      title: 'export requests and the list of jobs of a client without access to the version',
      steps: [...everyJob, ask('jobs', 'jobs', 'token')] as readonly Step[],
    },
    otherClient: {
      everything: true,
      title: "a second client's requests for the first client's job and files",
      steps: conversation(probe('status', 'other-client'), probe('data', 'other-client')),
    },
  },
  requirements,
});
