import type { Exchange } from '../../../../src/model/index.js';
import type { Axis } from './axis.js';
import { html, type Markup } from '../../markup.js';

/** What an exchange is in the picture. */
type Shape = 'token' | 'kickoff' | 'poll' | 'data' | 'other' | 'trouble';

export const SHAPES: readonly (readonly [Shape, string])[] = [
  ['kickoff', 'kick-off'],
  ['poll', 'poll'],
  ['data', 'file'],
  ['token', 'token'],
  ['other', 'other'],
  ['trouble', 'no response, 429 or 5xx'],
];

const shapeOf = ({ label, reply }: Exchange): Shape => {
  if (reply === undefined || reply.status === 429 || reply.status >= 500) return 'trouble';
  if (label === 'kickoff') return 'kickoff';
  if (label === 'status' || label === 'manifest') return 'poll';
  if (/^(error-)?data$/u.test(label)) return 'data';
  return label.includes('token') && reply.status < 400 ? 'token' : 'other';
};

/** Height and place tell the kinds apart as well as color does. */
const BOX: Readonly<Record<Shape, readonly [y: number, height: number]>> = {
  kickoff: [0, 20],
  poll: [12, 8],
  data: [5, 10],
  token: [0, 8],
  other: [8, 4],
  trouble: [2, 16],
};

export const shape = (kind: Shape, x: number, width: number): Markup =>
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

/** What was sent when, on one line. The text next to it says the same, so screen readers skip it. */
export const picture = (exchanges: readonly Exchange[], { place, cuts }: Axis): Markup =>
  html`<svg class="lane" viewBox="0 0 ${WIDTH + MARK} 20" preserveAspectRatio="none" aria-hidden="true">
    ${[
      ...cuts.map(({ from, ms }) => pause(WIDTH * place(from), WIDTH * place(from + ms))),
      ...exchanges.map((exchange) => {
        const x = WIDTH * place(exchange.at);
        return shape(shapeOf(exchange), x, Math.max(MARK, WIDTH * place(exchange.at + exchange.ms) - x));
      }),
    ]}
  </svg>`;

/** Upright strokes, wider than a mark. */
const pause = (from: number, to: number): Markup =>
  html`<line class="cut" x1="${from.toFixed(1)}" x2="${to.toFixed(1)}" y1="10" y2="10"></line>`;
