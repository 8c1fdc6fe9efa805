import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report, Transcript, Verdict } from '../../src/model/index.js';
import { startReferenceServer } from '../../src/reference/index.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { captureOf } from '../support/capture.js';
import { capturing, type HarEntry, harText, walkThrough } from '../support/har.js';
import { emptyFolder, run } from '../support/cli-run.js';

const { paths } = profile201912;

interface Judged {
  readonly code: number;
  readonly err: string;
  readonly out: string;
  readonly report: Report;
  readonly transcript: Transcript;
}

const judge = async (text: string, ...argv: string[]): Promise<Judged> => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'capture.har'), text);
  const { code, out, err } = await run(['judge', 'capture.har', '--report', 'json', ...argv], { cwd });
  const report = JSON.parse(out.startsWith('{') ? out : '{"verdicts":[]}') as Report;
  return { code, out, err, report, transcript: report as unknown as Transcript };
};

const by = ({ report }: Judged, outcome: Verdict['outcome']): string[] =>
  report.verdicts.filter((verdict) => verdict.outcome === outcome).map(({ id }) => id);
const verdict = ({ report }: Judged, id: string): Verdict | undefined => report.verdicts.find((one) => one.id === id);

/** The capture, changed entry by entry; undefined leaves one out. */
const changed = (entries: readonly HarEntry[], change: (entry: HarEntry) => HarEntry | undefined): HarEntry[] =>
  structuredClone(entries).flatMap((entry) => change(entry) ?? []);

const isData = ({ request: { url } }: HarEntry): boolean => url.includes(`${paths.data}/`);
const withoutAuthorization = (entry: HarEntry): HarEntry => {
  entry.request.headers = entry.request.headers.filter(({ name }) => name !== 'Authorization');
  return entry;
};

let entries: HarEntry[];
let sound: Judged;
beforeAll(async () => {
  entries = await captureOf();
  sound = await judge(harText(entries));
});

describe('judge of a HAR with everything on the wire', () => {
  it('finds nothing against a sound server, and says what was not asked', () => {
    expect(by(sound, 'fail')).toEqual([]);
    expect(sound.code).toBe(0);
    expect(sound.report.conforms).toBe('incomplete');
    expect(sound.report.profile).toBe('2019-12');
    expect(sound.report.target).toBe(new URL(entries[0]?.request.url ?? '').origin);
    expect(sound.report.notes.join(' ')).toContain('a capture written by mitmproxy');
    expect(verdict(sound, 'parameters.one-type')).toMatchObject({
      outcome: 'blocked',
      cause: 'choice',
      because: expect.stringContaining('the capture has no such request') as string,
    });
    for (const { outcome, cause } of sound.report.verdicts) if (outcome === 'blocked') expect(cause).toBe('choice');
  });

  it('judges what each chapter says of the requests that the capture has', () => {
    expect(by(sound, 'pass')).toEqual(
      expect.arrayContaining([
        ...['metadata.public', 'metadata.valid-stu3', 'token.issued', 'token.lifetime', 'token.no-credentials'],
        ...['token.wrong-secret', 'protection.export.no-token', 'protection.data.no-token'],
        ...['kickoff.accepted', 'kickoff.accept-required', 'kickoff.prefer-required', 'kickoff.unknown-endpoint'],
        ...['parameters.unknown-type', 'status.processing', 'status.completes', 'status.repeatable', 'manifest.output'],
        ...['output.downloadable', 'output.ndjson', 'output.unknown-file', 'resources.patient', 'resources.subjects'],
        ...['resources.explanation-of-benefit', 'hygiene.one-document'],
      ]),
    );
  });

  it('keeps a transcript that gives the same verdicts again', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'capture.har'), harText(entries));
    const first = await run(['judge', 'capture.har', '--report', 'json', '--transcript', 'run.json'], { cwd });
    const again = await run(['judge', 'run.json', '--report', 'json'], { cwd });
    expect((JSON.parse(again.out) as Report).verdicts).toEqual((JSON.parse(first.out) as Report).verdicts);
    expect(again.code).toBe(0);
  });

  it('judges only what is selected, by the guide that is given', async () => {
    const some = await judge(harText(entries), 'metadata', '--profile', '2019-12');
    expect(new Set(some.report.verdicts.map(({ chapter }) => chapter))).toEqual(new Set(['metadata']));
    expect(by(some, 'pass')).toContain('metadata.public');
  });
});

describe('a HAR with the Swagger page', () => {
  const withPage = async (paths: readonly string[]): Promise<Judged> => {
    const server = await startReferenceServer({ profile: profile201912, beneficiaries: 3 });
    const capture = capturing();
    await walkThrough(capture, { url: server.url, profile: profile201912, ...server.clients[0] });
    for (const path of paths) await capture.send('GET', server.url + path);
    await server.close();
    return judge(harText(capture.entries));
  };

  it('compares the responses with the document, if the capture has everything on the way to it', async () => {
    const page = paths.swagger ?? '';
    const places = ['', '/', '/swagger.json', '/swagger-initializer.js'].map((end) => page + end);
    const judged = await withPage(places);
    expect(by(judged, 'fail')).toEqual([]);
    expect(by(judged, 'pass')).toEqual(
      expect.arrayContaining(['contract.page', 'contract.document', 'contract.valid']),
    );
    expect(verdict(judged, 'contract.agrees')?.outcome).toBe('pass');
  });

  it('does not take a document for missing that the capture does not have', async () => {
    const judged = await withPage([paths.swagger ?? '']);
    expect(by(judged, 'fail')).toEqual([]);
    expect(verdict(judged, 'contract.document')).toMatchObject({ outcome: 'blocked', cause: 'choice' });
  });
});

describe('judge of a HAR as each tool writes it', () => {
  const verdictsOf = async (changes: readonly HarEntry[], creator: string): Promise<unknown> => {
    const { report } = await judge(harText(changes, creator));
    return report.verdicts.map(({ id, outcome }) => `${id} ${outcome}`);
  };
  const soundVerdicts = (): unknown => sound.report.verdicts.map(({ id, outcome }) => `${id} ${outcome}`);

  it('HTTP/2: names in lower case, pseudo-headers, no reason phrases', async () => {
    const http2 = changed(entries, (entry) => {
      const lower = (headers: HarEntry['request']['headers']): HarEntry['request']['headers'] =>
        headers.map(({ name, value }) => ({ name: name.toLowerCase(), value }));
      entry.request.headers = [{ name: ':method', value: 'GET' }, ...lower(entry.request.headers)];
      entry.response.headers = [{ name: ':status', value: '200' }, ...lower(entry.response.headers)];
      entry.response.statusText = '';
      return entry;
    });
    expect(await verdictsOf(http2, 'WebInspector')).toEqual(soundVerdicts());
  });

  it('Playwright and Chrome: bodies in base64', async () => {
    const base64 = changed(entries, (entry) => {
      const { content } = entry.response;
      entry.response.content = {
        ...content,
        text: Buffer.from(content.text ?? '').toString('base64'),
        encoding: 'base64',
      };
      return entry;
    });
    expect(await verdictsOf(base64, 'Playwright')).toEqual(soundVerdicts());
  });

  it('gzip: the tool undoes it, and counts bytes on the wire', async () => {
    const coded = changed(entries, (entry) => {
      if (!isData(entry) || entry.response.status !== 200) return entry;
      const headers = entry.response.headers.filter(({ name }) => !/^content-(?:length|encoding)$/i.test(name));
      entry.response.headers = [
        ...headers,
        { name: 'Content-Encoding', value: 'br' },
        { name: 'Content-Length', value: '99' },
      ];
      entry.response.content.size = 99;
      return entry;
    });
    expect(await verdictsOf(coded, 'Postman')).toEqual(soundVerdicts());
  });

  it('browsers: requests of other hosts, preflights, cached and blocked ones are left out', async () => {
    const [first] = structuredClone(entries);
    const at = (more: object, request: object = {}, response: object = {}): object => ({
      ...first,
      ...more,
      request: { ...first?.request, ...request },
      response: { ...first?.response, ...response },
    });
    const own = first?.request.url ?? '';
    const { report } = await judge(
      harText([
        at({}, { url: 'https://fonts.example.com/metadata.css' }),
        at({}, { method: 'OPTIONS' }, { status: 405 }),
        at({ _fromCache: 'memory' }, {}, { status: 500 }),
        at({}, {}, { status: 0 }),
        at({}, { url: `${new URL(own).origin}/favicon.ico` }, { status: 404 }),
        ...entries,
      ] as HarEntry[]),
    );
    expect(report.verdicts.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual(soundVerdicts());
    expect(report.notes.join(' ')).toMatch(
      /3 others were not read.*does not have a response of the server to 2 requests/,
    );
  });

  it('browsers: a header that was sent twice is two lines of one value', async () => {
    const twice = changed(entries, (entry) => {
      entry.response.headers.push({ name: 'Vary', value: 'Accept\nOrigin' });
      return entry;
    });
    const { report } = await judge(harText(twice));
    const vary = report.exchanges[0]?.reply?.headers.filter(([name]) => name.toLowerCase() === 'vary');
    expect(vary?.map(([, value]) => value)).toEqual(['Accept', 'Origin']);
  });

  it('no content: what needs it is not tested, and nothing fails', async () => {
    const left = changed(entries, (entry) => {
      if (isData(entry)) delete entry.response.content.text;
      return entry;
    });
    const judged = await judge(harText(left));
    expect(by(judged, 'fail')).toEqual([]);
    expect(judged.code).toBe(0);
    expect(verdict(judged, 'output.ndjson')).toMatchObject({
      outcome: 'blocked',
      cause: 'choice',
      because: expect.stringMatching(/the capture has the content of none of the \d files under output/) as string,
    });
    expect(verdict(judged, 'manifest.output')?.outcome).toBe('pass');
    expect(judged.report.notes.join(' ')).toContain('does not have the body of');
  });

  it('a body that is not as long as the server said is not taken for it', async () => {
    const cut = changed(entries, (entry) => {
      const { content } = entry.response;
      if (isData(entry) && entry.response.status === 200) content.text = content.text?.slice(0, 40) ?? '';
      return entry;
    });
    const judged = await judge(harText(cut));
    expect(by(judged, 'fail')).toEqual([]);
    expect(verdict(judged, 'output.downloadable')?.outcome).toBe('blocked');
  });

  it('Chrome removes credentials: nothing that depends on them is judged, and the report says what to do', async () => {
    const judged = await judge(harText(changed(entries, withoutAuthorization), 'WebInspector'));
    expect(by(judged, 'fail')).toEqual([]);
    expect(judged.report.verdicts.filter(({ outcome, cause }) => outcome === 'blocked' && cause !== 'choice')).toEqual(
      [],
    );
    expect(judged.report.errors).toEqual([]);
    expect(judged.code).toBe(0);
    const dependent = judged.report.verdicts.filter(
      ({ id }) =>
        /^protection\.(?:export|status|data)\./.test(id) ||
        ['metadata.public', 'token.usable', 'token.no-credentials'].includes(id),
    );
    expect(dependent.filter(({ outcome }) => outcome !== 'blocked').map(({ id }) => id)).toEqual([]);
    expect(by(judged, 'pass')).toEqual(
      expect.arrayContaining(['metadata.valid-stu3', 'kickoff.accepted', 'manifest.output', 'resources.patient']),
    );
    expect(judged.report.notes.join(' ')).toContain('Allow to generate HAR with sensitive data');
  });

  it('a server that asks for no token is not seen where credentials were removed, and fails where they were not', async () => {
    const open = changed(entries, (entry) => {
      const isExport = entry.request.url.endsWith('$export');
      if (!isExport || entry.request.headers.some(({ name }) => name === 'Authorization')) return entry;
      const accepted = entries.find(
        ({ response: { status }, request: { url } }) => status === 202 && url.endsWith('$export'),
      );
      const response = structuredClone(accepted?.response ?? entry.response);
      for (const header of response.headers)
        if (/^content-location$/i.test(header.name)) header.value = header.value.replace(/\d+$/, '9999');
      return { ...entry, response };
    });
    const kept = await judge(harText(open));
    expect(by(kept, 'fail')).toEqual(['protection.export.no-token']);
    expect(kept.code).toBe(1);
    const removed = await judge(harText(changed(open, withoutAuthorization)));
    expect(by(removed, 'fail')).toEqual([]);
  });

  it('a tool writes a word in place of each secret', async () => {
    const masked = changed(entries, (entry) => {
      for (const header of entry.request.headers)
        if (header.name === 'Authorization') header.value = header.value.replace(/ .*/, ' [REDACTED]');
      return entry;
    });
    const judged = await judge(harText(masked));
    expect(by(judged, 'fail')).toEqual([]);
    expect(verdict(judged, 'kickoff.accepted')?.outcome).toBe('pass');
    expect(verdict(judged, 'token.usable')?.outcome).toBe('blocked');
  });
});

describe('a HAR that cannot be judged', () => {
  const refused = async (text: string, ...argv: string[]): Promise<string> => {
    const { code, err } = await judge(text, ...argv);
    expect(code).toBe(2);
    expect(err).not.toMatch(/\bat .*:\d+/);
    return err;
  };

  it.each([
    ['cut off', () => harText(entries).slice(0, -20), /not complete JSON, so it may have been cut off/],
    ['no list of entries', () => '{"log":{"entries":{}}}', /log.entries is not an array/],
    ['an entry that is not an object', () => '{"log":{"entries":[7]}}', /log.entries.0 is not an object/],
    ['no time', () => harText([{ ...entries[0], startedDateTime: 'now' }]), /no startedDateTime that is a date/],
    ['no request', () => harText([{ ...entries[0], request: null }]), /log.entries.0 has no request/],
    ['no status', () => harText([{ ...entries[0], response: {} }]), /has no response.status/],
    [
      'strange headers',
      () => harText([{ ...entries[0], request: { method: 'GET', url: 'http://a/', headers: [1] } }]),
      /headers that are not a list/,
    ],
    ['nothing in it', () => harText([]), /No request of the capture is for a path of the API/],
    ['written by this program', () => harText(entries, 'bcda-conformance'), /Judge the transcript of that run/],
    [
      'no metadata',
      () => harText(changed(entries, (entry) => (entry.request.url.endsWith('/metadata') ? undefined : entry))),
      /Give the guide with --profile/,
    ],
  ])('%s', async (_, text, says) => {
    expect(await refused(text())).toMatch(says);
  });

  it('of several servers: one is chosen with --url', async () => {
    const other = changed(entries, (entry) => {
      entry.request.url = entry.request.url.replace(/^http:\/\/[^/]+/, 'http://127.0.0.2:8080/bcda');
      return entry;
    });
    const both = harText([...entries, ...other]);
    expect(await refused(both)).toMatch(/requests to several servers: .*Choose one with --url/);
    const { report } = await judge(both, '--url', sound.report.target);
    expect(report.verdicts.map(({ outcome }) => outcome)).toEqual(sound.report.verdicts.map(({ outcome }) => outcome));
  });

  it('of another server than --url says', async () => {
    expect(await refused(harText(entries), '--url', 'https://other.example.org', '--profile', 'v3')).toMatch(
      /no request to the API of profile v3 at https:\/\/other.example.org/,
    );
  });

  it('options of a HAR with a transcript', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'run.json'), JSON.stringify({ ...sound.report }));
    const { code, err } = await run(['judge', 'run.json', '--public-url', 'http://a.example.org'], { cwd });
    expect(code).toBe(2);
    expect(err).toMatch(/run.json is not a HAR, and --public-url is for a HAR only/);
  });
});
