import type { Exchange, Fact, Report, RecordedRequest } from '../../../src/model/index.js';
import { requestText } from '../../text/evidence.js';
import { counted } from '../../text/index.js';
import { body } from './body.js';
import { type OutcomeKind, KINDS, kindOf, toFix } from '../outcome-kinds.js';
import { bytesText, timeText } from '../units.js';
import { entry, html, linesOf, listOf, type Markup } from '../markup.js';

/** Exchanges shown in full; of the others only the line. A page of some 1 MB still opens at once. */
const WHOLE = 110;
/** Of a run of this many exchanges, the lines alone take a third of such a page, and fewer are shown in full. */
const MANY = { exchanges: 500, whole: 40 } as const;

/** Every exchange, once: requirements refer to it by number. */
export const exchanges = (report: Report): Markup | undefined => {
  if (report.exchanges.length === 0) return undefined;
  const whole = wholeOf(report);
  const rest = report.exchanges.length - whole.size;
  return html`
    <section aria-labelledby="exchanges">
      <h2 id="exchanges">Requests and responses</h2>
      <p>
        In the order sent. Secrets and personal data were removed while
        recording.${rest > 0 ? ` For ${counted(rest, 'request')}, only the first line is shown; the JSON report has the details.` : ''}
      </p>
      ${report.exchanges.map((exchange) => one(exchange, report, whole.has(exchange.id)))}
    </section>
  `;
};

/** Those that failures refer to come first. */
const wholeOf = (report: Report): ReadonlySet<number> => {
  const needed = [...toFix(report), ...report.verdicts.filter((verdict) => kindOf(verdict) === 'warn')];
  const ids = [...needed.flatMap(({ evidence }) => evidence.slice(0, 40)), ...report.exchanges.map(({ id }) => id)];
  const there = new Set(report.exchanges.map(({ id }) => id));
  const most = there.size < MANY.exchanges ? WHOLE : MANY.whole;
  return new Set([...new Set(ids)].filter((id) => there.has(id)).slice(0, most));
};

const one = (exchange: Exchange, report: Report, whole: boolean): Markup => {
  const { id, label, of, reply, failure, ms } = exchange;
  const line = html`<span class="no">#${id}</span>
    <span class="label"
      >${report.role === 'client' ? `${exchange.step}: ` : ''}${label}${of === undefined ? '' : ` · ${of}`}</span
    >
    <code>${requestText(exchange, report)}</code> <span class="ms">${timeText(ms)}</span>`;
  if (!whole) return html`<p class="exchange" id="exchange-${id}">${line}</p>`;
  const facts = report.facts.filter((fact) => 'exchange' in fact && fact.exchange === id);
  return html`
    <details class="exchange">
      <summary>${line}</summary>
      <div class="body" id="exchange-${id}">
        <p>${circumstances(exchange)}</p>
        <p class="label">Request</p>
        ${block(`Request ${id}`, requestLines(exchange.request))}
        <p class="label">Response</p>
        ${
          reply === undefined
            ? html`<p>${failure === undefined ? 'None.' : `None: ${failure.code}, ${failure.says}`}</p>`
            : html`${block(`Response ${id}`, [`${reply.status} ${reply.reason}`, ...reply.headers.map(headerLine)])}
              ${body(id, reply.body, facts)}${failure === undefined ? undefined : html`<p>Cut off: ${failure.code}, ${failure.says}</p>`}`
        }
        ${learned(facts)} ${blame(id, report)}
      </div>
    </details>
  `;
};

/** A text that may be wider than the page: it scrolls, also by keyboard. */
const block = (name: string, lines: readonly string[]): Markup =>
  html`<pre tabindex="0" role="region" aria-label="${name}">${linesOf(lines)}</pre>`;

const headerLine = ([name, value]: readonly [string, string]): string => `${name}: ${value}`;

const requestLines = ({ method, url, headers, body: sent }: RecordedRequest): string[] => [
  `${method} ${url}`,
  ...headers.map(headerLine),
  ...(sent === undefined || sent === '' ? [] : ['', ...sent.split('\n')]),
];

const REPEATED = {
  busy: 'sent again because the server was busy',
  'gateway-error': 'sent again because a gateway had no response of the server',
  'token-expired': 'sent again because the token had expired',
  'token-revoked': 'sent again because the server had ended the token when it issued another one',
  'no-reply': 'sent again because there was no response',
  interrupted: 'ignored because the run was interrupted',
} as const;

const circumstances = ({ step, of, as, at, ms, superseded }: Exchange): string =>
  [
    `Step ${step}${of === undefined ? '' : `, ${of}`}`,
    `authorized by: ${as}`,
    `sent ${timeText(at)} after the start, took ${timeText(ms)}`,
    ...(superseded === undefined ? [] : [REPEATED[superseded]]),
  ].join(' · ');

const learned = (facts: readonly Fact[]): Markup | undefined => {
  const list = listOf(facts.flatMap(factText));
  return list === undefined
    ? undefined
    : html`<p class="label">Learned</p>
        ${list}`;
};

const factText = (fact: Fact): string[] => {
  if (fact.kind === 'token') {
    const life = fact.iat === undefined || fact.exp === undefined ? '' : `, valid for ${fact.exp - fact.iat} s`;
    return [`${fact.mark}: ${fact.shape === 'jwt' ? 'a JWT' : 'opaque'}, ${fact.length} characters${life}`];
  }
  if (fact.kind === 'subjects')
    return [`${fact.unresolved} of ${counted(fact.references, 'reference')} to Patients cannot be resolved`];
  if (fact.kind === 'history')
    return [
      `of ${counted(fact.before, `${fact.type} resource`)} of earlier exports, ${fact.missing} are missing; ${fact.changed} of ${fact.compared} have another content`,
    ];
  if (fact.kind === 'resource') return [`one ${fact.type} resource`, ...validityText(fact.validity.groups.length)];
  if (fact.kind !== 'file') return [];
  return [
    `${fact.list === 'error' ? 'error file' : 'data file'} of ${fact.type}: ${counted(fact.resources, 'resource')}, ${bytesText(fact.bytes)}${fact.whole ? '' : `, incomplete: ${fact.because ?? ''}`}`,
    `SHA-256 ${fact.sha256}`,
    ...fact.findings.map(({ rule, count, lines }) => `${count} × ${rule}, first in line ${lines[0] ?? '?'}`),
    ...validityText(fact.validity.groups.length),
  ];
};

const validityText = (kinds: number): string[] => (kinds === 0 ? [] : [`${counted(kinds, 'kind')} of STU3 findings`]);

/** The failures that an exchange is evidence for. */
const blame = (id: number, { verdicts }: Report): Markup | undefined => {
  const shown = verdicts.filter(({ outcome, evidence }) => outcome === 'fail' && evidence.includes(id));
  const named = (kind: OutcomeKind): string => KINDS[kind].sign;
  return shown.length === 0
    ? undefined
    : html`<dl>
        ${entry(
          'Evidence for',
          shown.map((one) => html`<a href="#${one.id}">${named(kindOf(one))} ${one.id}</a> `),
        )}
      </dl>`;
};
