import { ask, handshake } from '../../src/model/steps.js';
import {
  anyReply,
  anyReplyExcept,
  charsetIsUtf8,
  every,
  header,
  modernTls,
  noEcho,
  noGatewayError,
  noInnerWorking,
  oneDocument,
  onlyStatus,
  replies,
  sameForOtherTool,
  seconds,
} from '../../src/expect/index.js';
import { isOfPages, suite } from '../../src/model/index.js';
import { PAGES, SECTIONS } from '../profiles/pages.js';
import { advice, fhir, guide, r4, rfc } from '../sources.js';
import { inPages, inR4 } from './under.js';
import { documentedExports, kickoffRefusals, tokenRefusals, unknownFile, unknownJob } from './conversations.js';

export default suite({
  role: 'server',
  id: 'hygiene',
  title: 'Hygiene',
  scenarios: {
    handshake: { title: 'a TLS handshake', steps: [handshake()] },
    everything: {
      title: 'every response of the run',
      everything: true,
      steps: [
        ask('metadata', 'metadata', 'none'),
        ...documentedExports('files'),
        ...tokenRefusals,
        ...kickoffRefusals,
        unknownJob,
        unknownFile,
      ],
    },
    tools: {
      title: 'requests with the User-Agent of other tools, for a finished job and a file of it',
      steps: [
        ...documentedExports('files'),
        ask('file-again', 'file-of-each-type', 'token', { accept: '*/*' }),
        ask('status-again', 'every-job', 'token'),
        ask('status-as-postman', 'job', 'token', { userAgent: 'PostmanRuntime/7.20.1' }),
        ask('file-as-curl', 'file', 'token', { userAgent: 'curl/7.67.0' }),
      ],
    },
  },
  requirements: [
    {
      id: 'hygiene.tls',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('Authentication and Authorization'),
      statement: 'The server uses https with TLS 1.2 or newer.',
      decision:
        'Plain http is accepted on loopback, where nothing leaves the machine. The draft says SHALL; the guides show https and name no ' +
        'version, and test servers often have their TLS elsewhere, so this does not gate.',
      cases: [{ when: 'handshake', expect: modernTls }],
    },
    {
      id: 'hygiene.one-document',
      level: 'MUST',
      basis: 'rfc',
      source: rfc(8259, '2'),
      statement: 'A JSON error body is exactly one JSON document.',
      decision:
        'JSON is read as RFC 8259 defines it: UTF-8, no byte order mark, no other white space, and no member name twice with different values.',
      cases: [{ when: 'everything', expect: every(anyReply, oneDocument) }],
    },
    {
      id: 'hygiene.charset',
      under: inR4({ source: r4('RESTful API, content types', 'http.html#mime-type') }),
      level: 'MUST',
      basis: 'spec',
      source: fhir('RESTful API, content types', 'http.html#mime-type'),
      statement: 'If the Content-Type of a response with JSON or NDJSON names a charset, it is UTF-8.',
      decision:
        'FHIR has all bodies in UTF-8, and the charset must say so: a client that reads names in another one gets other names. ' +
        'FHIR also wants the charset to be named; the guides show types without it, so its absence is fine.',
      cases: [{ when: 'everything', expect: every(anyReplyExcept('page', 'document'), charsetIsUtf8) }],
    },
    {
      id: 'hygiene.no-stack-trace',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('Examples'),
      statement: 'No error body contains a stack trace, SQL or a file path.',
      cases: [{ when: 'everything', expect: every(anyReply, noInnerWorking) }],
    },
    {
      id: 'hygiene.retry-after',
      where: isOfPages,
      level: 'MUST',
      basis: 'guide',
      source: { document: PAGES, section: SECTIONS.busy },
      statement: 'Every 429 response has Retry-After with a number of seconds.',
      decision: '0 is a number of seconds: the server that runs today sends it for an export that is running already.',
      cases: [
        {
          when: 'everything',
          expect: every(
            anyReply,
            onlyStatus('the status is 429', (code) => code === 429),
            header('retry-after', seconds),
          ),
        },
      ],
    },
    {
      id: 'hygiene.any-tool',
      under: inPages({ source: guide('2. Initiate an export job') }),
      needs: 'file',
      level: 'MUST',
      basis: 'guide',
      source: guide('Environment'),
      statement: 'A GET request gets the same response with the User-Agent of curl and of Postman as with any other.',
      decision:
        'The status of a finished job is asked for as Postman does, and a file of it as curl does. Only where the same request with the User-Agent of this run ' +
        'is accepted, before or after, does a refusal or another body fail. Of a request without a User-Agent nothing is promised.',
      cases: [{ when: 'tools', expect: every(replies('status-as-postman', 'file-as-curl'), sameForOtherTool) }],
    },
    {
      id: 'hygiene.no-gateway-errors',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('Examples'),
      statement: 'No request has to be sent again because the response was 502 (Bad Gateway) or 504 (Gateway Timeout).',
      decision:
        'A 502 or 504 is followed by the same request up to four times; everything else is judged on the last response.',
      cases: [{ when: 'everything', expect: every(anyReply, noGatewayError) }],
    },
    {
      id: 'hygiene.no-token-echo',
      level: 'MUST',
      basis: 'advice',
      source: advice('Authentication and Authorization'),
      statement:
        'No response contains a client secret or a token, except that a token response contains the token it issues.',
      cases: [{ when: 'everything', expect: every(anyReply, noEcho) }],
    },
  ],
});
