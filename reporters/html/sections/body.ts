import type { RecordedBody, Fact } from '../../../src/model/index.js';
import { bytesText } from '../units.js';
import { html, linesOf, type Markup } from '../markup.js';

/** What was kept of a response's body. Data files are described by their fact and never quoted. */
export const body = (
  id: number,
  { bytes, form, documents, json, phrase, shows, repeats }: RecordedBody,
  facts: readonly Fact[],
): Markup => {
  if (facts.some(({ kind }) => kind === 'file'))
    return html`<p>The body is a data file. None of its lines is kept.</p>`;
  if (form === 'empty') return html`<p>The body is empty.</p>`;
  const what = [
    `Body: ${bytesText(bytes)}, ${form === 'json' ? 'JSON' : 'text'}`,
    ...(documents > 1 ? [`${documents} documents, of which the first is shown`] : []),
    ...(form === 'text' ? [phrase === undefined ? 'not kept' : `“${phrase}”`] : []),
    ...(shows.length > 0 ? [`exposes: ${shows.join(', ')}`] : []),
    ...(repeats.length > 0 ? [`contains: ${repeats.join(', ')}`] : []),
  ].join(', ');
  return html`<p>${what}</p>
    ${
      json === undefined
        ? undefined
        : html`<pre tabindex="0" role="region" aria-label="Body of response ${id}">
${linesOf(JSON.stringify(json, null, 2).split('\n'))}</pre>`
    }`;
};
