import type { Report } from '../../../src/model/index.js';
import { entitlement } from '../../certificate/index.js';
import { type Counted, COUNTED, countOf, KINDS, kindOf, type OutcomeKind } from '../outcome-kinds.js';
import { timeText } from '../units.js';
import { entry, html, listOf, type Markup } from '../markup.js';
import { counted } from '../../text/index.js';

/** The first screen: who was judged, how it went, and what to do about it. */
export const summary = (report: Report): Markup => html`
  <header class="top k-${toneOf(report)}">
    <p class="kicker">${report.role === 'client' ? 'BCDA client conformance' : 'BCDA server conformance'}</p>
    <h1>${nameOf(report)}</h1>
    <p class="verdict">
      <span class="sign" aria-hidden="true">${VERDICT[toneOf(report)].sign}</span> ${conclusionOf(report)}
    </p>
    ${
      report.errors.length === 0
        ? undefined
        : html`<div class="open">
            <p>
              ${report.verdicts.length === 0 ? 'Nothing could be judged:' : 'The run had errors, so its verdicts are not reliable:'}
            </p>
            ${listOf(report.errors)}
          </div>`
    }
    ${counts(report)}
    ${
      report.incomplete.length === 0
        ? undefined
        : html`<div class="open">
            <p>${report.conforms === 'incomplete' ? 'Inconclusive because' : 'The run is incomplete because'}:</p>
            ${listOf(report.incomplete)}
          </div>`
    }
    ${particulars(report)}
  </header>
`;

/** Who was judged, in a few words. */
export const nameOf = ({ client, target }: Report): string =>
  client?.name === undefined ? target : `${client.name}${client.version === undefined ? '' : ` ${client.version}`}`;

const VERDICT = {
  pass: { sign: '✓', word: 'Conforms' },
  fail: { sign: '✗', word: 'Does not conform' },
  blocked: { sign: '?', word: 'Inconclusive' },
} as const;

/** A run in which the harness itself failed has shown nothing. */
const toneOf = ({ conforms, errors }: Report): keyof typeof VERDICT => {
  if (errors.length > 0 || conforms === 'incomplete') return 'blocked';
  return conforms === 'yes' ? 'pass' : 'fail';
};

const conclusionOf = (report: Report): Markup => {
  const { profile, strict, errors } = report;
  const unsure = report.verdicts.length === 0 ? 'Could not be judged' : 'Could not be judged reliably';
  const word = errors.length > 0 ? unsure : VERDICT[toneOf(report)].word;
  return html`<strong>${word}</strong> <span>profile ${profile}${strict ? ', strict' : ''}</span>`;
};

const counts = (report: Report): Markup => {
  return html`
    <ul class="counts" aria-label="Requirements by outcome">
      ${COUNTED.map(
        (kind) => html`
          <li>
            <a class="k-${kind}" href="#requirements" data-outcome="${kind}">
              <span class="number"
                ><span class="sign" aria-hidden="true">${KINDS[kind].sign}</span> <b>${countOf(report, kind)}</b></span
              >
              <span class="word">${wordOf(kind, report)}</span>
            </a>
          </li>
        `,
      )}
    </ul>
    ${bar(report)}
  `;
};

/** What a count holds that its target need not repair. */
const PARTS: Partial<Record<Counted, readonly [kind: OutcomeKind, word: string]>> = {
  fail: ['known', 'known'],
  blocked: ['not-tested', 'not tested'],
};

const wordOf = (kind: Counted, report: Report): string => {
  const word = kind === 'warn' && countOf(report, kind) !== 1 ? 'Warnings' : KINDS[kind].word;
  const [partKind, partWord] = PARTS[kind] ?? [];
  const part = report.verdicts.filter((verdict) => kindOf(verdict) === partKind).length;
  return part === 0 ? word : `${word}, ${part} ${partWord}`;
};

/** The counts as one bar; the list above says the same in words. */
const bar = (report: Report): Markup => {
  const shares = (['pass', 'inapplicable', 'untestable', 'blocked', 'warn', 'fail'] as const)
    .map((kind) => ({ kind, count: countOf(report, kind) }))
    .filter(({ count }) => count > 0);
  let x = 0;
  return html`<svg
    class="bar"
    viewBox="0 0 ${shares.reduce((sum, { count }) => sum + count, 0)} 10"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${shares.map(({ kind, count }) => {
      x += count;
      return html`<rect class="k-${kind}" x="${x - count}" y="0" width="${count}" height="10"></rect>`;
    })}
  </svg>`;
};

const particulars = (report: Report): Markup => {
  const { role, target, client, startedAt, durationMs, tool, catalogue, exchanges, selection, interrupted } = report;
  return html`
    <dl class="particulars">
      ${entry('Client', role === 'client' ? `${client?.name ?? target}, ${client?.version ?? 'version not given'}` : undefined)}
      ${entry('Certificate', role === 'client' ? entitlement(report) : undefined)}
      ${entry('Started', startedAt.replace('T', ' ').replace(/\.\d+Z$/u, ' UTC'))}
      ${entry('Took', `${timeText(durationMs)}, ${counted(exchanges.length, 'request')}${interrupted ? ', interrupted' : ''}`)}
      ${entry('TLS', tlsOf(report))} ${entry('Selected', selection.length === 0 ? undefined : selection.join(', '))}
      ${entry('By', `${tool.name} ${tool.version}`)}
      ${entry('Catalogue', html`<code title="SHA-256 ${catalogue}">${catalogue.slice(0, 12)}…</code>`)}
    </dl>
  `;
};

const tlsOf = ({ facts }: Report): string | undefined => {
  const tls = facts.find((fact) => fact.kind === 'tls');
  return tls?.error === undefined ? tls?.protocol : `failed: ${tls.error}`;
};
