import { ask } from '../../src/model/steps.js';
import {
  all,
  asksForNoToken,
  answersOrigin,
  containsAll,
  corsDeclared,
  declaresInteractions,
  declaresSearchParams,
  declaresSecurity,
  documentsDefault,
  equals,
  every,
  header,
  isDescribed,
  json,
  keptBody,
  keptStatement,
  listsExports,
  listsNoOtherExports,
  listsSupport,
  mediaType,
  onlyStatus,
  plainJson,
  readableAs,
  replies,
  repliesIfAsked,
  resource,
  status,
  statusWithoutCredential,
  succeeded,
  where,
  tellsTokenUrl,
  urlsOnTarget,
  validBody,
  valuesOfTheSample,
} from '../../src/expect/index.js';
import {
  type Expectation,
  isOneGuide,
  isR4,
  isStu3,
  type Profile,
  suite,
  type ValidityGroup,
} from '../../src/model/index.js';
import type { Assertion } from '../../src/expect/index.js';
import { advice, fhir, guide, r4 } from '../sources.js';
import { inPages } from './under.js';

const read = ask('metadata', 'metadata', 'none');
const withOrigin = ask('metadata-origin', 'metadata', 'none', { origin: 'https://app.example.com' });
const came = onlyStatus('the metadata come', (code) => code >= 200 && code < 300);
/**
 * The metadata that a page from elsewhere gets: whether it gets them is judged by other requirements, and a run that did not
 * get to that request shows nothing against the first one.
 */
const toPages = repliesIfAsked('metadata-origin');
/** Judges every response that has metadata. */
const metadata = (...looks: readonly Assertion[]): Expectation =>
  all(every(replies('metadata'), succeeded, ...looks), every(toPages, came, keptBody, ...looks));
/** Judges every CapabilityStatement. */
const statement = (...looks: readonly Assertion[]): Expectation =>
  all(
    every(replies('metadata'), succeeded, readableAs('CapabilityStatement'), ...looks),
    every(toPages, came, keptStatement, ...looks),
  );
const source = guide('BCDA Metadata');

/** What does not count against the metadata: see the decision of metadata.valid-stu3. */
const isTolerated = (group: ValidityGroup, profile: Profile): boolean =>
  isUnusedNote(group) || (isOneGuide(profile) && isOfSample(group));
const isOfSample = ({ rule, path }: ValidityGroup): boolean =>
  rule === 'fhir.stu3.invariant.cpb-15' ||
  (rule === 'fhir.stu3.cardinality.min' && path === 'CapabilityStatement.implementation.description');
const isUnusedNote = ({ rule, path }: ValidityGroup): boolean =>
  /^fhir\.(stu3|r4)\.invariant\.dom-3$/.test(rule) && path === 'CapabilityStatement.contained';
/** Only the sample of version 3 is published: of the others, what servers show is known. */
const shownOnly = ({ statement: { operationsShown } }: Profile) =>
  operationsShown ? {} : ({ level: 'SHOULD' } as const);

const listsPaths = ({ statement: { declares } }: Profile): boolean => declares === 'paths';

/** A 401 is judged by metadata.public; it is not read further. */
const noTokenAsked = where('no token is required', (code) => code !== 401);

export default suite({
  role: 'server',
  id: 'metadata',
  title: 'Metadata',
  scenarios: {
    read: { title: 'metadata requests without a token', steps: [read, withOrigin] },
    origin: { title: 'a metadata request of a page from elsewhere', steps: [read, withOrigin] },
    version: {
      title: 'a request for the version operation that the metadata lists',
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
      cases: [
        { when: 'read', expect: every(replies('metadata'), statusWithoutCredential(200)) },
        // A run that did not get to the second request shows nothing against the first.
        { when: 'origin', expect: every(toPages, asksForNoToken) },
      ],
    },
    {
      id: 'metadata.json',
      needs: 'metadata',
      level: 'MUST',
      basis: 'spec',
      source: fhir('Content types and encodings', 'http.html#mime-type'),
      statement: 'The metadata response has a JSON content type, and is encoded as JSON.',
      decision:
        'JSON is read as RFC 8259 defines it: UTF-8, no byte order mark, no other white space, and no member name twice with different values.',
      cases: [
        {
          when: 'read',
          expect: metadata(header('content-type', mediaType('application/json', 'application/fhir+json')), plainJson),
        },
      ],
    },
    {
      id: 'metadata.capability-statement',
      needs: 'metadata',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The metadata response is one CapabilityStatement resource.',
      cases: [{ when: 'read', expect: metadata(resource('CapabilityStatement')) }],
    },
    {
      id: 'metadata.valid-stu3',
      where: isStu3,
      under: inPages({
        statement: 'The CapabilityStatement is valid STU3, apart from contained resources that nothing refers to.',
        decision:
          'A contained resource that nothing refers to (invariant dom-3) does not count: the text of STU3 forbids it, but the Schematron of STU3 never reports it. ' +
          'The two deviations of the guides of 2019 count: kind is instance now, and the implementation has a description.',
      }),
      needs: 'statement',
      level: 'MUST',
      basis: 'spec',
      source: fhir('CapabilityStatement', 'capabilitystatement.html'),
      statement:
        'The CapabilityStatement is valid STU3, apart from two deviations that the sample in the guide also has, and from contained resources that nothing refers to.',
      decision:
        'The sample has an implementation although its kind is capability (invariant cpb-15), and the implementation has no description; neither counts as a failure. ' +
        'Nor does a contained resource that nothing refers to (invariant dom-3): the text of STU3 forbids it, but the Schematron of STU3 never reports it, no client reads the metadata through it, and servers add one as a note. In data files it counts.',
      cases: [{ when: 'read', expect: statement(validBody('CapabilityStatement', isTolerated)) }],
    },
    {
      id: 'metadata.valid-r4',
      where: isR4,
      needs: 'statement',
      level: 'MUST',
      basis: 'spec',
      source: r4('CapabilityStatement', 'capabilitystatement.html'),
      statement: 'The CapabilityStatement is valid R4, apart from contained resources that nothing refers to.',
      decision:
        'A contained resource that nothing refers to (invariant dom-3) does not count here: no client reads the metadata through it, and servers add one as a note. In data files it counts.',
      cases: [{ when: 'read', expect: statement(validBody('CapabilityStatement', isTolerated)) }],
    },
    {
      id: 'metadata.fhir-version',
      needs: 'statement',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The CapabilityStatement declares the FHIR version that the guide names.',
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
      statement: 'The CapabilityStatement has status active and kind capability.',
      under: inPages({ statement: 'The CapabilityStatement has status active and kind instance.' }),
      cases: [
        {
          when: 'read',
          expect: ({ statement: { kind } }: Profile) =>
            statement(json('status', equals('active')), json('kind', equals(kind))),
        },
      ],
    },
    {
      id: 'metadata.formats',
      needs: 'statement',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The CapabilityStatement declares the formats application/json and application/fhir+json.',
      cases: [
        { when: 'read', expect: statement(json('format', containsAll('application/json', 'application/fhir+json'))) },
      ],
    },
    {
      id: 'metadata.accept-unknown',
      where: ({ statement: { acceptsUnknown } }: Profile) => acceptsUnknown,
      needs: 'statement',
      level: 'SHOULD',
      basis: 'guide',
      source,
      statement:
        'The CapabilityStatement declares that the server accepts unknown extensions, but no unknown elements.',
      cases: [{ when: 'read', expect: statement(json('acceptUnknown', equals('extensions'))) }],
    },
    {
      id: 'metadata.server-mode',
      needs: 'statement',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The first rest entry of the CapabilityStatement has mode server.',
      cases: [{ when: 'read', expect: statement(json('rest.0.mode', equals('server'))) }],
    },
    {
      id: 'metadata.security',
      needs: 'statement',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The CapabilityStatement declares CORS and the security services OAuth and SMART-on-FHIR.',
      under: inPages({
        statement: 'The CapabilityStatement declares CORS and the security service OAuth.',
        decision: 'The code decides here; its system is judged with the other values of the sample.',
      }),
      cases: [{ when: 'read', expect: statement(declaresSecurity) }],
    },
    {
      id: 'metadata.token-url',
      where: ({ statement: { tokenUrl } }: Profile) => tokenUrl,
      needs: 'statement',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The CapabilityStatement gives the absolute URL of the token endpoint in the extension oauth-uris.',
      decision:
        'Only the sample of version 3 is published, which has it; for the other versions, which the same servers serve, this does not gate. ' +
        'The URL is the base URL with the documented path, also where --token-url names another.',
      under: shownOnly,
      cases: [{ when: 'read', expect: statement(tellsTokenUrl) }],
    },
    {
      id: 'metadata.cors',
      needs: 'statement',
      level: 'SHOULD',
      basis: 'guide',
      source,
      statement:
        'A server whose metadata declares CORS answers a metadata request that has an Origin with the headers of CORS.',
      decision: 'Access-Control-Allow-Origin, or a Vary that names Origin: a server may allow chosen origins only.',
      cases: [{ when: 'origin', expect: every(replies('metadata-origin'), noTokenAsked, corsDeclared, answersOrigin) }],
    },
    {
      id: 'metadata.interactions',
      needs: 'statement',
      level: 'SHOULD',
      basis: 'guide',
      source,
      statement: 'The CapabilityStatement declares the interactions batch and search-system.',
      decision: 'The sample in the guide declares them; the guide describes neither, so no run tries them.',
      cases: [{ when: 'read', expect: statement(declaresInteractions) }],
    },
    {
      id: 'metadata.export-operations',
      needs: 'statement',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The CapabilityStatement lists every export operation of the guide.',
      decision:
        'Name and path are compared as written. The path may begin below the base URL of the server or below its implementation URL; the host is judged by another requirement.',
      under: (profile: Profile) => ({
        ...inPages({
          statement:
            'The CapabilityStatement declares the export operations of Patient and Group by the canonical URLs of the Bulk Data standard.',
          decision:
            'Name and canonical URL are compared as written, without a version after a vertical bar. Only the sample of version 3 is published; ' +
            'for versions 1 and 2, names and place are those of the public server source, so this does not gate there.',
        })(profile),
        ...shownOnly(profile),
      }),
      cases: [{ when: 'read', expect: statement(listsExports) }],
    },
    {
      id: 'metadata.search-params',
      where: ({ statement: { searchParams } }: Profile) => searchParams !== undefined,
      needs: 'statement',
      level: 'SHOULD',
      basis: 'guide',
      source,
      statement:
        'The CapabilityStatement declares the documented search parameters of Patient, Group and ExplanationOfBenefit with their types.',
      cases: [{ when: 'read', expect: statement(declaresSearchParams) }],
    },
    {
      id: 'metadata.default-documented',
      where: ({ statement: { searchParams } }: Profile) => searchParams !== undefined,
      needs: 'statement',
      level: 'SHOULD',
      basis: 'guide',
      source,
      statement: 'The documentation of each export operation in the CapabilityStatement names the default filter.',
      decision: 'It must name the tag system System-Type; its other words do not matter.',
      cases: [{ when: 'read', expect: statement(documentsDefault) }],
    },
    {
      id: 'metadata.supporting-operations',
      where: listsPaths,
      needs: 'statement',
      level: 'MUST',
      basis: 'guide',
      source,
      statement:
        'The CapabilityStatement lists the operations jobs, metadata, version and data at their documented paths.',
      decision:
        'The guide shows path templates, which are compared as written; only the name of a placeholder inside its brackets does not matter.',
      cases: [{ when: 'read', expect: statement(listsSupport) }],
    },
    {
      id: 'metadata.no-other-exports',
      needs: 'statement',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('BCDA Metadata'),
      statement: 'The CapabilityStatement lists no export operation that the guide does not document.',
      cases: [{ when: 'read', expect: statement(listsNoOtherExports) }],
    },
    {
      id: 'metadata.implementation-url',
      needs: 'statement',
      level: 'SHOULD',
      basis: 'guide',
      source,
      statement:
        'The implementation URL and the operation URLs in the CapabilityStatement are on the server under test.',
      under: inPages({
        statement: 'The implementation URL in the CapabilityStatement is the base URL of the server.',
        decision: 'The definitions of the operations are canonical URLs of HL7, so they are not compared.',
      }),
      cases: [{ when: 'read', expect: statement(urlsOnTarget) }],
    },
    {
      id: 'metadata.version-operation',
      where: listsPaths,
      needs: 'version',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('BCDA Metadata'),
      statement: 'The version operation returns 200 without a token at the URL that the metadata lists.',
      cases: [{ when: 'version', expect: every(replies('version'), status(200)) }],
    },
    {
      id: 'metadata.described',
      needs: 'statement',
      level: 'SHOULD',
      basis: 'guide',
      source,
      statement:
        'The CapabilityStatement gives its publisher, date and instantiated statement, the name, version and release date of the software, and a text and a full coding for each security service.',
      under: inPages({
        statement:
          'The CapabilityStatement gives its publisher and date, a description of the implementation, the name, version and release date of the software, and a text and a full coding for each security service, and instantiates that of Bulk Data.',
      }),
      cases: [{ when: 'read', expect: statement(isDescribed) }],
    },
    {
      id: 'metadata.sample-values',
      needs: 'statement',
      level: 'SHOULD',
      basis: 'guide',
      source,
      statement:
        'The publisher, the name of the software, and system, display and text of the security services in the CapabilityStatement are those of the guide.',
      decision: 'What is missing altogether is judged by another requirement.',
      cases: [{ when: 'read', expect: statement(valuesOfTheSample) }],
    },
  ],
});
