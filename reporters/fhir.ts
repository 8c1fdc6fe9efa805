import { type Report, standingOf, testResultOf, type Verdict } from '../src/model/index.js';
import { jsonText, printable } from './text/index.js';
import { markdownText } from './text/markdown.js';
import { detailText, outcomeText } from './text/outcome.js';

/**
 * The verdicts as a FHIR STU3 TestReport (http://hl7.org/fhir/STU3/testreport.html), a test per requirement. It says
 * whether the target conforms: FHIR has no word for a known failure, so that is a failure here.
 */
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

/** Id of the contained resource. */
const SCRIPT = 'catalogue';

/** STU3 requires the script that was run. Here it is the catalogue, which its digest identifies. */
const testScript = ({ tool, profile, catalogue, startedAt }: Report) => ({
  resourceType: 'TestScript',
  id: SCRIPT,
  url: `${urnOf(tool)}:catalogue:${catalogue}`,
  version: named(tool.version),
  name: `BCDA requirements of profile ${profile}`,
  status: 'active',
  date: startedAt,
});

/** A name as a FHIR string, which cannot be empty. */
const named = (name: string): string => printable(name).trim() || 'unnamed';

/** The start of every URN made here; a saved transcript may name any tool. */
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

const resultOf = (verdict: Verdict, report: Report): 'pass' | 'skip' | 'fail' | 'warning' | 'error' => {
  const { outcome } = verdict;
  if (outcome === 'pass') return 'pass';
  if (outcome === 'fail') return standingOf(verdict) === 'warning' ? 'warning' : 'fail';
  return testResultOf(verdict, report) === 'error' ? 'error' : 'skip';
};

/** Markdown by its type: text of a server must not become markup in it. */
const messageOf = (verdict: Verdict): string => {
  const isKnown = standingOf(verdict) === 'known failure';
  const parts = [outcomeText(verdict), ...(isKnown ? [detailText(verdict)] : [])];
  return markdownText(parts.join('; '), 6000);
};

const detailOf = ({ source: { document, section, url } }: Verdict): string =>
  url ?? printable(`${document}, “${section}”`);
