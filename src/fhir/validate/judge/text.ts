import { definitionsOf } from '../../definitions/definitions.js';
import type { FhirRelease } from '../../definitions/release.js';
import { LINE_RULES, type LineRule } from '../../definitions/rules.js';
import { JsonKind, type JsonNode } from '../../ndjson/json-node.js';
import { readJson } from '../../ndjson/json-text.js';
import type { RawFinding } from '../finding.js';
import { Judge } from './judge.js';

/** Findings about one resource as JSON text; none: it is valid. Places are in UTF-16 units. */
export const judgeText = (
  text: string,
  release: FhirRelease = 'stu3',
): Judged & { findings: readonly RawFinding[] } => {
  const findings: RawFinding[] = [];
  const add = (one: RawFinding): void => void findings.push(one);
  return { ...judgeWith(new Judge(definitionsOf(release), add), text, add), findings };
};

/** Whether a text is an object, its resource type, and the object as it was read. */
interface Judged {
  readonly object: boolean;
  readonly type?: string;
  readonly root?: JsonNode;
}

/** Judges a text with a judge that reports to the same function. */
export const judgeWith = (judge: Judge, text: string, report: (one: RawFinding) => void): Judged => {
  const { root, faults } = readJson(text);
  for (const { rule, at } of faults) report(findingOf(rule, at));
  if (root === undefined) return { object: false };
  if (root.kind !== JsonKind.object) {
    report(findingOf('ndjson.not-an-object', root.start));
    return { object: false };
  }
  const type = judge.resource(root);
  return { object: true, root, ...(type !== undefined && { type }) };
};

/** A finding about a line or its JSON, with the rule's own sentence. */
export const findingOf = (rule: LineRule, at: number): RawFinding => {
  const { severity, spec, says } = LINE_RULES[rule];
  return { rule, severity, at, path: '', expected: says, spec };
};
