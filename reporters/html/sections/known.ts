import type { Known, Verdict } from '../../../src/model/index.js';
import { entry, html, link, listOf, type Markup } from '../markup.js';
import { counted } from '../../text/index.js';
import { findingText, othersText, outdatedTexts, uncoveredText } from '../../text/known.js';

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
        ...named.map((one) => html`<code>${findingText(one)}</code>: ${reason(one)}`),
        ...outdatedTexts(verdict),
      ]),
    )}
    ${entry('Not known', uncoveredText(verdict))}
  `;
};

const reason = ({ because, see, until }: Known): Markup =>
  html`${because} (${link(see, see)}${until === undefined ? '' : `, until ${until}`})`;

/** The kinds of findings for which a requirement fails. */
export const findingsOf = ({ findings }: Verdict): Markup | undefined => {
  if (findings === undefined) return undefined;
  const { groups, incomplete } = findings;
  const more = groups.length - SHOWN;
  return listOf([
    ...groups.slice(0, SHOWN).map((one) => html`${one.count} × <code>${findingText(one)}</code>`),
    ...(more > 0 ? [`and ${counted(more, 'more kind')}`] : []),
    ...(incomplete === undefined ? [] : [othersText(incomplete)]),
  ]);
};
