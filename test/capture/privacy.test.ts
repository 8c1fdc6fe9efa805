import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { filesFor } from '../../cli/output/report-files.js';
import { captureOf } from '../support/capture.js';
import { emptyFolder, run } from '../support/cli-run.js';
import { type HarEntry, harText } from '../support/har.js';

/** A value that stands for something secret or personal, another one for each place. */
const mark = (place: string): string => `Zq7${place}Wv3xT9mK2`;
const PLACES = [
  ...[
    'cookie',
    'setcookie',
    'xkey',
    'agent',
    'param',
    'filter',
    'path',
    'body',
    'form',
    'reason',
    'header',
    'headername',
  ],
  ...['replyheader', 'title', 'comment', 'password', 'scheme', 'otherhost', 'fragment', 'name', 'unlisted'],
];

let entries: HarEntry[];
let secrets: string[];
beforeAll(async () => {
  entries = await captureOf();
  const tokens = entries.flatMap(({ request: { headers } }) =>
    headers.filter(({ name }) => name === 'Authorization').map(({ value }) => value.split(' ')[1] ?? ''),
  );
  secrets = [...new Set(tokens)].flatMap((one) => [
    one,
    Buffer.from(one, 'base64').toString('utf8').split(':')[1] ?? '',
  ]);
});

/** Everything that a page, a server and a tool may write into a HAR. */
const planted = (): HarEntry[] => {
  const copy = structuredClone(entries);
  const at = (index: number): HarEntry => copy[index] as HarEntry;
  for (const entry of copy) {
    entry.comment = mark('comment');
    entry.request.headers.push(
      { name: 'Cookie', value: `session=${mark('cookie')}` },
      { name: 'X-Api-Key', value: mark('xkey') },
      { name: mark('headername'), value: mark('header') },
      { name: 'User-Agent', value: mark('agent').repeat(30) },
    );
    entry.response.headers.push(
      { name: 'Set-Cookie', value: mark('setcookie') },
      { name: 'X-Reply', value: mark('replyheader') },
    );
    entry.response.statusText = mark('reason');
  }
  const exported = copy.findIndex(({ request }) => request.url.endsWith('$export'));
  const [kickoff, api] = [at(exported), at(exported).request.url.replace(/\/Patient.*/, '')];
  const like = (url: string, text: string, more: object = {}): HarEntry => ({
    ...structuredClone(kickoff),
    ...more,
    request: { ...structuredClone(kickoff.request), url },
    response: { ...kickoff.response, status: 200, headers: [], content: { size: -1, mimeType: '', text } },
  });
  const patient = JSON.stringify({ resourceType: 'Patient', id: mark('body'), name: [{ family: mark('name') }] });
  return [
    ...copy,
    like(
      `${kickoff.request.url}?_typeFilter=Patient%3Fidentifier%3D${mark('filter')}&secret=${mark('param')}`,
      patient,
    ),
    like(`${api}/Patient/${mark('path')};v=${mark('unlisted')}#${mark('fragment')}`, patient),
    like(`${api}/Group/${mark('unlisted')}/$export`, patient),
    like(`https://other.example.com/${mark('otherhost')}`, mark('otherhost')),
    {
      ...structuredClone(at(1)),
      request: {
        ...structuredClone(at(1).request),
        headers: [{ name: 'Authorization', value: `Digest ${mark('scheme')}` }],
        postData: { mimeType: '', text: `client_secret=${mark('form')}&password=${mark('password')}` },
      },
    },
  ];
};

describe('nothing of a HAR that is secret or personal is written', () => {
  it('in no report, no transcript and on no terminal', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'capture.har'), harText(planted(), mark('title')));
    const texts = Object.keys(filesFor('server')).filter((format) => format !== 'allure');
    const argv = texts.flatMap((format) => ['--report', `${format}=report.${format}`]);
    const { code, out, err } = await run(['judge', 'capture.har', ...argv, '--transcript', 'run.json'], { cwd });
    expect(err).toBe('');
    expect([0, 1]).toContain(code);
    const written = [
      out,
      ...['run.json', ...texts.map((format) => `report.${format}`)].map((name) =>
        readFileSync(join(cwd, name), 'utf8'),
      ),
    ];
    expect(written.every((text, index) => index === 0 || text.length > 0)).toBe(true);
    const found = [...PLACES.map(mark), ...secrets.filter((secret) => secret.length >= 8)].filter((secret) =>
      written.some((text) => text.toLowerCase().includes(secret.toLowerCase())),
    );
    expect(found).toEqual([]);
  });
});
