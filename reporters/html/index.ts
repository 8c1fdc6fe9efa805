import type { Report } from '../../src/model/index.js';
import { content } from './sections/content.js';
import { coverage } from './sections/coverage.js';
import { exchanges } from './sections/exchanges.js';
import { findings } from './sections/findings.js';
import { fixFirst } from './sections/fix-first.js';
import { guide } from './sections/guide.js';
import { html, type Markup } from './markup.js';
import { page } from './page.js';
import { notes } from './sections/notes.js';
import { requirements } from './sections/requirements.js';
import { since } from './sections/since.js';
import { nameOf, summary } from './sections/summary.js';
import { timeline } from './sections/timeline/index.js';

/**
 * The report as one page for a browser. It fetches nothing, works from disk and without its script, and nothing that a
 * server or a client sent can become markup in it.
 */
export const htmlReport = (report: Report): string => {
  const there = partsOf(report);
  return page(
    `${nameOf(report)}: BCDA conformance, ${report.profile}`,
    html`
      <a class="skip" href="#requirements">Skip to the requirements</a>
      <nav aria-label="Parts of the report">
        <ul>
          ${there.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}
        </ul>
      </nav>
      <main>${summary(report)} ${fixFirst(report)} ${there.map(([, , part]) => part)}</main>
      <footer>
        <p>${report.tool.name} ${report.tool.version} · catalogue SHA-256 <code>${report.catalogue}</code></p>
      </footer>
    `,
  );
};

/** What follows the first screen: each part with its anchor and its name in the navigation; empty parts are left out. */
const partsOf = (report: Report): (readonly [id: string, name: string, part: Markup])[] => {
  const parts: readonly (readonly [string, string, Markup | undefined])[] = [
    ['since', 'Since the baseline', since(report)],
    ['coverage', 'Coverage', coverage(report)],
    ['guide', 'The guide', guide(report)],
    ['requirements', 'Requirements', requirements(report)],
    ['findings', 'Findings', findings(report)],
    ['content', 'What the data hold', content(report)],
    ['timeline', 'Timeline', timeline(report)],
    ['exchanges', 'Requests', exchanges(report)],
    ['notes', 'Notes', notes(report)],
  ];
  return parts.flatMap(([id, name, part]) => (part === undefined ? [] : [[id, name, part] as const]));
};
