import type { Report, ValidityGroup, Verdict } from '../../../src/model/index.js';
import { KINDS, kindOf } from '../outcome-kinds.js';
import { html, type Markup } from '../markup.js';
import { counted } from '../../text/index.js';

/** Kinds of findings shown, the most frequent first; the JSON report has them all. */
const SHOWN = 100;

/** Findings of one rule at one path over all that was read. */
interface Row extends Pick<ValidityGroup, 'rule' | 'path' | 'severity' | 'expected'> {
  readonly count: number;
  /** Exchanges in which they occur. */
  readonly exchanges: readonly number[];
}

/** How resources violate FHIR, as a table with bars; nothing where they do not. */
export const findings = (report: Report): Markup | undefined => {
  const rows = rowsOf(report);
  if (rows.length === 0) return undefined;
  const most = Math.max(...rows.map(({ count }) => count));
  const more = rows.length - SHOWN;
  return html`
    <section aria-labelledby="findings">
      <h2 id="findings">Findings about resources</h2>
      <p>
        Violations of FHIR STU3 in all files and responses that were read, each with the requirements that it counts
        against.${more > 0 ? ` ${counted(more, 'rarer kind')} ${more === 1 ? 'is' : 'are'} in the JSON report.` : ''}
      </p>
      <div class="scroll" tabindex="0" role="region" aria-label="Table of findings">
        <table class="findings">
          <thead>
            <tr>
              <th scope="col">Path</th>
              <th scope="col">Rule</th>
              <th scope="col">Count</th>
              <th scope="col">Counts against</th>
            </tr>
          </thead>
          <tbody>
            ${rows.slice(0, SHOWN).map((row) => line(row, most, report.verdicts))}
          </tbody>
        </table>
      </div>
    </section>
  `;
};

const line = (
  { rule, path, severity, count, expected, exchanges }: Row,
  most: number,
  verdicts: readonly Verdict[],
): Markup => {
  const counting = verdicts.filter(({ findings: found }) =>
    found?.groups.some((group) => group.rule === rule && group.path === path),
  );
  const [first] = exchanges;
  return html`
    <tr>
      <th scope="row">
        <code>${path === '' ? 'whole line' : path}</code><span class="more">expected: ${expected}</span>
      </th>
      <td>
        <code>${rule}</code><span class="more">${counting.length === 0 ? 'counts against nothing' : severity}</span>
      </td>
      <td class="often">
        <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
          <rect
            class="s-${counting.length === 0 ? 'nothing' : severity}"
            x="0"
            y="0"
            width="${Math.max(2, (100 * count) / most).toFixed(1)}"
            height="10"
          ></rect>
        </svg>
        ${count}<span class="more"
          >in ${counted(exchanges.length, 'response')}, first <a href="#exchange-${first}">#${first}</a></span
        >
      </td>
      <td>
        ${counting.length === 0 ? 'none' : counting.map((verdict) => html`<a href="#${verdict.id}">${KINDS[kindOf(verdict)].sign} ${verdict.id}</a> `)}
      </td>
    </tr>
  `;
};

const rowsOf = ({ facts }: Report): Row[] => {
  const rows = new Map<string, Row>();
  for (const fact of facts) {
    if (fact.kind !== 'file' && fact.kind !== 'resource') continue;
    for (const { rule, path, severity, count, expected } of fact.validity.groups) {
      const key = `${rule} ${path}`;
      const before = rows.get(key) ?? { rule, path, severity, expected, count: 0, exchanges: [] };
      rows.set(key, { ...before, count: before.count + count, exchanges: [...before.exchanges, fact.exchange] });
    }
  }
  return [...rows.values()].toSorted(
    (a, b) => a.severity.localeCompare(b.severity) || b.count - a.count || a.path.localeCompare(b.path),
  );
};
