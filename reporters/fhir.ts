import type { Report, Verdict } from '../src/model/index.js';
import { BY_CHOICE } from './text/blocked.js';
import { knownTexts } from './text/known.js';
import { markdownText } from './text/markdown.js';
import { jsonText, printable } from './text/index.js';

/** The verdicts as a FHIR STU3 TestReport (http://hl7.org/fhir/STU3/testreport.html), a test per requirement. */
export const fhir = (report: Report): string => {
  const { tool, role, profile, target, conforms, startedAt, interrupted, verdicts, errors } = report;
  const resource = {
    resourceType: 'TestReport',
    contained: [testScript(report)],
    name: printable(`BCDA ${role} ${target}`),
    status: interrupted ? 'stopped' : 'completed',
    testScript: { reference: `#${SCRIPT}`, display: `BCDA profile ${profile}` },
    result: errors.length > 0 && conforms === 'yes' ? 'pending' : RESULTS[conforms],
    tester: printable(`${tool.name} ${tool.version}`),
    issued: startedAt,
    participant: [participant(report)],
    ...(verdicts.length > 0 && { test: verdicts.map((verdict) => test(verdict, report)) }),
  };
  return jsonText(resource);
};

const RESULTS = { yes: 'pass', no: 'fail', incomplete: 'pending' } as const;

/** Id of what is contained. */
const SCRIPT = 'catalogue';

/** STU3 wants the script that was run. Ours is the catalogue, which its digest tells from any other. */
const testScript = ({ tool, profile, catalogue, startedAt }: Report) => ({
  resourceType: 'TestScript',
  id: SCRIPT,
  url: `${urnOf(tool)}:catalogue:${catalogue}`,
  version: named(tool.version),
  name: `BCDA requirements of profile ${profile}`,
  status: 'active',
  date: startedAt,
});

/** A name as a string of FHIR, which is not empty. */
const named = (name: string): string => printable(name).trim() || 'without a name';

/** What URNs of ours begin with; a saved transcript may name any tool. */
const urnOf = ({ name }: Report['tool']): string => `urn:${encodeURIComponent(named(name))}`;

const participant = ({ role, target, tool }: Report) => {
  const display = named(target);
  const uri = role === 'server' && URL.canParse(target) ? new URL(target).href : undefined;
  return { type: role, uri: uri ?? `${urnOf(tool)}:${role}:${encodeURIComponent(display)}`, display };
};

const test = (verdict: Verdict, report: Report) => ({
  name: verdict.id,
  description: printable(verdict.statement),
  action: [{ assert: { result: resultOf(verdict, report), message: messageOf(verdict), detail: detailOf(verdict) } }],
});

/** What may be passed over is skipped; what should have been judged is an error. */
const resultOf = (
  { outcome, gating, cause }: Verdict,
  { strict }: Report,
): 'pass' | 'skip' | 'fail' | 'warning' | 'error' => {
  if (outcome === 'pass') return 'pass';
  if (outcome === 'fail') return gating ? 'fail' : 'warning';
  if (outcome === 'inapplicable') return 'skip';
  return BY_CHOICE.has(cause ?? '') && !strict ? 'skip' : 'error';
};

/** Markdown by its type: text of a server may be no markup in it. */
const messageOf = (verdict: Verdict): string => {
  const { expected, seen, because, unblock } = verdict;
  const known = knownTexts(verdict);
  const parts = [
    `Expected: ${expected}.`,
    ...(seen === undefined ? [] : [`Seen: ${seen}.`]),
    ...(because === undefined ? [] : [`Why it was not judged: ${because}.`]),
    ...(unblock === undefined ? [] : [`Give ${unblock}.`]),
    ...(known.length === 0 ? [] : [`Known failure: ${known.join('; ')}.`]),
  ];
  return markdownText(parts.join(' '), 6000);
};

const detailOf = ({ source: { document, section, url } }: Verdict): string =>
  url ?? printable(`${document}, “${section}”`);
