import { CLIENT_DATA_SEED, type Report, selectedText, type Verdict } from '../../src/model/index.js';
import { certificateData, dataLines, type Entitlement } from './data.js';
import { counted, printable } from '../text/index.js';
import { markdownText as text } from '../text/markdown.js';
import { outcomeText } from '../text/outcome.js';

const isOpen = ({ outcome, newer }: Verdict): boolean => outcome === 'blocked' && newer !== true;
const isMust = ({ level, newer }: Verdict): boolean => level === 'MUST' && newer !== true;

/** Why a run gives no certificate, one sentence each; empty: it gives one. */
const blockers = ({ role, verdicts, selection, interrupted, errors, facts }: Report): string[] => {
  const failed = verdicts.filter((verdict) => isMust(verdict) && verdict.outcome === 'fail');
  const open = verdicts.filter((verdict) => isOpen(verdict) && verdict.cause !== 'input');
  return [
    ...(role === 'client' ? [] : ['the report is about a server']),
    ...failed.map(verdictText),
    ...(open.length > 0 ? [`${counted(open.length, 'requirement')} could not be judged (see below)`] : []),
    ...(verdicts.some(({ outcome }) => outcome === 'pass') ? [] : ['no requirement passed']),
    ...(selection.length > 0 ? [selectedText(selection)] : []),
    ...(facts.some((fact) => fact.kind === 'stop' && fact.cause === 'choice')
      ? ['--only left out some conditions']
      : []),
    ...(interrupted ? ['the run was interrupted'] : []),
    ...errors.map((error) => `the run had an error: ${error}`),
  ];
};

/** Whether a run entitles a client to a certificate, and to which one. */
export const entitlement = (report: Report): Entitlement => {
  if (blockers(report).length > 0) return 'not certified';
  return report.verdicts.some(isOpen) ? 'traffic only' : 'certified';
};

const TITLES: Readonly<Record<Entitlement, string>> = {
  certified: 'Certificate: BCDA client',
  'traffic only': 'Certificate: BCDA client, traffic only',
  'not certified': 'Not certified: BCDA client',
};

/** What a certificate says, in an order and in words for every format. */
export interface Certificate {
  readonly worth: Entitlement;
  readonly title: string;
  readonly opening: string;
  /** Name and value; `code` is the part of a value that is not prose. */
  readonly particulars: readonly { readonly name: string; readonly value: string; readonly code?: string }[];
  readonly sections: readonly CertificateSection[];
  /** JSON for programs, line by line. */
  readonly data: readonly string[];
}

/** A part under a heading: sentences and lists, one below the other. */
interface CertificateSection {
  readonly title: string;
  readonly parts: readonly (string | readonly string[])[];
}

/** What a client was certified for, or why it was not. */
export const certificateOf = (report: Report): Certificate => {
  const worth = entitlement(report);
  return {
    worth,
    title: TITLES[worth],
    opening: opening(report, worth),
    particulars: particulars(report).map((row) => ({ ...row, value: printable(row.value, LONGEST) })),
    sections: sections(report, worth).map(bounded),
    data: dataLines(certificateData(report, worth)),
  };
};

/** Longest item of a certificate, in characters. */
const LONGEST = 500;

const bounded = ({ title, parts }: CertificateSection): CertificateSection => ({
  title,
  parts: parts.map((part) => (typeof part === 'string' ? part : part.map((item) => printable(item, LONGEST)))),
});

const sections = (report: Report, worth: Entitlement): CertificateSection[] => {
  const { verdicts, condition = [] } = report;
  const passed = verdicts.filter(({ outcome }) => outcome === 'pass').length;
  const warnings = verdicts.filter((verdict) => verdict.outcome === 'fail' && !isMust(verdict));
  const met = `${passed} of ${counted(verdicts.length, 'requirement')} were met. The full report lists each of them.`;
  return [
    ...(worth === 'not certified' ? [{ title: 'Why not', parts: [blockers(report)] }] : []),
    {
      title: 'Requirements',
      parts: [
        met,
        ...(warnings.length > 0 ? ['Failed, with no effect on certification:', warnings.map(verdictText)] : []),
      ],
    },
    { title: 'Scenarios', parts: [condition.map(({ id, title }) => `${id}: ${title}`)] },
    { title: 'Not judged', parts: [notJudged(report)] },
  ];
};

/** The heading of the last part, which verify reads. */
export const FOR_PROGRAMS = 'For programs';

/** One page in Markdown that says what a client was certified for, or why it was not. */
export const certificate = (report: Report): string => {
  const { title, opening: first, particulars: rows, sections: all, data } = certificateOf(report);
  const blocks = [
    `# ${title}`,
    first,
    [
      '| | |',
      '|---|---|',
      ...rows.map(({ name, value, code }) => `| ${name} | ${text(value)}${code === undefined ? '' : ` \`${code}\``} |`),
    ].join('\n'),
    ...all.flatMap(({ title: heading, parts }) => [
      `## ${heading}`,
      ...parts.map((part) => (typeof part === 'string' ? part : list(part))),
    ]),
    `## ${FOR_PROGRAMS}`,
    ['```', ...data, '```'].join('\n'),
  ];
  return `${blocks.join('\n\n')}\n`;
};

const opening = ({ profile }: Report, worth: Entitlement): string => {
  if (worth === 'not certified') return `This client was not shown to behave as the BCDA guide ${profile} requires.`;
  const how = worth === 'certified' ? '' : ', as far as its traffic shows';
  return `In every scenario below, this client met every MUST that the BCDA guide ${profile} and its standards set for clients${how}.`;
};

const particulars = ({
  client = {},
  target,
  profile,
  catalogue,
  startedAt,
  tool,
  transcript = 'none',
  condition = [],
}: Report): Certificate['particulars'] => [
  { name: 'Client', value: client.name ?? `${target} (no --client-name was given)` },
  { name: 'Version', value: client.version ?? 'not given' },
  { name: 'Profile', value: profile },
  { name: 'Catalogue', value: 'SHA-256', code: catalogue },
  { name: 'Conditions', value: `${condition.length}, with data of seed ${CLIENT_DATA_SEED}` },
  { name: 'Transcript', value: 'SHA-256', code: transcript },
  { name: 'Date', value: startedAt },
  { name: 'By', value: `${tool.name} ${tool.version}` },
];

const verdictText = ({ id, statement, seen = '' }: Verdict): string => `${id}: ${statement} Seen: ${seen}.`;

/** What the certificate does not cover. */
const notJudged = ({ verdicts, untestable }: Report): string[] => [
  ...verdicts
    .filter(({ outcome }) => outcome === 'blocked' || outcome === 'inapplicable')
    .map((verdict) => `${verdict.id}: ${outcomeText(verdict)}`),
  ...untestable.map(({ id, because }) => `${id}: not testable: ${because}`),
  'What the client does with the data after storing it, and how it keeps its credentials.',
];

const list = (items: readonly string[]): string => items.map((item) => `- ${text(item)}`).join('\n');
