import type { Exchange, Fact, Report, RecordedRequest } from '../../../src/model/index.js';
import { exchangeText } from '../../console/failure.js';
import { body } from './body.js';
import { bytesText, type OutcomeKind, KINDS, kindOf, timeText, toFix } from '../kinds.js';
import { entry, html, linesOf, listOf, type Markup } from '../markup.js';
import { baseOf } from './requirements.js';

/** Exchanges shown whole; of those beyond it the line remains. A page of some 1 MB still opens at once. */
const WHOLE = 600;

/** What was said, once: requirements refer to it by number. */
export const exchanges = (report: Report): Markup | undefined => {
  if (report.exchanges.length === 0) return undefined;
  const whole = wholeOf(report);
  const rest = report.exchanges.length - whole.size;
  return html`
    <section aria-labelledby="exchanges">
      <h2 id="exchanges">Requests and replies</h2>
      <p>
        In the order sent. Secrets and personal data were removed while
        recording.${rest > 0 ? ` Of ${rest} only the first line is here; the JSON report has them whole.` : ''}
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
  return new Set([...new Set(ids)].filter((id) => there.has(id)).slice(0, WHOLE));
};

const one = (exchange: Exchange, report: Report, whole: boolean): Markup => {
  const { id, label, of, reply, failure, ms } = exchange;
  const [, ...rest] = exchangeText(exchange, baseOf(exchange.request.url, report)).split(' ');
  const line = html`<span class="no">#${id}</span>
    <span class="label"
      >${report.role === 'client' ? `${exchange.step}: ` : ''}${label}${of === undefined ? '' : ` · ${of}`}</span
    >
    <code>${rest.join(' ')}</code> <span class="ms">${timeText(ms)}</span>`;
  if (!whole) return html`<p class="exchange" id="exchange-${id}">${line}</p>`;
  const facts = report.facts.filter((fact) => 'exchange' in fact && fact.exchange === id);
  return html`
    <details class="exchange">
      <summary>${line}</summary>
      <div class="body" id="exchange-${id}">
        <p>${circumstances(exchange)}</p>
        <p class="label">Request</p>
        ${block(`Request ${id}`, requestLines(exchange.request))}
        <p class="label">Reply</p>
        ${
          reply === undefined
            ? html`<p>${failure === undefined ? 'There was none.' : `None: ${failure.code}, ${failure.says}`}</p>`
            : html`${block(`Reply ${id}`, [`${reply.status} ${reply.reason}`, ...reply.headers.map(headerLine)])}
              ${body(id, reply.body, facts)}${failure === undefined ? undefined : html`<p>Cut off: ${failure.code}, ${failure.says}</p>`}`
        }
        ${learnt(facts)} ${blame(id, report)}
      </div>
    </details>
  `;
};

/** A text that may be wider than the page: it scrolls, by keyboard too. */
export const block = (name: string, lines: readonly string[]): Markup =>
  html`<pre tabindex="0" role="region" aria-label="${name}">${linesOf(lines)}</pre>`;

const headerLine = ([name, value]: readonly [string, string]): string => `${name}: ${value}`;

const requestLines = ({ method, url, headers, body: sent }: RecordedRequest): string[] => [
  `${method} ${url}`,
  ...headers.map(headerLine),
  ...(sent === undefined || sent === '' ? [] : ['', ...sent.split('\n')]),
];

const REPEATED = {
  busy: 'sent again, since the server was busy',
  'token-expired': 'sent again, since the token had expired',
  'no-reply': 'sent again, since there was no reply',
  interrupted: 'counts for nothing, since the run was interrupted',
} as const;

const circumstances = ({ step, of, as, at, ms, superseded }: Exchange): string =>
  [
    `Step ${step}${of === undefined ? '' : `, ${of}`}`,
    `authorised by: ${as}`,
    `sent ${timeText(at)} after the start, took ${timeText(ms)}`,
    ...(superseded === undefined ? [] : [REPEATED[superseded]]),
  ].join(' · ');

const learnt = (facts: readonly Fact[]): Markup | undefined => {
  const list = listOf(facts.flatMap(factText));
  return list === undefined
    ? undefined
    : html`<p class="label">Learnt</p>
        ${list}`;
};

const factText = (fact: Fact): string[] => {
  if (fact.kind === 'token') {
    const life = fact.iat === undefined || fact.exp === undefined ? '' : `, good for ${fact.exp - fact.iat} s`;
    return [`${fact.mark}: ${fact.shape === 'jwt' ? 'a JWT' : 'opaque'}, ${fact.length} characters${life}`];
  }
  if (fact.kind === 'subjects') return [`${fact.unresolved} of ${fact.references} references to Patients lead nowhere`];
  if (fact.kind === 'resource') return [`one ${fact.type}`, ...validityText(fact.validity.groups.length)];
  if (fact.kind !== 'file') return [];
  return [
    `${fact.list === 'error' ? 'error file' : 'data file'} of ${fact.type}: ${fact.resources} resources, ${bytesText(fact.bytes)}${fact.whole ? '' : `, not whole: ${fact.because ?? ''}`}`,
    `SHA-256 ${fact.sha256}`,
    ...fact.findings.map(({ rule, count, lines }) => `${count} × ${rule}, first in line ${lines[0] ?? '?'}`),
    ...validityText(fact.validity.groups.length),
  ];
};

const validityText = (kinds: number): string[] => (kinds === 0 ? [] : [`${kinds} kinds of findings of STU3`]);

/** The failures that an exchange shows. */
const blame = (id: number, { verdicts }: Report): Markup | undefined => {
  const shown = verdicts.filter(({ outcome, evidence }) => outcome === 'fail' && evidence.includes(id));
  const named = (kind: OutcomeKind): string => KINDS[kind].sign;
  return shown.length === 0
    ? undefined
    : html`<dl>
        ${entry(
          'Shows',
          shown.map((one) => html`<a href="#${one.id}">${named(kindOf(one))} ${one.id}</a> `),
        )}
      </dl>`;
};
