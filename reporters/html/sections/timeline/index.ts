import type { Exchange, Report } from '../../../../src/model/index.js';
import { type Axis, axisOf } from './axis.js';
import { bytesText, timeText } from '../../units.js';
import { html, listOf, type Markup } from '../../markup.js';
import { picture, shape, SHAPES } from './picture.js';
import { counted } from '../../../text/index.js';
import { timeline as scenarios } from '../../../text/timeline.js';

/** One row: a job from its kick-off to its files, a scenario of a client, or all that belongs to neither. */
interface Lane {
  readonly name: string;
  /** What explains the name. */
  readonly more?: string;
  readonly exchanges: readonly Exchange[];
}

/** What was sent when. The columns say in words what the bars show. */
export const timeline = (report: Report): Markup | undefined => {
  if (report.exchanges.length === 0) return undefined;
  return report.role === 'client' ? clientTimeline(report) : serverTimeline(report);
};

const clientTimeline = (report: Report): Markup => {
  const lanes = scenarios(report).map(({ id, title, ...told }) => {
    const own = report.exchanges.filter(({ step }) => step === id);
    return { name: id, more: title, exchanges: own, ...told };
  });
  return frame(
    'What the client sent in each scenario, from its first request to the last response.',
    ['Scenario', 'When', 'Sent', 'End'],
    lanes.map((lane) => [
      clientPicture(lane.exchanges),
      lane.sent.length === 0 ? 'nothing' : lane.sent.join(', '),
      html`${[lane.end, lane.stored].filter((word) => word !== undefined).join(', ')}
      ${
        lane.lines.length === 0
          ? undefined
          : html`<details class="wrote">
              <summary>Output</summary>
              ${listOf(lane.lines)}
            </details>`
      }`,
    ]),
    lanes,
  );
};

const serverTimeline = (report: Report): Markup => {
  const lanes = lanesOf(report.exchanges);
  const axis = axisOf(report.exchanges);
  return frame(
    `One row per export job, from its kick-off to its files, all on one time axis of ${timeText(axis.span)}.${cutText(axis)}`,
    ['Job', 'When', 'Requests', 'Polls', 'Progress', 'Data'],
    lanes.map((lane) => {
      const { exchanges } = lane;
      const polls = exchanges.filter(({ label, reply }) => label === 'status' && reply?.status === 202);
      return [
        picture(exchanges, axis),
        exchanges.length,
        polls.length,
        progressText(polls),
        dataText(exchanges, report),
      ];
    }),
    lanes,
  );
};

const clientPicture = (exchanges: readonly Exchange[]): Markup => {
  if (exchanges.length === 0) return html``;
  const axis = axisOf(exchanges);
  const time = axis.cuts.length === 0 ? timeText(axis.span) : `${timeText(axis.span)}.${cutText(axis)}`;
  return html`${picture(exchanges, axis)}<span class="more">${time}</span>`;
};

const cutText = ({ cuts }: Axis): string =>
  cuts.length === 0
    ? ''
    : ` Long pauses are shortened and hatched: ${cuts.map(({ ms, before }) => `${timeText(ms)} before #${before}`).join(', ')}.`;

const frame = (
  text: string,
  columns: readonly string[],
  cells: readonly (readonly (Markup | string | number)[])[],
  lanes: readonly Lane[],
): Markup => html`
  <section aria-labelledby="timeline">
    <h2 id="timeline">Timeline</h2>
    <p>${text}</p>
    <ul class="legend" aria-label="Shapes">
      ${SHAPES.map(([kind, word]) => html`<li><svg viewBox="0 0 12 20" aria-hidden="true">${shape(kind, 2, 8)}</svg> ${word}</li>`)}
    </ul>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of the timeline">
      <table class="timeline">
        <thead>
          <tr>
            ${columns.map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${lanes.map(
            ({ name, more }, index) =>
              html`<tr>
                <th scope="row">
                  <code>${name}</code>${more === undefined ? undefined : html`<span class="more">${more}</span>`}
                </th>
                ${cells[index]?.map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>
`;

/** A job has a kick-off; its step and what it exports identify it. */
const lanesOf = (all: readonly Exchange[]): Lane[] => {
  const keyOf = ({ step, of = '' }: Exchange): string => `${step} ${of}`;
  const jobs = new Set(all.filter(({ label }) => label === 'kickoff').map(keyOf));
  const rest = all.filter((exchange) => !jobs.has(keyOf(exchange)));
  const lanes = [...jobs].map((job) => {
    const own = all.filter((exchange) => keyOf(exchange) === job);
    const [first] = own;
    return { name: first?.of ?? 'export', more: first?.step ?? '', exchanges: own };
  });
  return [...lanes, ...(rest.length === 0 ? [] : [{ name: 'everything else', exchanges: rest }])];
};

const progressText = (polls: readonly Exchange[]): string => {
  const told = polls.flatMap(
    ({ reply }) => reply?.headers.filter(([name]) => name.toLowerCase() === 'x-progress') ?? [],
  );
  const figures = told.flatMap(([, value]) => /\d{1,3}(?:\.\d+)? ?%/u.exec(value)?.[0] ?? []);
  if (figures.length > 0) return [...new Set([figures[0], figures.at(-1)])].join(' … ');
  return told.length > 0 ? 'given, without a percentage' : 'not given';
};

const dataText = (own: readonly Exchange[], { facts }: Report): string => {
  const ids = new Set(own.map(({ id }) => id));
  const files = facts.flatMap((fact) => (fact.kind === 'file' && ids.has(fact.exchange) ? fact : []));
  if (files.length === 0) return 'none';
  const sum = (of: (file: (typeof files)[number]) => number): number =>
    files.reduce((total, file) => total + of(file), 0);
  return `${counted(files.length, 'file')}, ${counted(
    sum(({ resources }) => resources),
    'resource',
  )}, ${bytesText(sum(({ bytes }) => bytes))}`;
};
