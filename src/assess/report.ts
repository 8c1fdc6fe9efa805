import { createHash } from 'node:crypto';
import {
  counted,
  type JudgeOptions,
  type Judgment,
  type OtherFailure,
  type Profile,
  type Report,
  type Requirement,
  type Role,
  type Suite,
  type Transcript,
  type Untestable,
  type Verdict,
  type View,
} from '../model/index.js';
import { announcedNotes } from './announced.js';
import { unknownOperations } from '../expect/server/contract/covers.js';
import { conformsOf, whyIncomplete } from './conforms.js';
import { credentialErrors } from './credential-errors.js';
import { judge, type Views, viewsOf } from './judge.js';
import { currentKnown, withKnownFailures } from './known-failures.js';
import { contentIn } from './results/content.js';
import { transcriptDigest } from './results/digest.js';
import { isLater } from './results/versions.js';
import { internalErrorIn } from '../unexpected-error.js';
import { ofRole, type Selected, selectRequirements, untestableOf } from './select.js';
import { opinionNotes } from './results/opinion.js';

/**
 * For a server, only MUSTs of the guide and of the standards it names gate, unless the run is strict; for a client,
 * which is being certified, every MUST gates.
 */
const gates = ({ level, basis }: Requirement, role: Role, strict: boolean): boolean =>
  strict || (level === 'MUST' && (role === 'client' || basis === 'guide' || basis === 'spec'));

/** Judges a transcript: the same transcript and catalogue always give the same verdicts. */
export const judgeTranscript = (transcript: Transcript, profile: Profile, options: JudgeOptions): Report => {
  const begun = performance.now();
  const { strict = false, asOf } = options;
  const catalogue = ofRole(options.catalogue, transcript.role);
  const selected = selectRequirements(profile, options, transcript.role);
  const { current, notes } = currentKnown(options);
  const errors: string[] = [];
  const judgments = verdictsOf(selected, catalogue, {
    ...{ transcript, profile, strict, asOf, errors },
    views: viewsOf(transcript, profile),
  });
  const content = contentIn(transcript.facts, profile);
  const judged = {
    verdicts: judgments,
    all: selectRequirements(profile, { catalogue }, transcript.role).map(({ requirement: { id } }) => id),
    sampled: transcript.sample !== undefined,
  };
  const verdicts = withKnownFailures(judged, current);
  const incomplete = whyIncomplete(
    { verdicts, selection: options.selection ?? [], interrupted: transcript.interrupted },
    transcript.facts.some((fact) => fact.kind === 'stop' && fact.cause === 'budget'),
    transcript.facts.some((fact) => fact.kind === 'file' && fact.sampled !== undefined) ? transcript.sample : undefined,
    transcript.role === 'client'
      ? transcript.facts.filter((fact) => fact.kind === 'stop' && fact.cause === 'choice').length
      : 0,
  );
  return {
    schema: 'bcda-conformance/report/1',
    tool: transcript.tool,
    catalogue: digest(selected),
    ...(asOf !== undefined && { asOf }),
    role: transcript.role,
    profile: profile.id,
    target: transcript.target,
    ...(transcript.client !== undefined && { client: transcript.client }),
    ...(transcript.role === 'client' && { condition: conditionOf(transcript, catalogue) }),
    startedAt: transcript.startedAt,
    durationMs: transcript.durationMs,
    conforms: conformsOf(verdicts, incomplete),
    incomplete,
    summary: summaryOf(verdicts),
    chapters: catalogue.map(({ id, title, why, remedy }) => ({
      ...{ id, title },
      ...(why !== undefined && { why }),
      ...(remedy !== undefined && { remedy }),
    })),
    verdicts,
    untestable: untestableOf(profile, catalogue).map(({ suite, requirement }): Untestable => ({
      id: requirement.id,
      chapter: suite.id,
      level: requirement.level,
      basis: requirement.basis,
      statement: requirement.statement,
      source: requirement.source,
      because: requirement.untestable ?? '',
    })),
    transcript: transcriptDigest(transcript),
    exchanges: transcript.exchanges,
    facts: transcript.facts,
    ...(content !== undefined && { content }),
    selection: options.selection ?? [],
    strict,
    ...(transcript.sample !== undefined && { sample: transcript.sample }),
    ...(transcript.ca === true && { ca: true as const }),
    interrupted: transcript.interrupted,
    timings: { driveMs: transcript.durationMs, judgeMs: Math.round(performance.now() - begun) },
    errors: [...(transcript.role === 'server' ? credentialErrors(transcript.exchanges) : []), ...errors],
    notes: [
      ...newerNotes(verdicts, asOf),
      ...announcedNotes(transcript),
      ...notes,
      ...undocumentedInGuide(transcript, profile),
      ...revokedTokens(transcript),
      ...retries(transcript),
      ...opinionNotes(transcript),
    ],
  };
};

/** How many verdicts have each outcome. */
export const summaryOf = (verdicts: readonly Verdict[]): Report['summary'] => {
  const counted = (test: (verdict: Verdict) => boolean): number => verdicts.filter(test).length;
  return {
    pass: counted(({ outcome }) => outcome === 'pass'),
    fail: counted(({ outcome, gating }) => outcome === 'fail' && gating),
    warn: counted(({ outcome, gating }) => outcome === 'fail' && !gating),
    blocked: counted(({ outcome }) => outcome === 'blocked'),
    inapplicable: counted(({ outcome }) => outcome === 'inapplicable'),
  };
};

/** What a saved report says of its verdicts that does not fit them; undefined: it fits. */
export const whyInconsistent = ({ summary, conforms, incomplete, verdicts }: Report): string | undefined => {
  const counts = summaryOf(verdicts);
  const wrong = (Object.keys(counts) as (keyof Report['summary'])[]).find((name) => counts[name] !== summary[name]);
  if (wrong !== undefined)
    return `its summary has ${wrong} ${summary[wrong]}, and ${counts[wrong]} of its verdicts are of that kind`;
  const right = conformsOf(verdicts, incomplete);
  return right === conforms ? undefined : `it says "conforms: ${conforms}", and its verdicts say "${right}"`;
};

/** The conditions that a transcript was recorded in, as the suites describe them. */
const conditionOf = ({ steps }: Transcript, catalogue: readonly Suite[]): NonNullable<Report['condition']> => {
  const runs = catalogue
    .flatMap(({ scenarios }) => Object.values(scenarios))
    .flatMap((scenario) => scenario.steps.flatMap((step) => (step.do === 'client-run' ? [step] : [])));
  return steps.map((id) => ({ id, title: runs.find(({ condition }) => condition === id)?.title ?? id }));
};

const isLast = ({ requirement }: Selected): boolean => requirement.cases.some(({ expect }) => expect.afterOthers);

/**
 * Every verdict in reading order. Those that read what the others cite are judged last; for them the others are judged even if
 * the user did not select them, so that they have the same verdict alone and in a full run.
 */
const verdictsOf = (selected: readonly Selected[], catalogue: readonly Suite[], judging: Judging): Verdict[] => {
  const judged = new Map(
    selected.filter((one) => !isLast(one)).map((one) => [one.requirement.id, verdictOf(one, judging)]),
  );
  const { profile, transcript } = judging;
  const others = selected.some(isLast) ? selectRequirements(profile, { catalogue }, transcript.role) : [];
  const cited = citedBy(
    others.flatMap((one) =>
      isLast(one) ? [] : (judged.get(one.requirement.id) ?? verdictOf(one, { ...judging, errors: [] })),
    ),
  );
  return selected.map((one) => judged.get(one.requirement.id) ?? verdictOf(one, judging, cited));
};

/** The exchanges that failed verdicts cite, each with these. */
const citedBy = (verdicts: readonly Verdict[]): NonNullable<View['cited']> => {
  const cited = new Map<number, OtherFailure[]>();
  for (const { id, outcome, expected, seen = '', evidence } of verdicts)
    for (const exchange of outcome === 'fail' ? evidence : [])
      cited.set(exchange, [...(cited.get(exchange) ?? []), { id, expected, seen }]);
  return cited;
};

const MOST_LISTED = 10;

/** What a server documents and the guide does not: not a failure, but worth a look. */
const undocumentedInGuide = ({ role, facts, target }: Transcript, profile: Profile): string[] =>
  facts.flatMap((fact) => {
    // A client's target is a name, not a server with a document.
    if (role !== 'server' || fact.kind !== 'contract' || fact.document === undefined) return [];
    const unknown = unknownOperations(fact.document, profile, target);
    if (unknown.length === 0) return [];
    const more = unknown.length > MOST_LISTED ? ` and ${unknown.length - MOST_LISTED} more` : '';
    return [
      `The server's API document describes operations that the guide does not: ${unknown.slice(0, MOST_LISTED).join(', ')}${more}.`,
    ];
  });

/** That a token ended when another was issued: no guide forbids it, but few clients expect it. */
const revokedTokens = ({ exchanges }: Transcript): string[] => {
  const count = exchanges.filter(({ superseded }) => superseded === 'token-revoked').length;
  if (count === 0) return [];
  return [
    `The server ends a token when it issues another one to the same client: ${counted(count, 'request')} had to be sent again with the newest token.`,
  ];
};

const AGAIN = {
  busy: 'the server was busy (429, 503)',
  'gateway-error': 'a gateway had no response of the server (502, 504)',
  'no-reply': 'there was no response',
} as const;

/** How often requests to a server were sent again, and which were the first. */
const retries = ({ role, exchanges }: Transcript): string[] =>
  role === 'client'
    ? []
    : (Object.keys(AGAIN) as (keyof typeof AGAIN)[]).flatMap((why) => {
        const ids = exchanges.filter(({ superseded }) => superseded === why).map(({ id }) => `#${id}`);
        if (ids.length === 0) return [];
        const more = ids.length > MOST_LISTED ? ` and ${ids.length - MOST_LISTED} more` : '';
        return [
          `${counted(ids.length, 'request')} had to be sent again because ${AGAIN[why]}: ${ids.slice(0, MOST_LISTED).join(', ')}${more}.`,
        ];
      });

/** What every verdict of a report is made from. */
interface Judging {
  readonly transcript: Transcript;
  readonly profile: Profile;
  readonly views: Views;
  readonly strict: boolean;
  readonly asOf: string | undefined;
  /** Errors of the harness, one sentence each; judging adds to them. */
  readonly errors: string[];
}

/** A judgment. An error in one expectation blocks that requirement and costs no other. */
const judgmentOf = (selected: Selected, { views, errors }: Judging, cited: View['cited']): Judgment => {
  try {
    return judge(selected, views, cited);
  } catch (error) {
    const { id, cases } = selected.requirement;
    errors.push(internalErrorIn(`the judgment of ${id}`, error));
    return {
      outcome: 'blocked',
      expected: cases.map(({ expect }) => expect.says).join('; '),
      because: 'an internal error ended its judgment',
      cause: 'earlier',
      evidence: [],
    };
  }
};

const verdictOf = (selected: Selected, judging: Judging, cited?: View['cited']): Verdict => {
  const { strict, asOf } = judging;
  const { suite, requirement } = selected;
  const { id, level, basis, statement, decision, source, since } = requirement;
  const isNewer = asOf !== undefined && since !== undefined && isLater(since, asOf);
  return {
    id,
    chapter: suite.id,
    role: suite.role,
    level,
    basis,
    gating: !isNewer && gates(requirement, suite.role, strict),
    statement,
    ...(decision !== undefined && { decision }),
    source,
    ...(since !== undefined && { since }),
    ...(isNewer && { newer: true as const }),
    question: questionOf(requirement.cases),
    ...judgmentOf(selected, judging, cited),
  };
};

/** What is information only, and why. */
const newerNotes = (verdicts: readonly Verdict[], asOf: string | undefined): string[] => {
  const newer = verdicts.filter((verdict) => verdict.newer === true);
  const failed = newer.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
  if (asOf === undefined || newer.length === 0) return [];
  return [
    `The run is judged by catalogue ${asOf}: ${counted(newer.length, 'requirement')} that came later ${newer.length === 1 ? 'is' : 'are'} information only${failed.length === 0 ? '' : `; of these failed ${failed.join(', ')}`}.`,
  ];
};

/** What is expected of which scenarios. */
const expectedOf = (cases: Selected['requirement']['cases']) =>
  cases.map(({ when, expect }) => ({ when, says: expect.says }));

/** Hexadecimal digits of the digest of one question: enough to tell two versions of it apart. */
const DIGITS = 16;

const questionOf = (cases: Selected['requirement']['cases']): string =>
  createHash('sha256')
    .update(JSON.stringify(expectedOf(cases)))
    .digest('hex')
    .slice(0, DIGITS);

/** SHA-256 over the questions: ids, levels, statements and expectations. */
export const digest = (selected: readonly Selected[]): string => {
  const questions = selected.map(({ requirement: { id, level, basis, statement, cases } }) => ({
    id,
    level,
    basis,
    statement,
    expected: expectedOf(cases),
  }));
  return createHash('sha256').update(JSON.stringify(questions)).digest('hex');
};
