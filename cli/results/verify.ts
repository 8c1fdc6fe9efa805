import { certificateHtml } from '../../reporters/certificate/html.js';
import { certificate } from '../../reporters/certificate/index.js';
import { type CertificateData, dataLines } from '../../reporters/certificate/data.js';
import { shownText } from '../../reporters/html/markup.js';
import { sealOf } from '../../reporters/json.js';
import { transcriptDigest } from '../../src/assess/results/digest.js';
import { judgeTranscript } from '../../src/assess/report.js';
import { ofRole } from '../../src/assess/select.js';
import {
  CannotJudge,
  enumerated,
  type JudgeOptions,
  printable,
  type Report,
  type Transcript,
} from '../../src/model/index.js';
import { tool } from '../../src/package.js';
import { catalogue } from '../../suites/index.js';
import { reportIn } from '../input/report.js';
import { profileNamed } from '../options/profile.js';

/** The file to verify. */
interface Claim {
  readonly text: string;
  readonly file: string;
}

/** What does not follow from the transcript, one sentence each. Throws CannotJudge where this program cannot tell. */
export const problemsOf = (claim: Claim, transcript: Transcript): string[] =>
  claim.text.trimStart().startsWith('{') ? reportProblems(claim, transcript) : certificateProblems(claim, transcript);

/** What a claim says it was made from. */
type Made = Pick<Report, 'tool' | 'catalogue' | 'selection' | 'strict'> & {
  readonly asOf?: string;
  readonly transcript?: string;
};

/** The report that follows from the transcript, judged as the claim says; or why it is another transcript. */
const judgedAgain = (made: Made, { file }: Claim, transcript: Transcript): Report | string => {
  if (made.tool.version !== tool.version)
    throw new CannotJudge(
      `${file} was made by version ${printable(made.tool.version, 30)}, and this is ${tool.version}: verify it with that version.`,
    );
  if (made.transcript !== transcriptDigest(transcript))
    return `${file} was not made from this transcript: its SHA-256 is ${transcriptDigest(transcript)}, and ${file} names ${printable(made.transcript ?? 'none', 64)}.`;
  const profile = profileNamed(transcript.profile);
  if (profile === undefined) throw new CannotJudge(`The transcript names a profile that does not exist here.`);
  const options: JudgeOptions = {
    catalogue: ofRole(catalogue, transcript.role),
    selection: made.selection,
    strict: made.strict,
    ...(made.asOf !== undefined && { asOf: made.asOf }),
  };
  return judgeTranscript(transcript, profile, options);
};

/** A certificate is made again, and compared letter by letter. */
const certificateProblems = (claim: Claim, transcript: Transcript): string[] => {
  const data = dataIn(claim);
  const again = judgedAgain(data, claim, transcript);
  if (typeof again === 'string') return [again];
  const report: Report = { ...again, errors: [...data.errors] };
  const made = isPage(claim) ? certificateHtml(report) : certificate(report);
  if (made === claim.text) return [];
  const [is, due] = [claim.text.split('\n'), made.split('\n')];
  const at = due.findIndex((line, index) => line !== is[index]);
  const line = at === -1 ? due.length : at;
  return [
    `${claim.file} was edited: line ${line + 1} is “${printable(is[line] ?? '', 200)}”; what follows from the transcript is “${printable(due[line] ?? 'nothing', 200)}”.`,
  ];
};

const isPage = ({ text }: Claim): boolean => /^<!doctype html>/i.test(text);

/** The part of a certificate that programs read. */
const dataIn = (claim: Claim): CertificateData => {
  const [, block = ''] = isPage(claim)
    ? (/<pre id="data"[^>]*>([^]*?)<\/pre>/.exec(claim.text) ?? [])
    : (/\n```\n(\{\n[^]*?\n\})\n```\n/.exec(claim.text) ?? []);
  const plain = isPage(claim) ? shownText(block) : block;
  const broken = new CannotJudge(
    `${claim.file} is neither a report nor a certificate of this program: there is no part for programs in it that can be read.`,
  );
  try {
    const data = JSON.parse(plain) as Omit<CertificateData, 'schema'> & { readonly schema: string };
    // What is not as the program writes it must not be believed in part.
    if (
      data.schema !== 'bcda-conformance/certificate/1' ||
      dataLines(data as CertificateData).join('\n') !== plain.trim()
    )
      throw broken;
    if (![data.selection, data.errors].every((list) => Array.isArray(list)) || typeof data.tool.version !== 'string')
      throw broken;
    return data as CertificateData;
  } catch {
    throw broken;
  }
};

/** What follows from a transcript alone. Known failures, notes and errors do not: the seal of the report covers them. */
const FOLLOWS: readonly (keyof Report)[] = [
  ...(['catalogue', 'asOf', 'role', 'profile', 'target', 'client', 'condition', 'startedAt', 'durationMs'] as const),
  ...([
    'conforms',
    'incomplete',
    'summary',
    'chapters',
    'verdicts',
    'untestable',
    'exchanges',
    'facts',
    'content',
  ] as const),
  ...(['selection', 'strict', 'sample', 'ca', 'interrupted'] as const),
];

const reportProblems = (claim: Claim, transcript: Transcript): string[] => {
  const report = reportIn(claim.text, claim.file);
  const again = judgedAgain(report, claim, transcript);
  if (typeof again === 'string') return [again];
  const wrong = FOLLOWS.filter((name) => comparable(report, name) !== comparable(again, name));
  if (wrong.length > 0)
    return [
      `${claim.file} was edited, or judged otherwise: from the transcript follow other values of ${enumerated(wrong)}.`,
    ];
  return report.seal === sealOf(report) ? [] : [`${claim.file} was edited: its seal is not that of what it says.`];
};

const comparable = (report: Report, name: keyof Report): string =>
  JSON.stringify(report[name], name === 'verdicts' ? withoutKnown : undefined);

const withoutKnown = (name: string, value: unknown): unknown =>
  name === 'known' || name === 'knownFindings' ? undefined : value;
