import { gzipSync } from 'node:zlib';
import { asking, bytesOf, changing, onReply, text, when, withHeader, both } from '../../src/reference/index.js';
import type { Alter, Clock, ServerReply, ServerRequest } from '../../src/model/index.js';
import { isOk, wantsGzip } from '../server/kinds.js';
import {
  condition,
  cutAt,
  doneAtOnce,
  firstTransfer,
  half,
  lenient,
  listing,
  several,
  withCommon,
} from './condition.js';

type Named = { name?: { text?: string }[] };

/** Characters that HTML, CSV, SQL, shells or JSON itself escape. */
const SPECIAL = `& < > " ' \\ \t | ; $ %41 \u{1f600}`;

/** Every Patient gets a name with characters at which some libraries end a line, and NDJSON does not. */
const withSeparators = (lines: string): string =>
  lines
    .split('\n')
    .map((line) => {
      if (line === '') return line;
      const patient = JSON.parse(line) as Named;
      patient.name = [{ ...patient.name?.[0], text: `one\u2028two\u2029three\u0085four ${SPECIAL}` }];
      return JSON.stringify(patient);
    })
    .join('\n');

/** Two ids that differ by case alone: FHIR compares them with case (2.24.0.1, id). */
const IDS = ['Row-7B.a', 'row-7b.A'] as const;

/** The first two resources get these ids. */
const withIdsByCase = (lines: string): string =>
  lines
    .split('\n')
    .map((line, nth) => {
      const id = IDS[nth];
      return line === '' || id === undefined ? line : JSON.stringify({ ...(JSON.parse(line) as object), id });
    })
    .join('\n');

/** A number with more digits than a double has, and one with an exponent: FHIR keeps the digits of a decimal as they are. */
const NUMBERS = ['12345678901234567890.10', '1.50E+3'] as const;
const WIDE_TEXT = 'two  spaces, &amp; and &lt;b&gt;';
/** More than a page or a fixed number of columns. */
const MANY = 150;

/** Every resource gets a list of many extensions, with these numbers and this text among them. */
const withWideValues = (lines: string): string =>
  lines
    .split('\n')
    .map((line) => {
      if (line === '') return line;
      const extension = Array.from({ length: MANY }, (_, nth) => ({
        url: `https://example.org/extension-${nth}`,
        ...(nth < NUMBERS.length ? { valueDecimal: `«${nth}»` } : { valueString: ` ${WIDE_TEXT} ${nth} ` }),
      }));
      const text = JSON.stringify({ ...(JSON.parse(line) as object), extension });
      return NUMBERS.reduce((so, number, nth) => so.replace(`"«${nth}»"`, number), text);
    })
    .join('\n');

/** The reply compressed, as servers and gateways do with whatever a request accepts gzip for. */
const zippedIfAccepted = async (reply: ServerReply, request: ServerRequest): Promise<ServerReply> =>
  wantsGzip(request)
    ? {
        ...reply,
        headers: [...reply.headers, ['Content-Encoding', 'gzip']],
        body: gzipSync(await bytesOf(reply.body)),
      }
    : reply;

/** The file as two gzip members, which is one gzip body (RFC 1952, 2.2). */
const inTwoMembers: Alter = onReply(
  isOk,
  changing(async (reply) => {
    const bytes = await bytesOf(reply.body);
    const middle = bytes.indexOf('\n', bytes.length / 2) + 1;
    return {
      ...reply,
      headers: [...reply.headers, ['Content-Encoding', 'gzip']],
      body: Buffer.concat([bytes.subarray(0, middle), bytes.subarray(middle)].map((part) => gzipSync(part))),
    };
  }),
);

/** Pieces of a slow transfer, and the pause before each. */
const PIECES = 11;
const PIECE_MS = 1000;

async function* dripping(bytes: Buffer, clock: Clock): AsyncGenerator<Uint8Array, void, undefined> {
  const size = Math.ceil(bytes.length / PIECES);
  for (let from = 0; from < bytes.length; from += size) {
    await clock.sleep(PIECE_MS);
    yield bytes.subarray(from, from + size);
  }
}

const chunked = withHeader('Transfer-Encoding', 'chunked');
/** The first transfer of a file has no Content-Length, and is cut off. */
const cutChunked = (cut: Alter) => ({ at: 'data', alter: firstTransfer(both(chunked, cut)) }) as const;

/** Where files with the same name are. */
const COLLIDING_PATH = '/files/of/part/';

/** Conditions in which files are legal, and hard to read. */
export const data = [
  condition({
    id: 'line-separators',
    title: 'strings contain U+2028, U+2029, U+0085 and characters that other formats escape',
    type: 'Patient',
    behavior: () => withCommon({ at: 'data', alter: text(withSeparators) }),
  }),
  condition({
    id: 'ids-by-case',
    title: 'the ids of two resources have upper-case letters, and differ by case alone',
    type: 'Patient',
    behavior: () => withCommon({ at: 'data', alter: text(withIdsByCase) }),
  }),
  condition({
    id: 'wide-values',
    title:
      'values are wide: numbers with twenty digits and with an exponent, spaces at both ends and two in a row, HTML entities, a list of 150 items',
    type: 'Patient',
    behavior: () => withCommon({ at: 'data', alter: text(withWideValues) }),
  }),
  condition({
    id: 'many-lines',
    title: 'one file has more than 1,000 resources',
    type: 'Patient',
    data: { beneficiaries: 1100, beneficiariesPerFile: 1100 },
    behavior: () => withCommon(),
  }),
  condition({
    id: 'no-last-newline',
    title: 'there are twelve files, and the last line of each has no newline',
    type: 'Coverage',
    data: { beneficiaries: 24, beneficiariesPerFile: 2 },
    behavior: () => withCommon({ at: 'data', alter: text((lines) => lines.trimEnd()) }),
  }),
  condition({
    id: 'gzip-everywhere',
    title: 'token responses and manifests, too, are compressed with gzip if the client accepts that',
    type: 'Coverage',
    behavior: () => ({ faults: [lenient, { at: ['token', 'status'], alter: changing(zippedIfAccepted) }, doneAtOnce] }),
  }),
  condition({
    id: 'gzip-members',
    title: 'files are compressed as two gzip members if the client accepts gzip',
    type: 'Patient',
    behavior: () => ({
      faults: [lenient, { at: 'data', alter: when(wantsGzip, inTwoMembers) }, doneAtOnce],
    }),
  }),
  condition({
    id: 'slow-drip',
    // Longer than the ten seconds after which many clients end a transfer.
    takesSeconds: PIECES,
    title: 'a file arrives slowly and steadily, in eleven seconds',
    type: 'Patient',
    behavior: () =>
      withCommon({
        at: 'data',
        alter: onReply(
          isOk,
          changing(async (reply, _, { clock }) => ({ ...reply, body: dripping(await bytesOf(reply.body), clock) })),
        ),
      }),
  }),
  condition({
    id: 'cut-chunked',
    title: 'the first transfer of a file without Content-Length is cut off halfway',
    type: 'Patient',
    behavior: () => withCommon(cutChunked(half)),
  }),
  condition({
    id: 'cut-gzip',
    title: 'the first transfer of a file is cut off halfway, within its gzip body if the client accepts gzip',
    type: 'Patient',
    behavior: () => ({
      faults: [lenient, cutChunked(half), doneAtOnce],
    }),
  }),
  condition({
    id: 'colliding-names',
    title: 'the URLs of three files differ only before their last segment',
    type: 'Patient',
    data: several,
    behavior: () => {
      const paths: string[] = [];
      return withCommon(
        listing((output) =>
          output.map((file) => {
            const { origin, pathname } = new URL(file.url);
            if (!paths.includes(pathname)) paths.push(pathname);
            return { ...file, url: `${origin}${COLLIDING_PATH}${paths.indexOf(pathname)}/part.ndjson` };
          }),
        ),
        {
          at: 'other',
          alter: asking((request) => {
            const nth = new RegExp(`^${COLLIDING_PATH}(\\d)/part\\.ndjson$`).exec(request.path)?.[1];
            return nth === undefined ? request : { ...request, path: paths[Number(nth)] ?? request.path };
          }),
        },
      );
    },
  }),
  condition({
    id: 'cut-between-lines',
    title: 'the first transfer of a file without Content-Length is cut off between two lines',
    type: 'Coverage',
    behavior: () => withCommon(cutChunked(cutAt((bytes) => bytes.indexOf('\n') + 1))),
  }),
] as const;
