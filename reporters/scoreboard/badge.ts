import type { Scoreboard } from '../../src/model/index.js';
import { jsonText } from '../text/index.js';
import { xmlText } from '../text/xml.js';

const LABEL = 'BCDA conformance';

/** What a badge says, and whether it is good news. */
const messageOf = ({ groups, release }: Scoreboard): string => {
  const newest = groups.flatMap(({ columns }) => columns.filter((column) => column.newest));
  const conforming = newest.filter(({ conforms }) => conforms === 'yes').length;
  if (newest.length > 1) return `${conforming} of ${newest.length} conform`;
  return release ? 'conforms' : newest[0]?.conforms === 'incomplete' ? 'incomplete' : 'does not conform';
};

/** What the endpoint badge of shields.io reads (https://shields.io/badges/endpoint-badge). */
export const shields = (scoreboard: Scoreboard): string =>
  jsonText({
    schemaVersion: 1,
    label: LABEL,
    message: messageOf(scoreboard),
    color: scoreboard.release ? 'brightgreen' : 'red',
  });

/** Width of a letter, about. */
const LETTER = 6.6;

/** The badge as a picture that loads nothing. */
export const badge = (scoreboard: Scoreboard): string => {
  const message = messageOf(scoreboard);
  const [left, right] = [LABEL, message].map((text) => Math.ceil(text.length * LETTER) + 12) as [number, number];
  const color = scoreboard.release ? '#17692f' : '#a81f14';
  const text = (x: number, words: string): string =>
    `<text x="${x}" y="14" text-anchor="middle">${xmlText(words)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${LABEL}: ${xmlText(message)}">`,
    `<rect width="${left}" height="20" fill="#4d5661"/>`,
    `<rect x="${left}" width="${right}" height="20" fill="${color}"/>`,
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${text(left / 2, LABEL)}${text(left + right / 2, message)}</g>`,
    '</svg>\n',
  ].join('\n');
};
