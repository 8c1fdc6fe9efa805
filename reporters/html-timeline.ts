import type { Exchange, Report } from '../src/model/index.js';
import { bytesText, timeText } from './html-kinds.js';
import { html, listOf, type Markup } from './html-markup.js';
import { counted } from './text.js';
import { timeline as scenarios } from './timeline.js';

/** One row: a job from its kick-off to its files, a scenario of a client, or all that belongs to neither. */
interface Lane {
  readonly name: string;
  readonly besides?: string;
  readonly exchanges: readonly Exchange[];
  /** When the picture of it begins, in milliseconds since the run began. */
  readonly from: number;
}

/** When what was sent. The columns say in words what the bars show. */
export const timeline = (report: Report): Markup | undefined => {
  if (report.exchanges.length === 0) return undefined;
  return report.role === 'client' ? clientTimeline(report) : serverTimeline(report);
};

const clientTimeline = (report: Report): Markup => {
  const lanes = scenarios(report).map(({ id, title, ...told }) => {
    const own = report.exchanges.filter(({ step }) => step === id);
    return { name: id, besides: title, exchanges: own, from: own[0]?.at ?? 0, ...told };
  });
  const span = spanOf(lanes);
  return frame(
    `What the client sent in each scenario. Each picture begins with the scenario; its whole width is ${timeText(span)}.`,
    ['Scenario', 'When', 'Sent', 'End'],
    lanes.map((lane) => [
      picture(lane, span),
      lane.sent.length === 0 ? 'nothing' : lane.sent.join(', '),
      html`${[lane.end, lane.stored].filter((word) => word !== undefined).join(', ')}
      ${
        lane.lines.length === 0
          ? undefined
          : html`<details class="wrote">
              <summary>Wrote</summary>
              ${listOf(lane.lines)}
            </details>`
      }`,
    ]),
    lanes,
  );
};

const serverTimeline = (report: Report): Markup => {
  const lanes = lanesOf(report.exchanges);
  const span = spanOf(lanes);
  return frame(
    `One row for each export job, from its kick-off to its files, by the clock of the run; the whole width is ${timeText(span)}.`,
    ['Job', 'When', 'Requests', 'Polls', 'Progress', 'Data'],
    lanes.map((lane) => {
      const { exchanges } = lane;
      const polls = exchanges.filter(({ label, reply }) => label === 'status' && reply?.status === 202);
      return [picture(lane, span), exchanges.length, polls.length, progressText(polls), dataText(exchanges, report)];
    }),
    lanes,
  );
};

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
            ({ name, besides }, index) =>
              html`<tr>
                <th scope="row">
                  <code>${name}</code>${besides === undefined ? undefined : html`<span class="more">${besides}</span>`}
                </th>
                ${cells[index]?.map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>
`;

/** A job has a kick-off; its step and what it exports tell it from others. */
const lanesOf = (all: readonly Exchange[]): Lane[] => {
  const keyOf = ({ step, of = '' }: Exchange): string => `${step} ${of}`;
  const jobs = new Set(all.filter(({ label }) => label === 'kickoff').map(keyOf));
  const rest = all.filter((exchange) => !jobs.has(keyOf(exchange)));
  const lanes = [...jobs].map((job) => {
    const own = all.filter((exchange) => keyOf(exchange) === job);
    const [first] = own;
    return { name: first?.of ?? 'export', besides: first?.step ?? '', exchanges: own, from: all[0]?.at ?? 0 };
  });
  return [
    ...lanes,
    ...(rest.length === 0 ? [] : [{ name: 'everything else', exchanges: rest, from: all[0]?.at ?? 0 }]),
  ];
};

const spanOf = (lanes: readonly Lane[]): number =>
  lanes.reduce(
    (most, { exchanges, from }) => exchanges.reduce((far, { at, ms }) => Math.max(far, at + ms - from), most),
    1,
  );

type Shape = 'token' | 'kickoff' | 'poll' | 'data' | 'other' | 'trouble';

const SHAPES: readonly (readonly [Shape, string])[] = [
  ['kickoff', 'kick-off'],
  ['poll', 'poll'],
  ['data', 'file'],
  ['token', 'token'],
  ['other', 'other'],
  ['trouble', 'no reply, 429 or 5xx'],
];

const shapeOf = ({ label, reply }: Exchange): Shape => {
  if (reply === undefined || reply.status === 429 || reply.status >= 500) return 'trouble';
  if (label === 'kickoff') return 'kickoff';
  if (label === 'status' || label === 'manifest') return 'poll';
  if (/^(error-)?data$/u.test(label)) return 'data';
  return label.includes('token') && reply.status < 400 ? 'token' : 'other';
};

/** Height and place tell the kinds apart as well as the colour does. */
const BOX: Readonly<Record<Shape, readonly [y: number, height: number]>> = {
  kickoff: [0, 20],
  poll: [12, 8],
  data: [5, 10],
  token: [0, 8],
  other: [8, 4],
  trouble: [2, 16],
};

const shape = (kind: Shape, x: number, width: number): Markup =>
  html`<rect
    class="t-${kind}"
    x="${x.toFixed(1)}"
    y="${BOX[kind][0]}"
    width="${width.toFixed(1)}"
    height="${BOX[kind][1]}"
  ></rect>`;

/** Narrowest mark and width of a picture, in its own units. */
const MARK = 5;
const WIDTH = 1000;

const picture = ({ exchanges, from }: Lane, span: number): Markup =>
  html`<svg class="lane" viewBox="0 0 ${WIDTH + MARK} 20" preserveAspectRatio="none" aria-hidden="true">
    ${exchanges.map((exchange) =>
      shape(shapeOf(exchange), (WIDTH * (exchange.at - from)) / span, Math.max(MARK, (WIDTH * exchange.ms) / span)),
    )}
  </svg>`;

const progressText = (polls: readonly Exchange[]): string => {
  const told = polls.flatMap(
    ({ reply }) => reply?.headers.filter(([name]) => name.toLowerCase() === 'x-progress') ?? [],
  );
  const figures = told.flatMap(([, value]) => /\d{1,3}(?:\.\d+)? ?%/u.exec(value)?.[0] ?? []);
  if (figures.length > 0) return [...new Set([figures[0], figures.at(-1)])].join(' … ');
  return told.length > 0 ? 'told, without a figure' : 'not told';
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
