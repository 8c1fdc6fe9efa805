import { ask, runExports } from '../../src/model/steps.js';
import {
  accepted,
  acceptedWithoutList,
  distinctJobs,
  emptyOr,
  hasNobody,
  hasPeople,
  notOfRunout,
  ofRefusals,
  ofRunout,
  startsNothing,
  startsOrHasNobody,
  every,
  header,
  isRefusal,
  kickoffAccepted,
  listKickoffs,
  located,
  present,
  refused,
  repeatedIsRefusedAsBusy,
  replies,
  resource,
  saysItFailed,
  type Selection,
  status,
  succeeded,
  tokenAccepted,
  urlOnTarget,
  validBody,
} from '../../src/expect/index.js';
import { exportsOthers, isOfPages, isR4, isStu3, type Profile, suite } from '../../src/model/index.js';
import { advice, bulkData, bulkData2, fhir, guide, r4, rfc } from '../sources.js';
import { PAGES, SECTIONS } from '../profiles/pages.js';
import { inPages } from './under.js';
import { documentedExports, everyJob, kickoffRefusals, secondToken } from './conversations.js';

const source = guide('2. Initiate an export job');

/** Both headers are shown as part of the request; no page calls them required any more, and the standard lets a server be lenient. */
const SHOWN = {
  level: 'SHOULD',
  basis: 'spec',
  source: bulkData2('Bulk Data Kick-off Request, headers'),
  decision:
    'The pages show the header as part of the request and no longer call it required, and the standard lets a server be lenient.',
} as const;

/**
 * Every request that is refused for its headers. One with neither of them is judged too where a run got to it, which older
 * recordings did not.
 */
const refusedForHeaders: Selection = {
  ...replies(...kickoffRefusals.map(({ label }) => label)),
  labels: kickoffRefusals.map(({ label }) => label).filter((label) => label !== 'no-headers'),
};

export default suite({
  role: 'server',
  id: 'kickoff',
  title: 'Starting a job',
  scenarios: {
    started: { title: 'every well-formed export request', steps: everyJob },
    lists: {
      title: 'export requests with a list in Accept or Prefer',
      steps: [...documentedExports('kickoff'), runExports('type-pairs', 'kickoff')],
    },
    again: {
      title: 'the same export request again, after the first job finished',
      steps: [...documentedExports('manifest'), secondToken, runExports('again', 'manifest')],
    },
    refused: {
      title: 'export requests with a missing or wrong header',
      steps: [...documentedExports('kickoff'), ...kickoffRefusals],
    },
    unknownGroup: {
      title: 'an export request for a group that the documentation does not have',
      steps: [...documentedExports('kickoff'), ask('unknown-group', 'unknown-group', 'token')],
    },
    repeated: {
      title: 'the same export request again, while the first job runs',
      steps: [
        ...documentedExports('manifest'),
        ask('repeated-while-running', 'export-while-running', 'token'),
        secondToken,
        runExports('again', 'manifest'),
      ],
    },
    unknown: {
      title: 'an export request to an endpoint that the guide does not document',
      steps: [...documentedExports('kickoff'), ask('unknown-endpoint', 'unknown-endpoint', 'token')],
    },
  },
  requirements: [
    {
      id: 'kickoff.accepted',
      needs: 'token',
      level: 'MUST',
      basis: 'guide',
      source,
      statement:
        'A GET export request with a Bearer token, Accept: application/fhir+json and Prefer: respond-async returns 202.',
      decision:
        'In one curl command of the guide the shell would expand $export; a literal dollar sign is meant. What %24export in its ' +
        'place, or POST or HEAD in place of GET, returns is not judged: the guide shows neither.',
      cases: [
        { when: 'started', expect: every(replies('kickoff'), tokenAccepted, notOfRunout, hasPeople, status(202)) },
      ],
    },
    {
      id: 'kickoff.content-location',
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The response to an accepted export request has the job URL in Content-Location.',
      cases: [{ when: 'started', expect: every(replies('kickoff'), succeeded, header('content-location', present)) }],
    },
    {
      id: 'kickoff.accepted-body',
      needs: 'kickoff',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData('Bulk Data Kick-off Request, response on success'),
      statement: 'The body of the response to an accepted export request is empty, or one OperationOutcome.',
      decision: "The status's own reason phrase counts as empty.",
      cases: [{ when: 'started', expect: every(replies('kickoff'), succeeded, emptyOr(resource('OperationOutcome'))) }],
    },
    {
      id: 'kickoff.job-url',
      needs: 'location',
      level: 'MUST',
      basis: 'guide',
      source,
      statement:
        'The job URL in Content-Location is absolute and consists of the base URL of the server, the documented jobs path and one id.',
      cases: [
        {
          when: 'started',
          expect: ({ paths }: Profile) =>
            every(
              replies('kickoff'),
              succeeded,
              located,
              header('content-location', urlOnTarget(`<base>${paths.jobs}/<id>`, new RegExp(`^${paths.jobs}/[^/]+$`))),
            ),
        },
      ],
    },
    {
      id: 'kickoff.accept-required',
      under: inPages(SHOWN),
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'An export request without an Accept header is refused.',
      cases: [{ when: 'refused', expect: every(replies('no-accept'), kickoffAccepted, refused) }],
    },
    {
      id: 'kickoff.prefer-required',
      under: inPages(SHOWN),
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'An export request without a Prefer header is refused.',
      cases: [{ when: 'refused', expect: every(replies('no-prefer'), kickoffAccepted, refused) }],
    },
    {
      id: 'kickoff.headers-required',
      under: inPages(SHOWN),
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'An export request with neither an Accept nor a Prefer header starts no job.',
      decision: 'How it is refused is judged where one of them is missing.',
      cases: [{ when: 'refused', expect: every(replies('no-headers'), kickoffAccepted, startsNothing) }],
    },
    {
      id: 'kickoff.other-accept',
      needs: 'kickoff',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData('Bulk Data Kick-off Request, headers'),
      statement: 'An export request whose Accept header names only another media type is refused.',
      cases: [{ when: 'refused', expect: every(replies('other-accept'), kickoffAccepted, refused) }],
    },
    {
      id: 'kickoff.other-prefer',
      needs: 'kickoff',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData('Bulk Data Kick-off Request, headers'),
      statement: 'An export request whose Prefer header does not ask for respond-async is refused.',
      cases: [{ when: 'refused', expect: every(replies('other-prefer'), kickoffAccepted, refused) }],
    },
    {
      id: 'kickoff.header-lists',
      where: isOfPages,
      needs: 'kickoff',
      level: 'SHOULD',
      basis: 'rfc',
      source: rfc(9110, '5.6.1'),
      statement: 'An export request is accepted whose Accept or Prefer is a list with the documented value in it.',
      decision:
        'One request for two types lists application/json and application/fhir+json in Accept, and another one lists handling=lenient and respond-async in Prefer (RFC 7240). ' +
        'A request that is refused is sent again without the list, and shows something of it only if that is accepted.',
      cases: [{ when: 'lists', expect: every(listKickoffs, acceptedWithoutList, tokenAccepted, accepted) }],
    },
    {
      id: 'kickoff.error-outcome',
      needs: 'kickoff',
      level: 'MUST',
      basis: 'spec',
      source: bulkData('Bulk Data Kick-off Request, response on error'),
      statement: 'An export request refused for its Accept or Prefer header returns one OperationOutcome.',
      cases: [
        {
          when: 'refused',
          expect: every(refusedForHeaders, kickoffAccepted, isRefusal, resource('OperationOutcome')),
        },
      ],
    },
    {
      id: 'kickoff.error-valid-stu3',
      where: isStu3,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'spec',
      source: fhir('OperationOutcome', 'operationoutcome.html'),
      statement: 'The OperationOutcome of an export request refused for its Accept or Prefer header is valid STU3.',
      cases: [
        {
          when: 'refused',
          expect: every(refusedForHeaders, kickoffAccepted, isRefusal, validBody('OperationOutcome')),
        },
      ],
    },
    {
      id: 'kickoff.error-valid-r4',
      where: isR4,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'spec',
      source: r4('OperationOutcome', 'operationoutcome.html'),
      statement: 'The OperationOutcome of an export request refused for its Accept or Prefer header is valid R4.',
      cases: [
        {
          when: 'refused',
          expect: every(refusedForHeaders, kickoffAccepted, isRefusal, validBody('OperationOutcome')),
        },
      ],
    },
    {
      id: 'kickoff.unknown-endpoint',
      needs: 'kickoff',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('2. Initiate an export job'),
      statement: 'An export request for a resource type that the guide does not offer is refused.',
      cases: [{ when: 'unknown', expect: every(replies('unknown-endpoint'), kickoffAccepted, refused) }],
    },
    {
      id: 'kickoff.runout',
      where: exportsOthers,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source: { document: PAGES, section: SECTIONS.group },
      statement:
        'An export request for the runout group returns 202, or 404 with an OperationOutcome where the client has no runout data.',
      cases: [
        {
          when: 'started',
          expect: every(replies('kickoff', 'kickoff-apart-refused'), ofRunout, tokenAccepted, startsOrHasNobody),
        },
      ],
    },
    {
      id: 'kickoff.no-attribution',
      where: isOfPages,
      needs: 'token',
      level: 'SHOULD',
      basis: 'guide',
      source: { document: PAGES, section: SECTIONS.restricted },
      statement:
        'The OperationOutcome of the 404 that a client without attribution gets for an export request has an issue of severity error or fatal.',
      decision:
        'Every January clients have no attribution for some weeks. A 404 without an OperationOutcome fails kickoff.accepted, and one with it blocks what hangs on the export.',
      cases: [{ when: 'started', expect: ofRefusals(every(replies('kickoff'), notOfRunout, hasNobody, saysItFailed)) }],
    },
    {
      id: 'kickoff.unknown-group',
      where: exportsOthers,
      needs: 'kickoff',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData2('Bulk Data Kick-off Request, response on error'),
      statement:
        'An export request for a group that the documentation does not have is refused with an OperationOutcome.',
      cases: [
        {
          when: 'unknownGroup',
          expect: every(replies('unknown-group'), kickoffAccepted, refused, resource('OperationOutcome')),
        },
      ],
    },
    {
      id: 'kickoff.duplicate-429',
      where: isOfPages,
      needs: 'job',
      level: 'MUST',
      basis: 'guide',
      source: { document: PAGES, section: SECTIONS.busy },
      statement: 'An export request that is refused because it repeats one whose job runs is refused with 429.',
      decision:
        'The request of the first documented export is sent once more while its job runs. Servers start a second job for some clients, which shows nothing: the run takes it for the export that it makes once more. The export that was refused is made once more after the first job. That Retry-After has a number of seconds is judged by hygiene.retry-after, and the run waits for so long.',
      cases: [{ when: 'repeated', expect: repeatedIsRefusedAsBusy }],
    },
    {
      id: 'kickoff.fresh-job',
      needs: 'location',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('2. Initiate an export job'),
      statement: 'Every accepted export request gets a job of its own, even if it repeats an earlier request.',
      cases: [{ when: 'again', expect: distinctJobs }],
    },
  ],
});
