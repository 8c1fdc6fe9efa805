import {
  type ColoredStatement,
  colorStatements,
  type GuideColor,
  type GuideStatement,
  type Report,
  requirementsOf,
} from '../../../src/model/index.js';
import { html, link, type Markup } from '../markup.js';
import { KINDS, type OutcomeKind } from '../outcome-kinds.js';

/** How a statement is shown: like what, and in which words. A statement that asks for nothing has no sign. */
const SHOWN: Readonly<Record<GuideColor, { readonly kind?: OutcomeKind; readonly word: string }>> = {
  fail: { kind: 'fail', word: 'broken' },
  warn: { kind: 'warn', word: 'met, with a warning' },
  blocked: { kind: 'blocked', word: 'blocked' },
  'not-judged': { kind: 'not-tested', word: 'not judged in this run, or not in whole' },
  pass: { kind: 'pass', word: 'met' },
  inapplicable: { kind: 'inapplicable', word: 'inapplicable' },
  none: { word: 'no requirement' },
};

/** The guide in this project's words, statement by statement, each with what the verdicts of the run say of it. */
export const guide = (report: Report): Markup | undefined =>
  report.guide === undefined
    ? undefined
    : html`<section aria-labelledby="guide">
        <h2 id="guide">The guide</h2>
        <p>
          The ${link(report.guide.published, report.guide.title)}, statement by statement in this project's words, with
          the requirements that judge it.
        </p>
        ${report.guide.sections.map(({ heading, statements }) =>
          section(heading, colorStatements(statements, report), report),
        )}
      </section>`;

const section = (heading: string, statements: readonly ColoredStatement<GuideStatement>[], report: Report): Markup => {
  const shown = new Set([...report.verdicts, ...report.untestable].map(({ id }) => id));
  const broken = statements.some(({ color }) => color === 'fail');
  return html`<details class="part" ${broken ? 'open' : undefined}>
    <summary>${heading} <span class="tally">${tally(statements)}</span></summary>
    <ul class="guide">
      ${sharedLines(statements).map((one) => line(one, shown))}
    </ul>
  </details>`;
};

const tally = (statements: readonly ColoredStatement<GuideStatement>[]): string =>
  (Object.keys(SHOWN) as GuideColor[])
    .flatMap((color) => {
      const { kind } = SHOWN[color];
      const count = statements.filter((one) => one.color === color).length;
      return kind === undefined || count === 0 ? [] : [`${KINDS[kind].sign} ${count}`];
    })
    .join('  ');

/**
 * Statements side by side that have the same account, so that the same requirements judge them, share a line: a sample
 * is shown field by field, and a long guide would repeat the links in most of its lines.
 */
const sharedLines = (
  statements: readonly ColoredStatement<GuideStatement>[],
): (readonly ColoredStatement<GuideStatement>[])[] => {
  const lines: ColoredStatement<GuideStatement>[][] = [];
  for (const one of statements) {
    const last = lines.at(-1);
    if (last?.[0] !== undefined && accountOf(last[0]) === accountOf(one)) last.push(one);
    else lines.push([one]);
  }
  return lines;
};

const accountOf = ({ statement }: ColoredStatement<GuideStatement>): string => JSON.stringify(statement.account);

const line = (statements: readonly ColoredStatement<GuideStatement>[], shown: ReadonlySet<string>): Markup => {
  const [first] = statements;
  if (first === undefined) return html``;
  const { kind, word } = SHOWN[first.color];
  const { account } = first.statement;
  const tile =
    kind === undefined
      ? html`<span class="tile" aria-hidden="true"></span>`
      : html`<span class="tile k-${kind}" role="img" aria-label="${word}">${KINDS[kind].sign}</span>`;
  const ids = requirementsOf(first.statement).map((id) =>
    shown.has(id) ? html` <a href="#${id}">${id}</a>` : html` <b>${id}</b>`,
  );
  const because = 'because' in account ? html` <span class="more">${account.because}</span>` : undefined;
  return html`<li>
    ${tile}<span>${statements.map(({ statement }) => statement.says).join(' ')}${ids}${because}</span>
  </li>`;
};
