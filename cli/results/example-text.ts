import type { Exchange, Explanation, Header, Profile, Report, Role } from '../../src/model/index.js';
import { examplesFor } from './example-runs.js';

/** Characters of a line that is shown whole; a manifest with a file of each type has fewer. */
const MOST_OF_LINE = 700;
/** Characters of a longer one: what it is, since what matters in it comes later in most. */
const BEGINNING = 300;

/** What belongs to the connection, and not to the API. */
const LEFT_OUT = /^(date|connection|keep-alive|host|user-agent|accept-encoding|content-length|transfer-encoding)$/i;

/** What differs from run to run, and what stands for it. */
const RANDOM: readonly (readonly [RegExp, string])[] = [
  [/https?:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d+)?/gu, 'https://bcda.example.org'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?/gu, '2026-01-15T09:30:00'],
  [/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/gu, 'Thu, 15 Jan 2026 09:30:00 GMT'],
  [/(?<![\w-])\d{7,}(?![\w-])/gu, '1234567'],
];
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/giu;

/** What `explain` shows of a requirement, from runs of the reference server or the reference client. */
export const explanationOf = async (role: Role, id: string, profile: Profile): Promise<Explanation> => {
  const { meets, fails, causes } = await examplesFor(role, id, profile);
  return {
    ...{ id, profile: profile.id, meets: [...expectedOf(id, meets), ...exampleOf(id, meets)], causes },
    ...(fails !== undefined && { fails: { title: fails.title, lines: exampleOf(id, fails.report) } }),
  };
};

const expectedOf = (id: string, { verdicts }: Report): string[] =>
  verdicts.flatMap((one) => (one.id === id ? [`expected: ${one.expected}`] : []));

/** What a verdict says, and the first exchange that shows it. */
const exampleOf = (id: string, report: Report): string[] => {
  const verdict = report.verdicts.find((one) => one.id === id);
  const exchange = report.exchanges.find((one) => one.id === verdict?.evidence[0]);
  const uuids: string[] = [];
  return [
    ...(verdict?.seen === undefined ? [] : [`seen: ${verdict.seen}`]),
    ...(verdict?.because === undefined ? [] : [`${verdict.outcome}: ${verdict.because}`]),
    ...(exchange === undefined ? [] : linesOf(exchange)),
  ].map((line) => cut(settled(line, uuids)));
};

/** As curl --verbose shows it: `>` is sent, `<` is received. */
const linesOf = ({ request, reply, failure }: Exchange): string[] => [
  `> ${request.method} ${request.url}`,
  ...headerLines('>', request.headers),
  ...(request.body === undefined ? [] : [`> ${request.body}`]),
  ...(reply === undefined
    ? [`< ${failure?.says ?? 'no response'}`]
    : [`< ${reply.status} ${reply.reason}`.trimEnd(), ...headerLines('<', reply.headers)]),
  ...(reply?.body.json === undefined ? [] : [`< ${JSON.stringify(reply.body.json)}`]),
];

const headerLines = (sign: string, headers: readonly Header[]): string[] =>
  headers.filter(([name]) => !LEFT_OUT.test(name)).map(([name, value]) => `${sign} ${name}: ${value}`);

/** A line that is the same in every run. The same UUID has the same stand-in in all lines of an example. */
const settled = (line: string, uuids: string[]): string => {
  const named = line.replace(UUID, (uuid) => {
    if (!uuids.includes(uuid)) uuids.push(uuid);
    return `uuid-${uuids.indexOf(uuid) + 1}`;
  });
  return RANDOM.reduce((text, [pattern, instead]) => text.replace(pattern, instead), named);
};

const cut = (line: string): string => (line.length <= MOST_OF_LINE ? line : `${line.slice(0, BEGINNING)}…`);
