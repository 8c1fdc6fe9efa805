import { gzipSync } from 'node:zlib';
import { answering, bytesOf, changing, json, onReply, text, withHeader } from '../../src/reference/index.js';
import { head, happening } from './answers.js';
import type { FrontPlace, Takes } from './front.js';
import { KICKOFF, MANIFEST, METADATA, OUTPUT, TOKEN } from './ids.js';
import type { Kind } from './trial.js';

/** What a terminal, a log or a page might obey: escapes in C0 and C1, a bell, NUL, text turned round, markup. */
const EVIL =
  '\u001b[31mred\u001b]0;title\u0007\u009b2J\u0000\u0008\u007f\u202egnp\u2066\u200f</script><script>alert(1)</script>';
/** The same as far as a header can carry it: node refuses to send C0, and raw bytes are sent below. */
const evilHeader = Buffer.from('\u009b2J\u202egnp <script>alert(1)</script>', 'utf8').toString('latin1');

const resets: Takes['does'] = ({ socket }) => socket.resetAndDestroy();
const first = (at: FrontPlace, does: Takes['does']): Takes => ({ at: [at], nth: (nth) => nth === 1, does });

/** Half of a good answer, and then the connection goes. */
const halved = changing(async (reply) => {
  const whole = await bytesOf(reply.body);
  const half = whole.subarray(0, Math.ceil(whole.length / 2));
  return reply.status === 200 ? { ...reply, body: half, cut: whole.length - half.length } : reply;
});

const JOBS = [...METADATA, ...TOKEN, ...KICKOFF];

/** A connection that is reset at each stage. */
const RESETS: readonly Kind[] = [
  {
    kind: 'resets the connection of the metadata',
    takes: { at: ['metadata'], does: resets },
    exit: 1,
    says: /the connection was reset before the response was complete/,
    fails: ['metadata.public'],
    still: [...TOKEN, ...KICKOFF, ...OUTPUT],
  },
  {
    kind: 'resets the connection of the token',
    takes: { at: ['token'], does: resets },
    exit: 1,
    says: /the connection was reset before the response was complete/,
    fails: ['token.issued'],
    blocks: ['kickoff.accepted', 'output.downloadable'],
    still: METADATA,
  },
  {
    kind: 'resets the connection of the kick-off',
    takes: { at: ['kickoff'], does: resets },
    exit: 1,
    says: /the connection was reset before the response was complete/,
    fails: ['kickoff.accepted'],
    blocks: ['output.downloadable'],
    still: [...METADATA, ...TOKEN],
  },
  {
    kind: 'resets the connection of every status',
    takes: { at: ['status'], does: resets },
    exit: 2,
    says: /the connection was reset before the response was complete/,
    blocks: ['status.completes', 'manifest.json', 'output.downloadable'],
    still: JOBS,
    mostAsked: { status: 45 },
  },
  {
    kind: 'resets one status and then goes on',
    takes: first('status', resets),
    exit: 0,
    says: /: \d+ passed, 0 failed, 0 warnings, 0 blocked/,
    still: [...JOBS, ...MANIFEST, ...OUTPUT],
  },
  {
    kind: 'resets the connection in the middle of the manifest',
    reference: { faults: [happening(['status'], halved)] },
    exit: 2,
    says: /the connection was (?:reset|closed) before the response was complete/,
    blocks: ['status.completes', 'manifest.json', 'output.downloadable'],
    still: JOBS,
  },
  {
    kind: 'resets the connection of a data file once',
    takes: first('data', resets),
    exit: 0,
    says: /1 request had to be sent again because there was no response/,
    still: [...JOBS, ...MANIFEST, 'output.downloadable'],
  },
  {
    kind: 'resets the connection of every data file',
    takes: { at: ['data'], does: resets },
    exit: 1,
    says: /the connection was (?:reset|closed) before the response was complete/,
    fails: ['output.downloadable'],
    still: [...JOBS, ...MANIFEST],
  },
  {
    kind: 'resets the connection in the middle of the data files',
    reference: { faults: [happening(['data'], halved)] },
    exit: 1,
    says: /only part of the file arrived: the connection was (?:reset|closed) before the response was complete|only part of the file arrived: the length of the body does not match Content-Length/,
    fails: ['output.downloadable'],
    still: [...JOBS, ...MANIFEST, 'output.type'],
  },
];

/** Bodies and framing that are not what they say. */
const FRAMING: readonly Kind[] = [
  {
    kind: 'announces more of a data file than it sends',
    takes: first('data', ({ write, socket }) => {
      write(head('200 OK', 'Content-Type: application/fhir+ndjson', 'Content-Length: 1000'));
      write('{"resourceType":"Patient"}\n');
      socket.end();
    }),
    exit: 1,
    says: /only part of the file arrived: (?:the connection was closed before the response was complete|the length of the body does not match Content-Length)/,
    fails: ['output.downloadable'],
    still: [...JOBS, ...MANIFEST],
  },
  {
    kind: 'announces less of a data file than it sends',
    takes: first('data', ({ write, socket }) => {
      write(head('200 OK', 'Content-Type: application/fhir+ndjson', 'Content-Length: 20'));
      write('{"resourceType":"ExplanationOfBenefit"}\n');
      socket.end();
    }),
    exit: 1,
    says: /1 × line that is not one JSON object, first in \w+ file, line 1, byte 0/,
    fails: ['output.ndjson'],
    still: [...JOBS, ...MANIFEST],
  },
  {
    kind: 'announces more metadata than it sends',
    takes: {
      at: ['metadata'],
      does: ({ write, socket }) => {
        write(`${head('200 OK', 'Content-Type: application/fhir+json', 'Content-Length: 1000')}{}`);
        socket.end();
      },
    },
    exit: 1,
    says: /the connection was (?:reset|closed) before the response was complete/,
    fails: ['metadata.public'],
    still: [...TOKEN, ...KICKOFF, ...OUTPUT],
  },
  {
    kind: 'announces less metadata than it sends',
    takes: {
      at: ['metadata'],
      does: ({ write, socket }) => {
        write(head('200 OK', 'Content-Type: application/fhir+json', 'Content-Length: 20'));
        write('{"resourceType":"CapabilityStatement"}');
        socket.end();
      },
    },
    exit: 1,
    says: /the response is not HTTP/,
    fails: ['metadata.public'],
    still: [...TOKEN, ...KICKOFF, ...OUTPUT],
  },
  {
    kind: 'calls gzip what is none',
    takes: first('data', ({ write, socket }) => {
      write(head('200 OK', 'Content-Type: application/fhir+ndjson', 'Content-Encoding: gzip'));
      write('{"resourceType":"Patient"}\n');
      socket.end();
    }),
    exit: 1,
    says: /only part of the file arrived: it is not gzip, although Content-Encoding says so/,
    fails: ['output.downloadable'],
    still: [...JOBS, ...MANIFEST],
  },
  {
    kind: 'calls gzip what is none, without end',
    takes: first('data', ({ write, pour }) => {
      write(head('200 OK', 'Content-Type: application/fhir+ndjson', 'Content-Encoding: gzip'));
      pour('{"resourceType":"Patient"}\n'.repeat(4096));
    }),
    exit: 1,
    says: /only part of the file arrived: it is not gzip, although Content-Encoding says so/,
    fails: ['output.downloadable'],
    still: [...JOBS, ...MANIFEST],
    mostBytes: 32 * 1024 * 1024,
  },
  {
    kind: 'cuts its gzip off',
    takes: first('data', ({ write, socket }) => {
      write(head('200 OK', 'Content-Type: application/fhir+ndjson', 'Content-Encoding: gzip'));
      write(gzipSync('{"resourceType":"Patient"}\n'.repeat(100)).subarray(0, 30));
      socket.end();
    }),
    exit: 1,
    says: /only part of the file arrived: it is not gzip, although Content-Encoding says so/,
    fails: ['output.downloadable'],
    still: [...JOBS, ...MANIFEST],
  },
  {
    kind: 'redirects its metadata and its documentation in a circle',
    reference: {
      faults: [
        happening(['metadata', 'swagger'], (request) =>
          Promise.resolve({ status: 302, headers: [['Location', request.origin + request.target]], body: '' }),
        ),
      ],
    },
    ids: ['metadata', 'token', 'contract'],
    limits: ['redirects=3'],
    exit: 1,
    says: /there is no Swagger page: status 302/,
    fails: ['metadata.public', 'contract.page'],
    still: TOKEN,
    mostAsked: { metadata: 2, swagger: 8 },
  },
  {
    kind: 'speaks something that is not HTTP',
    takes: { at: ['kickoff'], does: ({ write, socket }) => (write('220 mail.example ESMTP\r\n'), void socket.end()) },
    exit: 1,
    says: /the response is not HTTP/,
    fails: ['kickoff.accepted'],
    still: [...METADATA, ...TOKEN],
  },
];

/** Texts that are not what they should be, or that mean something to whoever shows them. */
const TEXTS: readonly Kind[] = [
  {
    kind: 'sends metadata and data that are no UTF-8',
    reference: {
      faults: [
        happening(
          ['metadata', 'data'],
          changing(async (reply) => ({
            ...reply,
            body: Buffer.concat([await bytesOf(reply.body), Buffer.from([0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x0a])]),
          })),
        ),
      ],
    },
    exit: 1,
    says: /\d+ × line that is not UTF-8, first in \w+ file, line \d+, byte \d+/,
    fails: ['output.ndjson', 'metadata.capability-statement'],
    still: TOKEN,
  },
  {
    kind: 'sends NUL, control characters and terminal escapes in every body',
    reference: {
      faults: [
        happening(
          ['metadata'],
          json((statement) => ({ ...statement, publisher: EVIL, name: EVIL, [EVIL]: EVIL })),
        ),
        happening(
          ['token'],
          json((answer) => ({ ...answer, token_type: EVIL })),
        ),
        happening(
          ['status'],
          json((manifest) => ({ ...manifest, transactionTime: EVIL, request: EVIL, JobID: EVIL })),
        ),
        happening(
          ['data'],
          text((body) => `${EVIL}\n${body}`),
        ),
        happening(
          ['kickoff'],
          onReply(({ status }) => status >= 400, answering({ status: 400, headers: [], body: EVIL })),
        ),
      ],
    },
    ids: [],
    everyReport: true,
    exit: 1,
    says: /\d+ × line that is not one JSON object, first in ExplanationOfBenefit file, line 1, byte 0/,
    never: /<script>alert/,
    fails: ['token.type', 'manifest.transaction-time', 'output.ndjson'],
    still: ['token.issued', ...KICKOFF.slice(0, 2)],
  },
  {
    kind: 'sends C1 controls, turned text and markup in headers, X-Progress above all',
    takes: {
      at: ['kickoff'],
      nth: (nth) => nth > 1,
      does: ({ write, socket, origin }) => {
        write(
          Buffer.from(
            head(
              '202 Accepted',
              `Content-Location: ${origin}/api/v1/jobs/${evilHeader}`,
              `X-Progress: ${evilHeader}`,
              `Server: ${evilHeader}`,
              `Content-Type: ${evilHeader}`,
              `X-Evil: ${evilHeader}`,
              'Content-Length: 0',
            ),
            'latin1',
          ),
        );
        socket.end();
      },
    },
    reference: {
      faults: [happening(['status'], withHeader('X-Progress', 'In Progress (50%) <script>alert(1)</script>'))],
    },
    ids: [],
    everyReport: true,
    exit: 1,
    says: /export of Patient\?_type=Coverage,Patient,ExplanationOfBenefit: status 404/,
    never: /<script>alert/,
    still: [...METADATA, ...TOKEN],
  },
  {
    kind: 'sends C0 controls in headers',
    takes: {
      at: ['kickoff'],
      does: ({ write, socket }) => {
        write(head('202 Accepted', 'X-Progress: \u001b[2J\u0007', 'Content-Length: 0'));
        socket.end();
      },
    },
    everyReport: true,
    exit: 1,
    says: /the response is not HTTP/,
    fails: ['kickoff.accepted'],
    still: [...METADATA, ...TOKEN],
  },
  {
    kind: 'puts control characters and markup into the reason phrase',
    takes: {
      at: ['kickoff'],
      does: ({ write, socket }) => {
        write(Buffer.from(head(`500 ${evilHeader}`, 'Content-Length: 0'), 'latin1'));
        socket.end();
      },
    },
    everyReport: true,
    exit: 1,
    says: /export of Patient: status 500/,
    never: /<script>alert/,
    fails: ['kickoff.accepted'],
    still: [...METADATA, ...TOKEN],
  },
];

export const BROKEN: readonly Kind[] = [...RESETS, ...FRAMING, ...TEXTS];
