import { ask } from '../../src/model/steps.js';
import {
  containsAll,
  declaresInteractions,
  declaresSecurity,
  equals,
  every,
  header,
  isDescribed,
  json,
  listsExports,
  listsNoOtherExports,
  listsSupport,
  mediaType,
  readableAs,
  replies,
  resource,
  status,
  succeeded,
  urlsOnTarget,
  validBody,
} from '../../src/expect/index.js';
import { type Expectation, type Profile, suite, type ValidityGroup } from '../../src/model/index.js';
import type { Assertion } from '../../src/expect/index.js';
import { advice, fhir, guide } from '../sources.js';

const read = ask('metadata', 'metadata', 'none');
/** Looks at the CapabilityStatement, where there is one. */
const statement = (...looks: readonly Assertion[]): Expectation =>
  every(replies('metadata'), succeeded, readableAs('CapabilityStatement'), ...looks);
const source = guide('BCDA Metadata');

/** The two departures from STU3 that the guides' own sample shows. */
const isOfTheSample = ({ rule, path }: ValidityGroup): boolean =>
  rule === 'fhir.stu3.invariant.cpb-15' ||
  (rule === 'fhir.stu3.cardinality.min' && path === 'CapabilityStatement.implementation.description');

export default suite({
  role: 'server',
  id: 'metadata',
  title: 'Metadata',
  scenarios: {
    read: { title: 'the metadata, read without a token', steps: [read] },
    version: {
      title: 'the version operation that the metadata lists',
      steps: [read, ask('version', 'version', 'none')],
    },
  },
  requirements: [
    {
      id: 'metadata.public',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The metadata can be read without a token.',
      cases: [{ when: 'read', expect: every(replies('metadata'), status(200)) }],
    },
    {
      id: 'metadata.json',
      needs: 'metadata',
      level: 'MUST',
      basis: 'spec',
      source: fhir('Content types and encodings', 'http.html#mime-type'),
      statement: 'The metadata is sent with a JSON content type.',
      cases: [
        {
          when: 'read',
          expect: every(
            replies('metadata'),
            succeeded,
            header('content-type', mediaType('application/json', 'application/fhir+json')),
          ),
        },
      ],
    },
    {
      id: 'metadata.capability-statement',
      needs: 'metadata',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The metadata is one CapabilityStatement resource.',
      cases: [{ when: 'read', expect: every(replies('metadata'), succeeded, resource('CapabilityStatement')) }],
    },
    {
      id: 'metadata.valid-stu3',
      needs: 'statement',
      level: 'MUST',
      basis: 'spec',
      source: fhir('CapabilityStatement', 'capabilitystatement.html'),
      statement: 'The metadata is a valid STU3 resource, but for two deviations that the sample of the guide has too.',
      decision:
        'The sample gives an implementation beside kind capability (invariant cpb-15) and no description of it; neither counts.',
      cases: [{ when: 'read', expect: statement(validBody('CapabilityStatement', isOfTheSample)) }],
    },
    {
      id: 'metadata.fhir-version',
      needs: 'statement',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The FHIR version is 3.0.1.',
      cases: [
        { when: 'read', expect: ({ fhirVersion }: Profile) => statement(json('fhirVersion', equals(fhirVersion))) },
      ],
    },
    {
      id: 'metadata.status',
      needs: 'statement',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The statement is active and of kind capability.',
      cases: [
        { when: 'read', expect: statement(json('status', equals('active')), json('kind', equals('capability'))) },
      ],
    },
    {
      id: 'metadata.formats',
      needs: 'statement',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The formats application/json and application/fhir+json are declared.',
      cases: [
        { when: 'read', expect: statement(json('format', containsAll('application/json', 'application/fhir+json'))) },
      ],
    },
    {
      id: 'metadata.accept-unknown',
      needs: 'statement',
      level: 'SHOULD',
      basis: 'guide',
      source,
      statement: 'Unknown extensions are accepted, and nothing else unknown.',
      cases: [{ when: 'read', expect: statement(json('acceptUnknown', equals('extensions'))) }],
    },
    {
      id: 'metadata.server-mode',
      needs: 'statement',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The first REST entry describes a server.',
      cases: [{ when: 'read', expect: statement(json('rest.0.mode', equals('server'))) }],
    },
    {
      id: 'metadata.security',
      needs: 'statement',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'CORS and the services OAuth and SMART-on-FHIR are declared.',
      cases: [{ when: 'read', expect: statement(declaresSecurity) }],
    },
    {
      id: 'metadata.interactions',
      needs: 'statement',
      level: 'SHOULD',
      basis: 'guide',
      source,
      statement: 'The interactions batch and search-system are declared.',
      cases: [{ when: 'read', expect: statement(declaresInteractions) }],
    },
    {
      id: 'metadata.export-operations',
      needs: 'statement',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'Every export operation of the guide is listed.',
      decision: 'Operations are known by the path of their definition, since all exports share one name.',
      cases: [{ when: 'read', expect: statement(listsExports) }],
    },
    {
      id: 'metadata.supporting-operations',
      needs: 'statement',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The operations jobs, metadata, version and data are listed at their documented paths.',
      decision: 'The guide shows templates; what a placeholder is called inside its brackets is left free.',
      cases: [{ when: 'read', expect: statement(listsSupport) }],
    },
    {
      id: 'metadata.no-other-exports',
      needs: 'statement',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('BCDA Metadata'),
      statement: 'No export operation is listed that the guide does not know.',
      cases: [{ when: 'read', expect: statement(listsNoOtherExports) }],
    },
    {
      id: 'metadata.implementation-url',
      needs: 'statement',
      level: 'SHOULD',
      basis: 'guide',
      source,
      statement: 'The implementation URL and the operations are those of the server that answers.',
      cases: [{ when: 'read', expect: statement(urlsOnTarget) }],
    },
    {
      id: 'metadata.version-operation',
      needs: 'version',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('BCDA Metadata'),
      statement: 'The version operation answers where the metadata says it is, without a token.',
      cases: [{ when: 'version', expect: every(replies('version'), status(200)) }],
    },
    {
      id: 'metadata.described',
      needs: 'statement',
      level: 'SHOULD',
      basis: 'guide',
      source,
      statement: 'Publisher, software, dates, the instantiated statement and full security codings are given.',
      cases: [{ when: 'read', expect: statement(isDescribed) }],
    },
  ],
});
