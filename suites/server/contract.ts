import { ask, readContract } from '../../src/model/steps.js';
import { swaggerAgrees, swaggerCovers, swaggerDocument, swaggerPage, swaggerValid } from '../../src/expect/index.js';
import { suite } from '../../src/model/index.js';
import { advice, guide } from '../sources.js';
import { documentedExports } from './conversations.js';

export default suite({
  role: 'server',
  id: 'contract',
  title: 'The Swagger documentation',
  scenarios: {
    documentation: { title: 'the Swagger page and its document', steps: [readContract()] },
    everything: {
      title: 'every answer of the run beside the document',
      everything: true,
      steps: [ask('metadata', 'metadata', 'none'), ...documentedExports('files'), readContract()],
    },
  },
  requirements: [
    {
      id: 'contract.page',
      level: 'MUST',
      basis: 'guide',
      source: guide('User Guide'),
      statement: 'The Swagger page at /api/v1/swagger is reachable.',
      decision:
        'With or without the slash at the end, also by a redirect on the same server. The guide links to it for every reader, ' +
        'so it must not need a token; where it does, the rest is judged with one.',
      cases: [{ when: 'documentation', expect: swaggerPage }],
    },
    {
      id: 'contract.document',
      needs: 'swagger-page',
      level: 'MUST',
      basis: 'guide',
      source: guide('User Guide'),
      statement: 'The page leads to the Swagger or OpenAPI document of the API, or is that document.',
      decision:
        'Swagger 2.0, OpenAPI 3.0 or 3.1, in JSON or YAML: what the page names on its own server, else one of the usual names ' +
        'beside it. What cannot be read as one, or needs a token, is not found. One given with --openapi is compared in its place, ' +
        'and does not help the server here.',
      cases: [{ when: 'documentation', expect: swaggerDocument }],
    },
    {
      id: 'contract.valid',
      needs: 'swagger-document',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('User Guide'),
      statement: 'The document is valid by its own standard, and needs no other document to be understood.',
      decision: 'References to other documents are never fetched.',
      cases: [{ when: 'documentation', expect: swaggerValid }],
    },
    {
      id: 'contract.covers',
      needs: 'swagger-document',
      level: 'MUST',
      basis: 'guide',
      source: guide('User Guide'),
      statement: 'The document describes every operation of the guide: path, method, parameters, security and answers.',
      decision:
        'The token, the metadata, each export, the status of a job and the data files, with the answers that the guide names for each ' +
        'and the Prefer header and _type where it has them; Accept is told by media types. The host of the document is not compared, ' +
        'and the names of what varies in a path are free. Of the version operation the guide shows no more than the path.',
      cases: [{ when: 'documentation', expect: swaggerCovers }],
    },
    {
      id: 'contract.agrees',
      needs: 'swagger-document',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('User Guide'),
      statement: 'Answers to well-formed requests agree with the document: status, headers and body.',
      decision:
        'The same departure of several answers is one; where another failed requirement of the run cites one of these answers, it is ' +
        'that one’s failure and is listed as “also”. A busy server (408, 429, 503) says nothing of the operation. Swagger 2.0 lists the ' +
        'headers that are sent; of OpenAPI 3 only required ones count. Patterns in schemas are not applied: a server could ' +
        'write one that never ends. Data files are judged by their status and headers.',
      cases: [{ when: 'everything', expect: swaggerAgrees }],
    },
  ],
});
