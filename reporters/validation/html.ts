import type { FileVerdict, Validation } from '../../src/fhir/validate/validation.js';
import { html, link, type Markup } from '../html/markup.js';
import type { OutcomeKind } from '../html/outcome-kinds.js';
import { page } from '../html/page.js';
import { counted } from '../text/index.js';
import { conclusionOf, groupsOf, isClean, problemOf } from './totals.js';

/** Rows of a table; the JSON report has all. */
const ROWS = 1000;

/** A validation as one page: the kinds of findings in all files, and the files that are not clean. */
export const validationHtml = (validation: Validation): string => {
  const { is, text } = conclusionOf(validation);
  const problem = problemOf(validation);
  const kind: OutcomeKind = problem !== undefined ? 'blocked' : is === 'valid' ? 'pass' : 'fail';
  const { files, fhirVersion, startedAt, tool } = validation;
  const groups = groupsOf(files);
  const remarkable = files.filter((file) => !isClean(file));
  return page(
    'Validation',
    html`
      <main>
        <header class="top k-${kind}">
          <p class="kicker">FHIR ${fhirVersion}, ${startedAt.slice(0, 16).replace('T', ' ')} UTC</p>
          <h1>Validation</h1>
          <p class="verdict"><strong>${text}</strong></p>
          ${problem === undefined || problem === text ? undefined : html`<p>${problem}</p>`}
        </header>
        ${
          groups.length === 0
            ? undefined
            : section(
                'Findings',
                ['Rule', 'Path', 'Severity', 'Count', 'Files', 'First'],
                groups.map(
                  (group) =>
                    html`<tr>
                      <th scope="row">
                        ${link(group.first.spec, group.rule)}<span class="more">expected ${group.first.expected}</span>
                      </th>
                      <td><code>${group.path}</code></td>
                      <td>${group.severity}</td>
                      <td>${group.count}</td>
                      <td>${group.files}</td>
                      <td>${group.in}, line ${group.first.line}</td>
                    </tr>`,
                ),
              )
        }
        ${
          remarkable.length === 0
            ? undefined
            : section('Files', ['File', 'Resources', 'Errors', 'Warnings'], remarkable.map(fileRow))
        }
      </main>
      <footer><p>${tool.name} ${tool.version}</p></footer>
    `,
  );
};

const fileRow = ({ file, resources, errors, warnings }: FileVerdict): Markup =>
  html`<tr>
    <th scope="row">${file}</th>
    <td>${resources}</td>
    <td>${errors}</td>
    <td>${warnings}</td>
  </tr>`;

const section = (title: string, head: readonly string[], rows: readonly Markup[]): Markup => html`
  <section>
    <h2>${title}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${title}">
      <table class="findings">
        <thead>
          <tr>
            ${head.map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.slice(0, ROWS)}
        </tbody>
      </table>
    </div>
    ${rows.length > ROWS ? html`<p>… and ${counted(rows.length - ROWS, 'more row')} in the JSON report</p>` : undefined}
  </section>
`;
