import { CannotJudge, type Fact, isUsersChoice, type Profile, type Report, type Verdict } from '../../model/index.js';
import { conformsOf, whyIncomplete } from '../conforms.js';
import { summaryOf } from '../report.js';
import { contentIn } from './content.js';

/** A saved report, with the name of its file. */
interface NamedReport {
  readonly name: string;
  readonly report: Report;
}

/** What the ids of a catalogue under a profile are, in reading order. */
interface Whole {
  readonly profile: Profile;
  readonly ids: readonly string[];
}

/**
 * One report of several checks of one server: those of several clients, or of several selections. A requirement has the
 * strongest of its verdicts, so that neither the order nor the grouping of the reports matters to it. Throws CannotJudge if
 * they are not of one server, profile, version and strictness.
 */
export const mergedReport = (given: readonly NamedReport[], { profile, ids }: Whole): Report => {
  const [first] = given;
  if (first === undefined) throw new CannotJudge('There is no report to merge.');
  for (const one of given) refuseOther(one, first);
  const parts = withOwnIds(given.map(({ report }) => report));
  const verdicts = strongest(parts, ids);
  const facts = parts.flatMap((part) => part.facts);
  const selection = selectionOf(parts, verdicts, ids);
  const interrupted = parts.some((part) => part.interrupted);
  const samples = parts.flatMap(({ sample }) => (sample === undefined ? [] : [sample]));
  const [sample] = samples;
  const budget = facts.some((fact) => fact.kind === 'stop' && fact.cause === 'budget');
  const incomplete = whyIncomplete({ verdicts, selection, interrupted }, budget, sample);
  const content = contentIn(facts, profile);
  const { schema, tool, catalogue, role, target, chapters, untestable, strict, asOf } = first.report;
  return {
    ...{ schema, tool, catalogue, role, profile: profile.id, target, strict, chapters, untestable },
    ...(asOf !== undefined && { asOf }),
    startedAt: parts.map((part) => part.startedAt).reduce((a, b) => (a < b ? a : b)),
    durationMs: Math.max(...parts.map((part) => part.durationMs)),
    conforms: conformsOf(verdicts, incomplete),
    incomplete,
    summary: summaryOf(verdicts),
    verdicts,
    exchanges: parts.flatMap(({ exchanges }) => exchanges),
    facts,
    ...(content !== undefined && { content }),
    selection,
    ...(sample !== undefined && { sample }),
    ...(parts.some(({ ca }) => ca === true) && { ca: true as const }),
    interrupted,
    timings: {
      driveMs: Math.max(...parts.map(({ timings }) => timings.driveMs)),
      judgeMs: parts.reduce((sum, { timings }) => sum + timings.judgeMs, 0),
    },
    errors: [...new Set(parts.flatMap(({ errors }) => errors))],
    notes: [...new Set(parts.flatMap(({ notes }) => notes))],
  };
};

const refuseOther = ({ name, report }: NamedReport, first: NamedReport): void => {
  if (report.role !== 'server')
    throw new CannotJudge(`${name} is about a client: merge puts checks of one server together.`);
  const about = ({ target, profile, tool, strict, asOf }: Report): string =>
    JSON.stringify([target, profile, tool.version, strict, asOf]);
  if (about(report) !== about(first.report))
    throw new CannotJudge(
      `${name} and ${first.name} are about other servers or profiles, or were made by other versions or with other values of --strict or --catalogue.`,
    );
};

/** Exchanges of several runs have the same numbers: those of later reports go on after those of earlier ones. */
const withOwnIds = (reports: readonly Report[]): Report[] => {
  let before = 0;
  return reports.map((report) => {
    const by = before;
    before += Math.max(0, ...report.exchanges.map(({ id }) => id));
    if (by === 0) return report;
    return {
      ...report,
      exchanges: report.exchanges.map((one) => ({ ...one, id: one.id + by })),
      facts: report.facts.map((fact) => moved(fact, by) as Fact),
      verdicts: report.verdicts.map((one) => ({ ...one, evidence: one.evidence.map((id) => id + by) })),
      notes: report.notes.map((note) => note.replace(/#(\d+)/g, (_, id: string) => `#${Number(id) + by}`)),
    };
  });
};

/** A part of a fact in which every number of an exchange is moved. */
const moved = (value: unknown, by: number): unknown => {
  if (Array.isArray(value)) return value.map((item) => moved(item, by));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => [
      key,
      key === 'exchange' && typeof item === 'number' ? item + by : moved(item, by),
    ]),
  );
};

/** Of several verdicts about one requirement the one that counts: what only an input or the data kept from one run, another shows. */
const strength = (verdict: Verdict): number => {
  const { outcome, cause } = verdict;
  if (outcome === 'fail') return 4;
  if (outcome === 'blocked') return isUsersChoice(verdict) || cause === 'data' ? 1 : 3;
  return outcome === 'pass' ? 2 : 0;
};

const strongest = (parts: readonly Report[], ids: readonly string[]): Verdict[] => {
  const best = new Map<string, Verdict>();
  for (const verdict of parts.flatMap(({ verdicts }) => verdicts)) {
    const known = best.get(verdict.id);
    if (known === undefined || strength(verdict) > strength(known)) best.set(verdict.id, verdict);
  }
  const place = (id: string): number => (ids.includes(id) ? ids.indexOf(id) : ids.length);
  return [...best.values()].toSorted((a, b) => place(a.id) - place(b.id));
};

/** What was selected in any of them; nothing, where all together judge the whole catalogue. */
const selectionOf = (parts: readonly Report[], verdicts: readonly Verdict[], ids: readonly string[]): string[] => {
  const judged = new Set(verdicts.map(({ id }) => id));
  if (parts.some(({ selection }) => selection.length === 0) || ids.every((id) => judged.has(id))) return [];
  return [...new Set(parts.flatMap(({ selection }) => selection))].toSorted();
};
