import type { Comparison } from '../../src/model/index.js';
import { entry, html, type Markup } from '../html/markup.js';
import { page } from '../html/page.js';
import { headline, profilesText, type Item, sectionsOf } from './text.js';

const TONES = { regressed: ['fail', '✗'], unclear: ['blocked', '?'], 'no regression': ['pass', '✓'] } as const;
const KINDS = { bad: 'fail', good: 'pass', plain: 'inapplicable' } as const;

/** The comparison as a page. */
export const comparisonHtml = (comparison: Comparison): string => {
  const [kind, sign] = TONES[comparison.result];
  const { role, after } = comparison;
  return page(
    `Comparison: ${after.target}`,
    html`
      <main>
        <header class="top k-${kind}">
          <p class="kicker">BCDA ${role} conformance, ${profilesText(comparison)}: two runs compared</p>
          <h1>${after.target}</h1>
          <p class="verdict">
            <span class="sign" aria-hidden="true">${sign}</span> <strong>${headline(comparison)}</strong>
          </p>
        </header>
        ${sectionsOf(comparison).map(
          ({ title, tone, items }) => html`
            <section class="k-${KINDS[tone]}">
              <h2>${title}</h2>
              <ul>
                ${items.map(item)}
              </ul>
            </section>
          `,
        )}
      </main>
    `,
  );
};

const item = ({ id, words, more }: Item): Markup => html`
  <li>
    ${id === undefined ? undefined : html`<code>${id}</code>`} ${words}
    ${more.length === 0 ? undefined : html`<dl class="notes">${more.map(({ name, text }) => entry(name, text))}</dl>`}
  </li>
`;
