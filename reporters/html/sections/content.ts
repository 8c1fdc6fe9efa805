import type { FieldCount, Report } from '../../../src/model/index.js';
import { html, type Markup } from '../markup.js';

/** In how many resources each field of the claims files was seen: what a data engineer looks for first. Not a verdict. */
export const content = ({ content: fields = [] }: Report): Markup | undefined =>
  fields.length === 0
    ? undefined
    : html`<section aria-labelledby="content">
        <h2 id="content">What the data hold</h2>
        <p>
          In how many resources each field of the Claim and Claim Line Feed (CCLF) was seen, by the table in which CMS
          says where it belongs. This is not a verdict: a claim has only the fields of its kind. Of long files some
          resources were looked at.
        </p>
        ${[...new Set(fields.map(({ type }) => type))].map((type) =>
          tableOf(
            type,
            fields.filter((one) => one.type === type),
          ),
        )}
      </section>`;

const tableOf = (type: string, fields: readonly FieldCount[]): Markup => html`
  <details class="part">
    <summary>${type}: ${fields.filter(({ seen }) => seen > 0).length} of ${fields.length} elements were seen</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Elements of ${type}">
      <table>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Element</th>
            <th scope="col">Seen in</th>
          </tr>
        </thead>
        <tbody>
          ${fields.map(
            ({ fields: names, paths, seen, of }) =>
              html`<tr>
                <td>${names.map((name) => html`<div>${name === '-' ? 'named by the guide alone' : name}</div>`)}</td>
                <td>${paths.map((path) => html`<div><code>${path}</code></div>`)}</td>
                <td>${seen === 0 ? html`<strong>none</strong> of ${of}` : html`${seen} of ${of}`}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>
`;
