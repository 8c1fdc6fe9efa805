import type { Scoreboard, ScoreColumn, ScoreGroup, ScoreRow } from '../../src/model/index.js';
import { html, listOf, type Markup } from '../html/markup.js';
import { KIND_OF, type OutcomeKind } from '../html/outcome-kinds.js';
import { page } from '../html/page.js';
import { titleOf } from './markdown.js';
import { legend, SIGNS } from './signs.js';

/** Colors of the report's page. */
const KINDS: Readonly<Record<ScoreRow['cells'][number], OutcomeKind>> = { ...KIND_OF, 'not judged': 'untestable' };

/** The scoreboard as a page. */
export const scoreboardHtml = ({ groups, release, because, tool }: Scoreboard): string =>
  page(
    'BCDA conformance: scoreboard',
    html`
      <main>
        <header class="top k-${release ? 'pass' : 'fail'}">
          <p class="kicker">BCDA conformance</p>
          <h1>Scoreboard</h1>
          <p class="verdict">
            <span class="sign" aria-hidden="true">${release ? '✓' : '✗'}</span>
            <strong>${release ? 'May be released' : 'May not be released'}</strong>
          </p>
          ${listOf(because)}
        </header>
        ${groups.map(section)}
      </main>
      <footer>
        <p>${legend}</p>
        <p>${tool.name} ${tool.version}</p>
      </footer>
    `,
  );

const section = (group: ScoreGroup): Markup => html`
  <section>
    <h2>${group.role === 'server' ? 'Servers' : 'Clients'}, profile ${group.profile}</h2>
    ${table('Chapters', group.chapters, group.columns)}
    <h3>What changed</h3>
    ${listOf(group.columns.flatMap(changes)) ?? html`<p>Nothing, or each has one run only.</p>`}
    <details class="part">
      <summary>Every requirement</summary>
      <div class="body">${table('Requirements', group.requirements, group.columns)}</div>
    </details>
  </section>
`;

const table = (name: string, rows: readonly ScoreRow[], columns: readonly ScoreColumn[]): Markup => html`
  <div class="scroll" tabindex="0" role="region" aria-label="${name}">
    <table class="findings">
      <thead>
        <tr>
          <th scope="col">${name}</th>
          ${columns.map((column) => html`<th scope="col">${titleOf(column)}<span class="more">conforms: ${column.conforms}</span></th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ id, cells }) => html`
            <tr>
              <th scope="row"><code>${id}</code></th>
              ${cells.map(
                (cell) => html`<td><span class="tile k-${KINDS[cell]}" title="${cell}">${SIGNS[cell]}</span></td>`,
              )}
            </tr>
          `,
        )}
      </tbody>
    </table>
  </div>
`;

const changes = (column: ScoreColumn): Markup[] => {
  const { failing, fixed, still } = column;
  if (failing.length + fixed.length + still.length === 0) return [];
  return [
    html`<strong>${titleOf(column)}</strong>: newly failing ${failing.length === 0 ? 'none' : failing.join(', ')}; fixed
      ${fixed.length === 0 ? 'none' : fixed.join(', ')}; still failing
      ${still.length === 0 ? 'none' : still.map(({ id, since }) => `${id} (since ${since.slice(0, 10)})`).join(', ')}`,
  ];
};
