import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { Collector } from './collect.js';
import { isBadGzip } from '../ndjson/gzip.js';
import { JsonKind } from '../ndjson/json-node.js';
import { readJson } from '../ndjson/json-text.js';
import { member } from '../invariants/members.js';
import { isUtf16, LONGEST_LINE } from '../ndjson/lines.js';
import { carinFindings } from '../carin/judge.js';
import type { Value } from '../carin/values.js';
import { definitionsOf } from '../definitions/definitions.js';
import { LINE_RULES, type LineRule } from '../definitions/rules.js';
import { plainBytes } from '../ndjson/source.js';
import { judgeText } from './judge/text.js';
import { withRelease } from './release.js';
import { MOST_FINDINGS, type ValidateOptions, type ValidationResult } from './validate.js';

interface ResourceFile {
  readonly bytes: Uint8Array;
  /** False: it ends inside its compressed data. */
  readonly complete: boolean;
}

/**
 * The bytes of a file with a single resource: its name ends in .json, it is no longer than a line may be, and its first
 * line is not a complete resource followed by more lines; undefined for any other file.
 */
export const readResource = async (path: string, longestLine = LONGEST_LINE): Promise<ResourceFile | undefined> => {
  if (!/\.json(\.gz)?$/i.test(path)) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  let complete = true;
  try {
    for await (const chunk of await plainBytes(createReadStream(path))) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > longestLine) return undefined;
    }
  } catch (error) {
    if (!isBadGzip(error)) throw error;
    complete = false;
  }
  const bytes = Buffer.concat(chunks);
  const end = bytes.indexOf(0x0a);
  const first = bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
  return end !== -1 && readJson(first.replace(/^\ufeff/, '')).root?.kind === JsonKind.object
    ? undefined
    : { bytes, complete };
};

/** Validates a single resource, on one or several lines, from a file of its own. */
export const validateResource = (
  { bytes, complete }: ResourceFile,
  { type, fhir = 'stu3', carin = false, maxFindings = MOST_FINDINGS }: ValidateOptions = {},
): ValidationResult => {
  const release = fhir === 'auto' ? 'stu3' : fhir;
  const collector = new Collector(maxFindings);
  const add = (rule: LineRule, line = 1): void => {
    const { severity, spec, says: expected } = LINE_RULES[rule];
    collector.add({ rule, severity, spec, expected, path: '', at: 0 }, { line, lineOffset: 0, bytesTo: () => 0 });
  };
  const begin = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (begin > 0) add('ndjson.bom');
  const json = Buffer.from(bytes.buffer, bytes.byteOffset + begin, bytes.length - begin);
  const utf8 = isUtf8(json);
  if (!utf8 || isUtf16(bytes)) add(isUtf16(bytes) ? 'ndjson.utf-16' : 'ndjson.utf-8');
  const text = utf8 && !isUtf16(bytes) ? json.toString('utf8') : '';
  const starts = lineStarts(text);
  let resources = 0;
  if (!complete) add('ndjson.cut', starts.length);
  else if (/[^ \t\r\n]/.test(text)) {
    const judged = judgeText(text, release);
    if (judged.object) resources = 1;
    const profiled =
      carin && judged.root !== undefined ? carinFindings(JSON.parse(text) as Value, () => judged.root) : [];
    const raw = [...judged.findings, ...profiled];
    const findings = [...withRelease(definitionsOf(release), judged.root, judged.type, raw)];
    if (judged.object && type !== undefined && judged.type !== type) {
      const at = member(judged.root, 'resourceType')?.start ?? 0;
      const { severity, spec } = LINE_RULES['ndjson.other-type'];
      const expected = `a resource of type ${type}`;
      findings.push({ rule: 'ndjson.other-type', severity, spec, expected, path: '', at });
    }
    for (const one of findings) {
      const line = lineOf(starts, one.at);
      const start = starts[line - 1] ?? 0;
      const lineOffset = begin + Buffer.byteLength(text.slice(0, start));
      const bytesTo = (at: number): number => Buffer.byteLength(text.slice(start, at));
      collector.add(one, { line, lineOffset, resourceType: judged.type, bytesTo });
    }
  }
  const lines = text === '' ? 0 : text.endsWith('\n') ? starts.length - 1 : starts.length;
  return { ...collector.result(), resources, lines, bytes: bytes.length };
};

const lineStarts = (text: string): number[] => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
};

/** The number of the line that contains a place: the number of lines that begin at or before it. */
const lineOf = (starts: readonly number[], at: number): number => {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  return low + 1;
};
