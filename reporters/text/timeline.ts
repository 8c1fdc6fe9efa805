import type { Exchange, ExitFact, OutputFact, Report } from '../../src/model/index.js';
import { counted, printable, wrapped } from './index.js';
import type { Paint } from './paint.js';

/** What one scenario showed, in words that fit several formats. */
interface TimelineEntry {
  readonly id: string;
  readonly title: string;
  /** What the client sent, step by step: `+2.0 s status 202 ×3`. */
  readonly sent: readonly string[];
  /** How it ended: `exit 0`; absent where that is not known. */
  readonly end?: string;
  /** What became of the data: `3 resources stored as served`. */
  readonly stored?: string;
  /** The last lines that it wrote. */
  readonly lines: readonly string[];
}

/** Shorter pauses are not shown, in milliseconds. */
const PAUSE = 500;

/** What a client sent in each scenario, in the order of the run. */
export const timeline = ({ condition = [], exchanges, facts }: Report): TimelineEntry[] =>
  condition.map(({ id, title }) => {
    const exit = facts.find((fact): fact is ExitFact => fact.kind === 'exit' && fact.step === id);
    const output = facts.find((fact): fact is OutputFact => fact.kind === 'output' && fact.step === id);
    const own = exchanges.filter(({ step }) => step === id);
    return {
      id,
      title,
      sent: sentWords(own),
      ...(exit !== undefined && { end: endText(exit) }),
      // What a client keeps after a failure is up to the client.
      ...(output !== undefined && hasManifest(own) && { stored: storedText(output) + leftText(own) }),
      lines: exit?.lines ?? [],
    };
  });

const hasManifest = (exchanges: readonly Exchange[]): boolean =>
  exchanges.some(({ label, reply }) => label === 'status' && reply?.status === 200);

/** Requests in their order; equal ones in a row are counted. */
const sentWords = (exchanges: readonly Exchange[]): string[] => {
  const words: { what: string; pause: number; count: number }[] = [];
  exchanges.forEach((exchange, index) => {
    const before = exchanges[index - 1];
    const what = `${exchange.label} ${exchange.failure?.code ?? exchange.reply?.status ?? 'no response'}`;
    const pause = before === undefined ? 0 : exchange.at - before.at - before.ms;
    const last = words.at(-1);
    if (last?.what === what && pause < PAUSE) last.count += 1;
    else words.push({ what, pause, count: 1 });
  });
  return words.map(({ what, pause, count }) =>
    printable(`${pause >= PAUSE ? `+${(pause / 1000).toFixed(1)} s ` : ''}${what}${count > 1 ? ` ×${count}` : ''}`),
  );
};

const ENDED: Readonly<Record<NonNullable<ExitFact['ended']>, string>> = {
  deadline: 'stopped at its deadline',
  limit: 'stopped after too many requests',
  interrupted: 'interrupted',
};

const endText = ({ code, killed, ended }: ExitFact): string => {
  if (ended !== undefined) return ENDED[ended];
  return code === undefined ? `ended by ${killed ?? 'an unknown signal'}` : `exit ${code}`;
};

const storedText = ({ resources, served, missing, different, extra, unreadable }: OutputFact): string => {
  if (missing + different + extra + unreadable === 0) return `${counted(resources, 'resource')} stored as served`;
  const parts = [
    ...(missing > 0 ? [`${missing} of ${served} missing`] : []),
    ...(different > 0 ? [`${different} different`] : []),
    ...(extra > 0 ? [`${extra} more than served`] : []),
    ...(unreadable > 0 ? [`${unreadable} unreadable`] : []),
  ];
  return `stored resources differ from those served: ${parts.join(', ')}`;
};

/** Listed files of which no complete transfer was seen; a transfer from another host may be one of them. */
const leftText = (own: readonly Exchange[]): string => {
  const manifest = own.findLast(({ label, reply }) => label === 'status' && reply?.status === 200);
  const output = (manifest?.reply?.body.json as { output?: unknown } | undefined)?.output;
  const files = Array.isArray(output) ? output.length : 0;
  const sent = own.filter(
    ({ label, reply, failure }) =>
      (label === 'data' || label === 'foreign') && reply?.status === 200 && failure === undefined,
  );
  const complete = new Set(sent.map(({ request }) => request.url)).size;
  return files > complete ? `, ${files - complete} of ${counted(files, 'file')} not downloaded` : '';
};

/** The timeline for a terminal. What the client wrote last stands where it helps: where something failed or was blocked, without a request, and where it gave up with a manifest. */
export const timelineLines = (report: Report, paint: Paint): string[] => {
  if (report.role !== 'client') return [];
  const blamed = new Set(
    report.verdicts
      .filter(({ outcome }) => outcome === 'fail' || outcome === 'blocked')
      .flatMap(({ evidence }) => evidence.map((id) => report.exchanges[id - 1]?.step)),
  );
  return [
    paint.bold('What the client sent'),
    ...timeline(report).flatMap((entry) => {
      // A scenario that was not run is blocked, and is listed above as such.
      if (entry.sent.length === 0 && entry.end === undefined) return [];
      const { id, title, sent, end, stored, lines } = entry;
      const words = [
        ...(sent.length === 0 ? ['nothing'] : sent),
        ...[end, stored].flatMap((word) => (word === undefined ? [] : [printable(word)])),
      ];
      const gaveUp = stored !== undefined && end !== undefined && end !== 'exit 0';
      const shown = blamed.has(id) || sent.length === 0 || gaveUp ? lines : [];
      return [
        `  ${paint.bold(printable(id))}  ${paint.dim(printable(title))}`,
        ...wrapped(words, ', ', '    '),
        ...shown.map(
          (line) =>
            `    ${paint.dim('|')} ${line
              .split('\t')
              .map((part) => printable(part, 300))
              .join('\t')}`,
        ),
      ];
    }),
  ];
};
