import { gzipSync } from 'node:zlib';
import { changing, json, text } from '../../src/reference/index.js';
import { head, happening } from './answers.js';
import { KICKOFF, MANIFEST, METADATA, OUTPUT, TOKEN } from './ids.js';
import type { FrontPlace, Takes } from './front.js';
import type { Kind } from './trial.js';

const KIB = 1024;
const MIB = 1024 * KIB;
/** What the buffers of both ends and of the system hold, after which a server has to wait. */
const BUFFERS = 32 * MIB;
const NDJSON = head('200 OK', 'Content-Type: application/fhir+ndjson');
const GZIP = head('200 OK', 'Content-Type: application/fhir+ndjson', 'Content-Encoding: gzip');
const NESTED = 200_000;

/** A 404 with a header of that length. */
const heavy = (at: FrontPlace, length: number): Takes => ({
  at: [at],
  does: ({ write, socket }) => {
    write(head('404 Not Found', `X-Big: ${'x'.repeat(length)}`, 'Content-Length: 0'));
    socket.end();
  },
});
const first = (does: Takes['does']): Takes => ({ at: ['data'], nth: (nth) => nth === 1, does });
const line = `{"resourceType":"Patient","id":"${'x'.repeat(64 * KIB)}"}\n`;

interface Listed {
  output: { type: string; url: string }[];
}

const listing = (files: number) =>
  happening(
    ['status'],
    json<Listed>((manifest) => {
      const [{ type, url } = { type: 'Patient', url: '' }] = manifest.output;
      manifest.output = Array.from({ length: files }, (_, index) => ({ type, url: `${url}?n=${index}` }));
    }),
  );

const deep = (open: string, close: string): string => open.repeat(NESTED) + close.repeat(NESTED);

/** Servers that send more than anyone can take. */
export const SIZE: readonly Kind[] = [
  {
    kind: 'sends headers without end',
    takes: {
      at: ['metadata'],
      does: ({ write, pour }) => (write('HTTP/1.1 200 OK\r\n'), pour('X-A: b\r\n'.repeat(8 * KIB))),
    },
    exit: 1,
    says: /the headers exceed the limit of 16 KiB \(--limit header-bytes\)/,
    fails: ['metadata.public'],
    still: [...TOKEN, ...KICKOFF, ...OUTPUT],
    mostBytes: BUFFERS,
  },
  {
    kind: 'sends a data file with headers without end',
    takes: first(({ write, pour }) => (write('HTTP/1.1 200 OK\r\n'), pour('X-A: b\r\n'.repeat(8 * KIB)))),
    exit: 1,
    says: /the headers exceed the limit of 16 KiB \(--limit header-bytes\)/,
    fails: ['output.downloadable'],
    still: [...METADATA, ...TOKEN, ...MANIFEST],
    mostBytes: BUFFERS,
  },
  {
    kind: 'sends a header of 1 MB',
    takes: heavy('kickoff', 1e6),
    exit: 1,
    says: /the headers exceed the limit of 16 KiB \(--limit header-bytes\)/,
    fails: ['kickoff.accepted'],
    still: [...METADATA, ...TOKEN],
  },
  ...(['metadata', 'data'] as const).map((place): Kind => ({
    kind: `sends a header over a bound that was set (${place})`,
    takes: heavy(place, 8 * KIB),
    limits: ['header-bytes=4KiB'],
    exit: 1,
    says: /the headers exceed the limit of 4 KiB \(--limit header-bytes\)/,
    fails: [place === 'data' ? 'output.downloadable' : 'metadata.public'],
    still: TOKEN,
  })),
  ...(['metadata', 'data'] as const).map((place): Kind => ({
    kind: `sends a long header under a bound that was raised (${place})`,
    takes: heavy(place, 100 * KIB),
    limits: ['header-bytes=128KiB'],
    exit: 1,
    says: /status 404/,
    fails: [place === 'data' ? 'output.downloadable' : 'metadata.public'],
    still: TOKEN,
  })),
  {
    kind: 'sends metadata without end',
    takes: { at: ['metadata'], does: ({ write, pour }) => (write(head('200 OK')), pour(' '.repeat(64 * KIB))) },
    limits: ['small-body-bytes=64KiB'],
    exit: 1,
    says: /the body exceeds the limit of 64 KiB \(--limit small-body-bytes\)/,
    fails: ['metadata.public'],
    still: [...TOKEN, ...KICKOFF, ...OUTPUT],
    mostBytes: BUFFERS,
  },
  {
    kind: 'sends a manifest of 1 GB',
    takes: {
      at: ['status'],
      does: ({ write, pour }) => {
        write(head('200 OK', 'Content-Type: application/json', `Content-Length: 1000000000`));
        write('{"output":[');
        pour('{"type":"Patient","url":"x"},'.repeat(2 * KIB));
      },
    },
    ids: ['metadata', 'token', 'status.completes', 'manifest.json'],
    exit: 2,
    says: /the body exceeds the limit of 8 MiB \(--limit small-body-bytes\)/,
    blocks: ['status.completes'],
    still: [...METADATA, ...TOKEN],
    // Some ten answers, each of which ends after 8 MiB.
    mostBytes: 10 * BUFFERS,
  },
  {
    kind: 'answers a refused file with an error without end',
    takes: first(({ write, pour }) => (write(head('500 Internal Server Error')), pour('x'.repeat(64 * KIB)))),
    limits: ['small-body-bytes=64KiB'],
    exit: 1,
    says: /export of Patient: status 500/,
    fails: ['output.downloadable'],
    still: [...METADATA, ...TOKEN, ...MANIFEST],
    mostBytes: BUFFERS,
  },
  {
    kind: 'sends a data file without end',
    takes: first(({ write, pour }) => (write(NDJSON), pour(line))),
    limits: ['file-bytes=1MiB'],
    exit: 1,
    says: /it exceeds the limit of 1 MiB \(--limit file-bytes\)/,
    fails: ['output.downloadable'],
    still: [...METADATA, ...TOKEN, ...MANIFEST],
    mostBytes: BUFFERS,
  },
  {
    kind: 'sends a line without end',
    takes: first(({ write, pour }) => (write(NDJSON), pour('x'.repeat(64 * KIB)))),
    limits: ['line-bytes=64KiB', 'file-bytes=256MiB'],
    exit: 1,
    says: /it exceeds the limit of 256 MiB \(--limit file-bytes\)/,
    fails: ['output.downloadable'],
    still: [...METADATA, ...TOKEN, ...MANIFEST],
    mostMemory: 96 * MIB,
  },
  {
    kind: 'sends a line over the bound',
    takes: first(({ write, socket }) => {
      write(`${NDJSON}${line}{"resourceType":"Patient"}\n`);
      socket.end();
    }),
    limits: ['line-bytes=64KiB'],
    exit: 1,
    says: /1 × line over the size limit, first in \w+ file, line 1, byte 0/,
    fails: ['output.ndjson'],
    still: [...METADATA, ...TOKEN, ...MANIFEST],
  },
  {
    kind: 'sends a gzip bomb',
    takes: first(({ write, socket }) => {
      write(GZIP);
      write(gzipSync(Buffer.alloc(64 * MIB, '\n')));
      socket.end();
    }),
    limits: ['unpacked-ratio=10', 'small-body-bytes=64KiB'],
    exit: 1,
    says: /it decompresses to more than 10 times \(--limit unpacked-ratio\) its compressed size/,
    fails: ['output.downloadable'],
    still: [...METADATA, ...TOKEN],
  },
  {
    kind: 'sends gzip without end',
    takes: first(({ write, pour }) => (write(GZIP), pour(gzipSync(Buffer.alloc(16 * KIB, line))))),
    limits: ['file-bytes=4MiB', 'unpacked-ratio=1000000'],
    exit: 1,
    says: /it decompresses to more than the limit of 4 MiB \(--limit file-bytes\)/,
    fails: ['output.downloadable'],
    still: [...METADATA, ...TOKEN, ...MANIFEST],
    mostBytes: BUFFERS,
  },
  {
    kind: 'lists 100,000 files',
    reference: { faults: [listing(100_000)] },
    ids: ['metadata', 'token.issued', 'manifest.output', 'output.downloadable'],
    // One manifest is enough: each takes this process a second to make and to read.
    args: ['--export-budget', '1'],
    limits: ['small-body-bytes=32MiB', 'manifest-files=3'],
    exit: 2,
    says: /the manifest lists 100000 files, more than the limit of 3 \(--limit manifest-files\); the others were not downloaded \(use --limit manifest-files=100000\)/,
    blocks: ['manifest.output', 'output.downloadable'],
    still: [...METADATA, 'token.issued'],
    mostAsked: { data: 3 },
    // The manifest is returned four times, and of each response 10,000 entries are kept.
    mostReport: 10 * MIB,
  },
  {
    kind: 'lists more files than a small answer holds',
    reference: { faults: [listing(1000)] },
    limits: ['small-body-bytes=64KiB'],
    exit: 2,
    says: /the body exceeds the limit of 64 KiB \(--limit small-body-bytes\)/,
    blocks: ['status.completes'],
    still: [...METADATA, ...TOKEN, ...KICKOFF],
  },
  {
    kind: 'nests its metadata 200,000 deep',
    reference: {
      faults: [
        happening(
          ['metadata'],
          text((body) => body.replace(/}\s*$/, `,"extension":${deep('[', ']')}}`)),
        ),
      ],
    },
    exit: 1,
    says: /1 × json\.depth, expected objects and arrays nested at most 256 deep/,
    fails: ['metadata.valid-stu3'],
    still: [...TOKEN, ...KICKOFF, ...OUTPUT],
  },
  {
    kind: 'nests its token answers 200,000 deep',
    reference: {
      faults: [
        happening(
          ['token'],
          text(() => deep('{"a":', '}').replace('}', '1}')),
        ),
      ],
    },
    exit: 1,
    says: /access_token: missing/,
    fails: ['token.access-token'],
    still: METADATA,
  },
  {
    kind: 'nests its manifest 200,000 deep',
    reference: {
      faults: [
        happening(
          ['status'],
          text((body) => body.replace(/"output":\[/, `"output":[${deep('[', ']')},`)),
        ),
      ],
    },
    ids: [],
    exit: 1,
    says: /export of Patient: output: .*/,
    fails: ['manifest.output'],
    still: [...METADATA, ...TOKEN, ...KICKOFF],
  },
  {
    kind: 'answers errors of 200,000 brackets',
    reference: {
      faults: [
        happening(
          ['kickoff', 'status', 'data'],
          changing((reply) => (reply.status >= 400 ? { ...reply, body: deep('[', ']') } : reply)),
        ),
      ],
    },
    ids: [],
    exit: 1,
    says: /export of Patient: JSON that is an array/,
    fails: ['kickoff.error-outcome', 'protection.silent-401'],
    still: [...METADATA, ...TOKEN, 'kickoff.accepted', ...OUTPUT],
  },
  {
    kind: 'answers a refused kick-off with a million JSON documents',
    reference: {
      faults: [
        happening(
          ['kickoff'],
          changing((reply) => (reply.status >= 400 ? { ...reply, body: '{}'.repeat(1e6) } : reply)),
        ),
      ],
    },
    exit: 1,
    says: /export of Patient: 1000 JSON documents/,
    fails: ['kickoff.error-outcome'],
    still: [...METADATA, ...TOKEN, ...OUTPUT],
  },
  {
    kind: 'sends lines of 200,000 brackets',
    reference: {
      faults: [
        happening(
          ['data', 'error-file'],
          text(
            (body) =>
              `${body}${deep('[', ']')}\n${deep('{"a":', '}')}\n{"resourceType":"Patient","x":${deep('[', ']')}}\n`,
          ),
        ),
      ],
    },
    ids: [],
    exit: 1,
    says: /2 × line that is not one JSON object, first in ExplanationOfBenefit file, line \d+, byte \d+/,
    fails: ['output.ndjson'],
    still: [...METADATA, ...TOKEN, ...KICKOFF, ...MANIFEST],
  },
];
