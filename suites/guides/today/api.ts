import type { GuideSection } from '../../../src/model/index.js';
import { informs, judged, section, unseen } from '../units.js';
import { ATTRIBUTION, HISTORY, ONE_CLIENT } from './reasons.js';
import { filters } from './shared.js';

/** The page “API Documentation”, unit by unit. */
export const apiPage: readonly GuideSection[] = [
  section('API Documentation', [
    judged(
      '91392200ed6b',
      'Claims come through the API as FHIR, by bulk export.',
      'kickoff.accepted',
      'resources.explanation-of-benefit',
    ),
    judged('39eb178c5827', 'Any tool or program that speaks HTTP can use both environments.', 'hygiene.any-tool'),
  ]),
  section('API Documentation > Getting started', [
    informs('db1c2b108c7c', 'The first step is to learn about BCDA.'),
    informs('de2d57bd7033', 'Other pages have the documentation, the data dictionary and samples.'),
    informs('f9b7b21d529c', 'The second step is the sandbox.'),
    unseen('f05b9b81487f', 'Everybody may use the sandbox and its test data.', ONE_CLIENT),
    informs('fa909b12a4e2', 'Other pages show how to get a token, and how to use the sandbox.'),
    informs('89dc05e8af64', 'The third step is access to production.'),
    judged(
      'b3841fc570a0',
      'Real data take credentials for production, which only some organizations get.',
      'token.unknown-client',
      'token.wrong-secret',
      'token.no-credentials',
      'token.malformed-basic',
    ),
  ]),
  section('API Documentation > Endpoints', [
    judged(
      '811b097e227b',
      'A request asks for types of resources.',
      'parameters.one-type',
      'parameters.two-types',
      'client.kickoff.types',
    ),
    judged(
      '17206d816889',
      'An organization gets data of its own enrollees alone, and of all of them at once.',
      'protection.other-client',
      'jobs.own-only',
      'jobs.cancel-other-client',
    ),
  ]),
  section('API Documentation > Endpoints > /metadata', [
    judged(
      '3af15c77465c',
      'The metadata are a CapabilityStatement with the version and the status of the API.',
      'metadata.capability-statement',
      'metadata.status',
      'metadata.fhir-version',
      'metadata.valid-r4',
    ),
    judged(
      '5c6b84ae6c42',
      'Nobody needs a token to read the metadata.',
      'metadata.public',
      'protection.public-metadata',
    ),
  ]),
  section('API Documentation > Endpoints > /Group', [
    judged(
      '4bdd8fed96b2',
      'The Group endpoint exports claims, people and coverage.',
      'kickoff.accepted',
      'parameters.default',
      'metadata.export-operations',
      'kickoff.unknown-group',
      'client.kickoff.request',
    ),
    judged(
      'c55002e82157',
      'The id of a group, all or runout, says whose data are meant.',
      'kickoff.accepted',
      'kickoff.runout',
      'kickoff.unknown-group',
      'client.kickoff.request',
    ),
    judged('0f97961dcc02', 'Group/all has everybody who belongs to the organization now.', 'groups.all-is-patient'),
    judged(
      '8d2f8eaf7704',
      'Group/runout has those who belonged to it last year and do not now.',
      'kickoff.runout',
      'groups.runout-apart',
    ),
    judged('ad826d6c20c9', 'No care in runout data is of a later year than the last one.', 'groups.runout-dates'),
    judged(
      '2068fe44247a',
      'Group with _since: what changed for those who were there, and everything of those who are new.',
      'parameters.since',
      'parameters.since-group',
    ),
    informs('1a607fe176db', 'One request is enough to get everything new.'),
    unseen('43f3b3043b9f', 'Without _since, the data reach back to 2014.', HISTORY),
  ]),
  section('API Documentation > Endpoints > /Patient', [
    judged(
      '8a375791966a',
      'The Patient endpoint has the same people as Group/all.',
      'groups.all-is-patient',
      'kickoff.accepted',
      'client.kickoff.request',
    ),
    judged(
      '9c0e9b199cf0',
      'Patient with _since: what changed later, whoever it is about.',
      'parameters.since',
      'parameters.since-filters',
      'parameters.since-complete',
    ),
    unseen(
      '6fbee511bb7c',
      'Newly attributed means: given to the organization since the last attribution.',
      ATTRIBUTION,
    ),
    unseen('43f3b3043b9f', 'Without _since, the data reach back to 2014.', HISTORY),
  ]),
  section('API Documentation > Endpoints > /jobs', [
    judged(
      '2dc58632bc46',
      'The list of jobs tells of each job its id, its times and its request.',
      'jobs.list',
      'jobs.task',
      'jobs.contains-run',
    ),
    judged('f13c21a016da', 'The list has the ids of jobs that were started before.', 'jobs.contains-run'),
    judged('42f6505e6a73', 'Each entry of the list is a Task.', 'jobs.task', 'jobs.list-valid'),
  ]),
  section('API Documentation > Endpoints > /attribution_status', [
    judged(
      'e4d77c1ff4db',
      'The attribution status tells when the lists of enrollees were loaded.',
      'attribution.answers',
      'attribution.shape',
      'attribution.timestamp',
    ),
    unseen(
      '4962a959782f',
      'The lists of enrollees are loaded every month.',
      'No run is long enough to see it, and in January it is not so.',
    ),
    informs('c936b862e78d', 'It helps to fetch all data of new people.'),
  ]),
  section('API Documentation > Parameters', [
    informs('335fe142ecb2', 'Parameters narrow what an export has.'),
    judged(
      '6aecff4491f0',
      '_type takes the types that are wanted.',
      'parameters.one-type',
      'parameters.two-types',
      'client.kickoff.types',
    ),
    judged(
      '413a7a85824e',
      'It has one type or several, in place of all.',
      'parameters.one-type',
      'parameters.two-types',
      'parameters.default',
    ),
    judged(
      '2965222bf903',
      '_typeFilter, which this line spells without its underscore, narrows claims by an encoded FHIR query.',
      ...filters,
    ),
    judged('ea71ce948bf1', '_since takes a date.', 'parameters.since'),
    judged(
      '4903c9659516',
      'With it an export has what changed after that date.',
      'parameters.since-filters',
      'parameters.since-complete',
    ),
    informs('c914765696c0', 'Another page is about filters.'),
  ]),
  section('API Documentation > Additional resources', [
    judged('647c3b34c422', 'The data come as NDJSON.', 'output.ndjson', 'output.no-blank-lines'),
    informs('ffb078f9e971', 'Link: FHIR R4.'),
    informs('bd9fcdd74fe1', 'Link: the standard for bulk export.'),
    informs('909c5a67527c', 'Link: an older Blue Button guide.'),
    informs('5e7b347fc199', 'Links: JSON, and NDJSON.'),
    informs('c8078fb6605e', 'Link: a tool that checks JSON.'),
    informs('c0adff093ed6', 'Link: what valid FHIR is.'),
  ]),
];
