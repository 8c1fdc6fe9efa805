import type { Known, Verdict } from '../../../src/model/index.js';
import { entry, html, link, listOf, type Markup } from '../markup.js';
import { staleTexts, uncoveredText } from '../../text/known.js';

/** Kinds of findings shown of a requirement; the JSON report has them all. */
const SHOWN = 20;

/** What is known of a failure, with links to where it is tracked. */
export const knownOf = (verdict: Verdict): Markup => {
  const { known, knownFindings } = verdict;
  const named = knownFindings?.entries.filter(({ gone }) => gone !== true) ?? [];
  const whole = named.length === 0 && known !== undefined ? [reason(known)] : [];
  return html`
    ${entry(
      'Known',
      listOf([
        ...whole,
        ...named.map((one) => html`<code>${place(one)}</code>: ${reason(one)}`),
        ...staleTexts(verdict),
      ]),
    )}
    ${entry('Not known', uncoveredText(verdict))}
  `;
};

const reason = ({ because, see, until }: Known): Markup =>
  html`${because} (${link(see, see)}${until === undefined ? '' : `, until ${until}`})`;

const place = ({ rule, path }: { readonly rule: string; readonly path?: string }): string =>
  path === undefined || path === '' ? rule : `${rule} at ${path}`;

/** The kinds of findings that a requirement fails by. */
export const findingsOf = ({ findings }: Verdict): Markup | undefined => {
  if (findings === undefined) return undefined;
  const { groups, incomplete } = findings;
  const more = groups.length - SHOWN;
  return listOf([
    ...groups.slice(0, SHOWN).map((one) => html`${one.count} × <code>${place(one)}</code>`),
    ...(more > 0 ? [`and ${more} more kinds`] : []),
    ...(incomplete === undefined ? [] : [`perhaps others, since ${incomplete}`]),
  ]);
};
