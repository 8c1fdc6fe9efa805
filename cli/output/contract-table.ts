import {
  documentedAs,
  type GuideOperation,
  guideOperations,
  lacking,
  unknownOperations,
} from '../../src/expect/server/contract/covers.js';
import type {
  ContractDocument,
  ContractFact,
  ContractOperation,
  Exchange,
  Profile,
  Report,
} from '../../src/model/index.js';
import { recordedPath, templateFits } from '../../src/model/index.js';
import { printable } from '../../reporters/text/index.js';

/** One operation as guide, document and server have it. */
interface Row {
  readonly operation: string;
  readonly guide: string;
  readonly document: string;
  readonly behavior: string;
  /** What differs, in words; empty: nothing. */
  readonly differs: string;
}

const NONE = '-';

/** Guide, document and behavior side by side, and under them the verdicts of the chapter. Ends with a line feed. */
export const contractTable = (report: Report, profile: Profile): string => {
  const document = report.facts.find((fact): fact is ContractFact => fact.kind === 'contract')?.document;
  const rows = rowsOf(report, profile, document);
  const widest = Math.max(...report.verdicts.map(({ id }) => id.length));
  const head = { operation: 'operation', guide: 'guide', document: 'document', behavior: 'behavior', differs: '' };
  return [
    `Target    ${printable(report.target)}`,
    `Guide     ${profile.id}`,
    `Document  ${document === undefined ? 'none' : nameOf(document)}`,
    '',
    ...columns([head, ...rows]),
    '',
    ...report.verdicts.map(({ id, outcome, seen, because }) => {
      const why = seen ?? because;
      return `${id.padEnd(widest)} ${outcome}${why === undefined ? '' : `: ${printable(why)}`}`;
    }),
    ...report.notes.map((note) => printable(note)),
    '',
  ].join('\n');
};

const nameOf = ({ dialect, format, from }: ContractDocument): string => {
  const where = { document: 'that the page leads to', page: 'that the page is', given: 'given with --openapi' }[from];
  return `${dialect} in ${format.toUpperCase()}, ${where}`;
};

const rowsOf = (report: Report, profile: Profile, document: ContractDocument | undefined): Row[] => {
  const operations = document?.operations ?? [];
  const known = guideOperations(profile).map((wanted): Row => {
    const found = documentedAs(wanted, operations, report.target);
    return {
      operation: `${wanted.method} ${wanted.path}`,
      guide: said(wanted),
      document: found === undefined ? NONE : said({ ...found, security: found.security.join('|') }),
      behavior: seenOf(report, wanted),
      differs: [...(document === undefined ? [] : lacking(wanted, found)), ...departing(document, found)].join('; '),
    };
  });
  const unknown = document === undefined ? [] : unknownOperations(document, profile, report.target);
  const others = operations
    .filter(({ method, path }) => unknown.includes(`${method} ${path}`))
    .map((one): Row => ({
      operation: `${one.method} ${one.path}`,
      guide: NONE,
      document: said({ ...one, security: one.security.join('|') }),
      behavior: seenOf(report, one),
      differs: 'not in the guide',
    }));
  return [...known, ...others];
};

const said = ({ statuses, security }: { statuses: readonly (string | number)[]; security: string }): string =>
  `${statuses.join(' ') || NONE}, ${security}`;

/** Statuses that the run met there. */
const seenOf = ({ exchanges, target }: Report, { method, path }: Pick<GuideOperation, 'method' | 'path'>): string => {
  const prefix = new URL(target).pathname.replace(/\/+$/, '');
  const isThere = ({ request, step, superseded }: Exchange): boolean =>
    superseded === undefined &&
    step !== 'contract' &&
    request.method === method &&
    [path, prefix + path].some((one) => templateFits(one, recordedPath(request.url)));
  const statuses = exchanges.filter(isThere).map(({ reply }) => reply?.status ?? 'no reply');
  return [...new Set(statuses)].join(' ') || 'not asked';
};

const departing = (document: ContractDocument | undefined, found: ContractOperation | undefined): string[] => [
  ...new Set(
    (document?.departures ?? [])
      .filter(({ operation }) => found !== undefined && operation === `${found.method} ${found.path}`)
      .map(({ status, says }) => `${status}: ${says}`),
  ),
];

/** Rows with their cells under each other; what differs stands in a line of its own. */
const columns = (rows: readonly Row[]): string[] => {
  const names = ['operation', 'guide', 'document', 'behavior'] as const;
  const widths = names.map((name) => Math.max(...rows.map((row) => row[name].length)));
  return rows.flatMap((row) => {
    const line = names
      .map((name, at) => row[name].padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
    return row.differs === '' ? [line] : [line, `  differs: ${printable(row.differs)}`];
  });
};
