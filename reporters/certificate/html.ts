import type { Report } from '../../src/model/index.js';
import { certificateOf, FOR_PROGRAMS } from './index.js';
import type { Entitlement } from './data.js';
import type { OutcomeKind } from '../html/outcome-kinds.js';
import { entry, html, linesOf, listOf, type Markup } from '../html/markup.js';
import { page } from '../html/page.js';

const TONES: Readonly<Record<Entitlement, readonly [OutcomeKind, string]>> = {
  certified: ['pass', '✓'],
  'traffic only': ['pass', '✓'],
  'not certified': ['fail', '✗'],
};

/** The certificate as a page to print: what the Markdown says, and no more. */
export const certificateHtml = (report: Report): string => {
  const { worth, title, opening, particulars, sections, data } = certificateOf(report);
  const [kind, sign] = TONES[worth];
  return page(
    title,
    html`
      <main class="certificate">
        <header class="top k-${kind}">
          <h1><span class="sign" aria-hidden="true">${sign}</span> ${title}</h1>
          <p>${opening}</p>
          <dl class="particulars">
            ${particulars.map(({ name, value, code }) =>
              entry(name, code === undefined ? value : html`${value} <code>${code}</code>`),
            )}
          </dl>
        </header>
        ${sections.map(
          (section) => html`
            <section>
              <h2>${section.title}</h2>
              ${section.parts.map((part): Markup | undefined =>
                typeof part === 'string' ? html`<p>${part}</p>` : listOf(part),
              )}
            </section>
          `,
        )}
        <section>
          <h2>${FOR_PROGRAMS}</h2>
          <pre id="data" tabindex="0" role="region" aria-label="${FOR_PROGRAMS}">${linesOf(data)}</pre>
        </section>
      </main>
    `,
  );
};
