import type { Explanation, Report, Verdict } from '../../../src/model/index.js';
import { entry, html, linesOf, listOf, type Markup } from '../markup.js';

/** What `explain` shows besides the text of a requirement; nothing for one that did not fail. */
export const examples = ({ id }: Pick<Verdict, 'id'>, { explanations = [], profile }: Report): Markup | undefined => {
  const found = explanations.find((one) => one.id === id);
  if (found === undefined) return undefined;
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
