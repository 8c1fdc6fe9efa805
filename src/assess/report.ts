import { createHash } from 'node:crypto';
import {
  type JudgeOptions,
  type KnownFailure,
  type Profile,
  type Report,
  type Requirement,
  type Role,
  type Suite,
  type Transcript,
  type Untestable,
  type Verdict,
} from '../model/index.js';
import { unknownOperations } from '../expect/server/contract/covers.js';
import { conformsOf, whyIncomplete } from './conforms.js';
import { credentialNotes } from './credential-notes.js';
import { judge } from './judge.js';
import { currentKnown, withKnown } from './known-failures.js';
import { ofRole, type Selected, selectRequirements, untestableOf } from './select.js';

/**
 * For a server, only MUSTs of the guide and of the standards it names gate, unless the run is strict; for a client,
 * which is being certified, every MUST gates.
 */
const gates = ({ level, basis }: Requirement, role: Role, strict: boolean): boolean =>
  strict || (level === 'MUST' && (role === 'client' || basis === 'guide' || basis === 'spec'));

/** Judges a transcript: the same transcript and catalogue always give the same verdicts. */
export const judgeTranscript = (transcript: Transcript, profile: Profile, options: JudgeOptions): Report => {
  const begun = performance.now();
  const { strict = false } = options;
  const catalogue = ofRole(options.catalogue, transcript.role);
  const selected = selectRequirements(profile, options, transcript.role);
  const { current, notes } = currentKnown(options);
  const verdicts = verdictsOf(selected, transcript, profile, strict, current);
  const counted = (test: (verdict: Verdict) => boolean): number => verdicts.filter(test).length;
  const incomplete = whyIncomplete(
    { verdicts, selection: options.selection ?? [], interrupted: transcript.interrupted },
    transcript.facts.some((fact) => fact.kind === 'stop' && fact.cause === 'budget'),
    transcript.facts.some((fact) => fact.kind === 'file' && fact.sampled !== undefined) ? transcript.sample : undefined,
  );
  return {
    schema: 'bcda-conformance/report/1',
    tool: transcript.tool,
    catalogue: digest(selected),
    role: transcript.role,
    profile: profile.id,
    target: transcript.target,
    ...(transcript.client !== undefined && { client: transcript.client }),
    ...(transcript.role === 'client' && { condition: conditionOf(transcript, catalogue) }),
    startedAt: transcript.startedAt,
    durationMs: transcript.durationMs,
    conforms: conformsOf(verdicts, incomplete),
    incomplete,
    summary: {
      pass: counted(({ outcome }) => outcome === 'pass'),
      fail: counted(({ outcome, gating }) => outcome === 'fail' && gating),
      warn: counted(({ outcome, gating }) => outcome === 'fail' && !gating),
      blocked: counted(({ outcome }) => outcome === 'blocked'),
      inapplicable: counted(({ outcome }) => outcome === 'inapplicable'),
    },
    chapters: catalogue.map(({ id, title }) => ({ id, title })),
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
    exchanges: transcript.exchanges,
    facts: transcript.facts,
    selection: options.selection ?? [],
    strict,
    ...(transcript.sample !== undefined && { sample: transcript.sample }),
    interrupted: transcript.interrupted,
    timings: { driveMs: transcript.durationMs, judgeMs: Math.round(performance.now() - begun) },
    errors: [],
    notes: [
      ...notes,
      ...undocumentedInGuide(transcript, profile),
      ...credentialNotes({ verdicts, exchanges: transcript.exchanges }),
    ],
  };
};

/** The conditions that a transcript was recorded in, as the suites describe them. */
const conditionOf = ({ steps }: Transcript, catalogue: readonly Suite[]): NonNullable<Report['condition']> => {
  const runs = catalogue
    .flatMap(({ scenarios }) => Object.values(scenarios))
    .flatMap((scenario) => scenario.steps.flatMap((step) => (step.do === 'client-run' ? [step] : [])));
  return steps.map((id) => ({ id, title: runs.find(({ condition }) => condition === id)?.title ?? id }));
};

/** Every verdict in reading order. Those that read what the others cite are judged last. */
const verdictsOf = (
  selected: readonly Selected[],
  transcript: Transcript,
  profile: Profile,
  strict: boolean,
  known: readonly KnownFailure[],
): Verdict[] => {
  const isLast = ({ requirement }: Selected): boolean => requirement.cases.some(({ expect }) => expect.afterOthers);
  const judged = new Map<Selected, Verdict>();
  for (const one of selected.filter((one) => !isLast(one)))
    judged.set(one, verdictOf(one, transcript, profile, strict, known));
  const cited = citedBy([...judged.values()]);
  return selected.map((one) => judged.get(one) ?? verdictOf(one, transcript, profile, strict, known, cited));
};

/** The exchanges that failed verdicts cite, each with the first such verdict. */
const citedBy = (verdicts: readonly Verdict[]): Map<number, string> => {
  const cited = new Map<number, string>();
  for (const { id, outcome, evidence } of verdicts)
    for (const exchange of outcome === 'fail' ? evidence : []) if (!cited.has(exchange)) cited.set(exchange, id);
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

const verdictOf = (
  selected: Selected,
  transcript: Transcript,
  profile: Profile,
  strict: boolean,
  known: readonly KnownFailure[],
  cited?: ReadonlyMap<number, string>,
): Verdict => {
  const { suite, requirement } = selected;
  const { id, level, basis, statement, decision, source } = requirement;
  const judgment = judge(selected, transcript, profile, cited);
  return {
    id,
    chapter: suite.id,
    role: suite.role,
    level,
    basis,
    gating: gates(requirement, suite.role, strict),
    statement,
    ...(decision !== undefined && { decision }),
    source,
    ...judgment,
    ...withKnown(
      judgment,
      // A sample that passes does not make an entry outdated: what the entry names may be in the other lines.
      transcript.sample !== undefined && judgment.outcome === 'pass' ? [] : known.filter((entry) => entry.id === id),
    ),
  };
};

/** SHA-256 over the questions: ids, levels, statements and expectations. */
const digest = (selected: readonly Selected[]): string => {
  const questions = selected.map(({ requirement: { id, level, basis, statement, cases } }) => ({
    id,
    level,
    basis,
    statement,
    expected: cases.map(({ when, expect }) => ({ when, says: expect.says })),
  }));
  return createHash('sha256').update(JSON.stringify(questions)).digest('hex');
};
