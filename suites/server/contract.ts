import { ask, readContract } from '../../src/model/steps.js';
import {
  swaggerAgrees,
  swaggerCovers,
  swaggerDescribesListed,
  swaggerDocument,
  swaggerPage,
  swaggerServer,
  swaggerValid,
} from '../../src/expect/index.js';
import { type Profile, suite } from '../../src/model/index.js';
import { advice, guide } from '../sources.js';
import { documentedExports } from './conversations.js';

/** The pages of today have no word of Swagger. */
export const hasSwagger = ({ paths }: Profile): boolean => paths.swagger !== undefined;
const where = hasSwagger;

export default suite({
  role: 'server',
  id: 'contract',
  title: 'The Swagger documentation',
  scenarios: {
    documentation: { title: 'the Swagger page and its document', steps: [readContract()] },
    everything: {
      title: 'every response of the run compared with the document',
      everything: true,
      steps: [ask('metadata', 'metadata', 'none'), ...documentedExports('files'), readContract()],
    },
  },
  requirements: [
    {
      id: 'contract.page',
      where,
      level: 'MUST',
      basis: 'guide',
      source: guide('User Guide'),
      statement: 'The Swagger page is available at its documented path without a token.',
      decision:
        'The path may end in a slash or not, and may redirect on the same server. The guide links to the page for every reader, ' +
        'so the page must not require a token; if it does, the other requirements of this chapter are judged with one.',
      cases: [{ when: 'documentation', expect: swaggerPage }],
    },
    {
      id: 'contract.document',
      where,
      needs: 'swagger-page',
      level: 'MUST',
      basis: 'guide',
      source: guide('User Guide'),
      statement: 'The Swagger page leads to the Swagger or OpenAPI document of the API, or is that document.',
      decision:
        'The document is Swagger 2.0, OpenAPI 3.0 or OpenAPI 3.1, in JSON or YAML: the one that the page names on its own server, ' +
        'or else one with a usual name next to the page. A document that cannot be parsed or requires a token counts as missing. ' +
        'A document given with --openapi is used for the other requirements of this chapter, but does not count for this one.',
      cases: [{ when: 'documentation', expect: swaggerDocument }],
    },
    {
      id: 'contract.valid',
      where,
      needs: 'swagger-document',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('User Guide'),
      statement: 'The Swagger or OpenAPI document is valid by its own standard and does not depend on other documents.',
      decision: 'References to other documents are never fetched.',
      cases: [{ when: 'documentation', expect: swaggerValid }],
    },
    {
      id: 'contract.covers',
      where,
      needs: 'swagger-document',
      level: 'MUST',
      basis: 'guide',
      source: guide('User Guide'),
      statement:
        'The Swagger or OpenAPI document describes every operation of the guide: path, method, parameters, security and responses.',
      decision:
        'The operations are the token request, the metadata, each export, the job status and the data files, with the response ' +
        'statuses that the guide names for each, and with the Prefer header and _type where the guide has them; Accept is ' +
        'described by media types. The host in the document is not compared, and path parameters may have any name. The version operation ' +
        'is not required, because the guide shows only its path.',
      cases: [{ when: 'documentation', expect: swaggerCovers }],
    },
    {
      id: 'contract.listed-operations',
      where,
      needs: 'swagger-document',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('User Guide'),
      statement: 'The Swagger or OpenAPI document describes every operation that the CapabilityStatement lists.',
      decision:
        'The guide says that the page documents every endpoint. The operations that the guide itself describes are left to contract.covers, and other exports to ' +
        'metadata.no-other-exports: this is about the version operation and those that only the CapabilityStatement has.',
      cases: [{ when: 'everything', expect: swaggerDescribesListed }],
    },
    {
      id: 'contract.server',
      where,
      needs: 'swagger-document',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('Authentication Walkthrough'),
      statement: 'The host and scheme in the Swagger or OpenAPI document are those of the server.',
      decision:
        'Users may get a token on the Swagger page, which sends its requests to the server that the document names. A document ' +
        'that names no host or scheme means the server it came from; of several servers, one is enough. A document given with ' +
        '--openapi is not judged.',
      cases: [{ when: 'documentation', expect: swaggerServer }],
    },
    {
      id: 'contract.agrees',
      where,
      needs: 'swagger-document',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('User Guide'),
      statement:
        'Responses to well-formed requests agree with the Swagger or OpenAPI document in status, headers and body.',
      decision:
        'The same deviation in several responses counts once; if another failed requirement cites one of these responses for the same ' +
        'status, header or member, the deviation belongs to that requirement, selected or not, and is listed as “also”. A busy server (408, 429, 503) shows nothing about the ' +
        'operation. Swagger 2.0 lists the headers that are sent; in OpenAPI 3 only required headers count. Patterns in schemas are ' +
        'not applied, because a server could give one that never finishes matching. Data files are judged only by status and headers.',
      cases: [{ when: 'everything', expect: swaggerAgrees }],
    },
  ],
});
