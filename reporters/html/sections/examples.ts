import type { Explanation, Report, Verdict } from '../../../src/model/index.js';
import { toFix } from '../outcome-kinds.js';
import { entry, html, linesOf, listOf, type Markup } from '../markup.js';

/** Failures with examples: whoever has more begins with these, and the page must stay small. */
const MOST_EXAMPLES = 25;

/** The failures whose examples the page has: those that are to be fixed first, then the others in reading order. */
export const withExamples = (report: Report): ReadonlySet<string> => {
  const failed = report.verdicts.filter(({ outcome }) => outcome === 'fail');
  return new Set([...new Set([...toFix(report), ...failed].map(({ id }) => id))].slice(0, MOST_EXAMPLES));
};

/** What `explain` shows besides the text of a requirement; of a failure that is not `shown`, how to see it. */
export const examples = (
  { id }: Pick<Verdict, 'id'>,
  { explanations = [], profile }: Report,
  shown: ReadonlySet<string>,
): Markup | undefined => {
  const found = explanations.find((one) => one.id === id);
  if (found === undefined) return undefined;
  if (!shown.has(id))
    return html`<p class="more">Examples and usual causes: <code>bcda-conformance explain ${id}</code></p>`;
  const { meets, fails, causes } = found;
  return html`
    <details class="examples">
      <summary>Examples and usual causes</summary>
      <dl>
        ${entry('What meets it', example(`What meets ${id}`, meets))}
        ${entry(
          'What does not',
          fails === undefined
            ? undefined
            : html`<p>${fails.title}:</p>
                ${example(`What does not meet ${id}`, fails.lines)}`,
        )}
        ${entry('Usual causes', listOf(causes))}
      </dl>
      <p class="more">${fromWhere(found, profile)}</p>
    </details>
  `;
};

const fromWhere = (found: Explanation, profile: string): string =>
  `The examples are made by the reference implementation${found.profile === profile ? '' : `, under profile ${found.profile}`}: > is sent, < is received.`;

const example = (label: string, lines: readonly string[]): Markup =>
  html`<pre class="wrapped" tabindex="0" role="region" aria-label="${label}">${linesOf(lines)}</pre>`;
