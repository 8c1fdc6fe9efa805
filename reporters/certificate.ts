import type { Report, Verdict } from '../src/model/index.js';
import { markdownText as text } from './markdown-text.js';
import { counted } from './text.js';

/** What a run entitles a client to. */
export type Entitlement = 'certified' | 'traffic only' | 'not certified';

const isOpen = ({ outcome }: Verdict): boolean => outcome === 'blocked';
const isMust = ({ level }: Verdict): boolean => level === 'MUST';

/** Why a run is worth no certificate, one sentence each; empty: it is worth one. */
export const hindrances = ({ role, verdicts, selection, interrupted, errors }: Report): string[] => {
  const failed = verdicts.filter((verdict) => isMust(verdict) && verdict.outcome === 'fail');
  const open = verdicts.filter((verdict) => isOpen(verdict) && verdict.cause !== 'input');
  return [
    ...(role === 'client' ? [] : ['the report is about a server']),
    ...failed.map(verdictText),
    ...(open.length > 0 ? [`${counted(open.length, 'requirement')} could not be judged: see below`] : []),
    ...(verdicts.some(({ outcome }) => outcome === 'pass') ? [] : ['nothing was shown to be met']),
    ...(selection.length > 0 ? [`only ${selection.join(', ')} was selected`] : []),
    ...(interrupted ? ['the run was interrupted'] : []),
    ...errors.map((error) => `the harness failed: ${error}`),
  ];
};

/** Whether a run entitles to a certificate, and to which. */
export const entitlement = (report: Report): Entitlement => {
  if (hindrances(report).length > 0) return 'not certified';
  return report.verdicts.some(isOpen) ? 'traffic only' : 'certified';
};

const TITLES: Readonly<Record<Entitlement, string>> = {
  certified: 'Certificate: BCDA client',
  'traffic only': 'Certificate: BCDA client, traffic only',
  'not certified': 'Not certified: BCDA client',
};

/** One page in Markdown that says what a client was certified for, or why it was not. */
export const certificate = (report: Report): string => {
  const worth = entitlement(report);
  const { verdicts, weather = [] } = report;
  const passed = verdicts.filter(({ outcome }) => outcome === 'pass').length;
  const warnings = verdicts.filter((verdict) => verdict.outcome === 'fail' && !isMust(verdict));
  const sections = [
    `# ${TITLES[worth]}`,
    opening(report, worth),
    particulars(report),
    ...(worth === 'not certified' ? [`## Why not\n\n${list(hindrances(report))}`] : []),
    `## Requirements\n\n${passed} of ${counted(verdicts.length, 'requirement')} were met. The full report tells each.`,
    ...(warnings.length > 0 ? [`Failed without effect on certification:\n\n${list(warnings.map(verdictText))}`] : []),
    `## Scenarios\n\n${list(weather.map(({ id, title }) => `${id}: ${title}`))}`,
    `## Not judged\n\n${list(notJudged(report))}`,
  ];
  return `${sections.join('\n\n')}\n`;
};

const opening = ({ profile }: Report, worth: Entitlement): string => {
  if (worth === 'not certified') return `This client was not shown to behave as the BCDA guide ${profile} asks.`;
  const how = worth === 'certified' ? '' : ', as far as its traffic shows';
  return `In every scenario below this client met every MUST that the BCDA guide ${profile} and its standards ask of clients${how}.`;
};

const particulars = ({ client = {}, target, profile, catalogue, startedAt, tool }: Report): string =>
  [
    '| | |',
    '|---|---|',
    `| Client | ${text(client.name ?? `${target} (no --client-name was given)`)} |`,
    `| Version | ${text(client.version ?? 'not given')} |`,
    `| Profile | ${profile} |`,
    `| Catalogue | SHA-256 \`${catalogue}\` |`,
    `| Date | ${startedAt} |`,
    `| By | ${tool.name} ${tool.version} |`,
  ].join('\n');

const verdictText = ({ id, statement, seen = '' }: Verdict): string => `${id}: ${statement} Seen: ${seen}.`;

/** What the certificate does not speak of. */
const notJudged = ({ verdicts, untestable }: Report): string[] => [
  ...verdicts
    .filter(({ outcome }) => outcome === 'blocked' || outcome === 'inapplicable')
    .map(({ id, because }) => `${id}: ${because ?? ''}`),
  ...untestable.map(({ id, because }) => `${id}: ${because}`),
  'What the client does with the data after it has stored them, and how it keeps its credentials.',
];

const list = (items: readonly string[]): string => items.map((item) => `- ${text(item)}`).join('\n');
