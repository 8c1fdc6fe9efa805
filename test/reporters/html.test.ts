import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { certificate } from '../../reporters/certificate/index.js';
import { axisOf } from '../../reporters/html/sections/timeline/axis.js';
import { html, link, textOf } from '../../reporters/html/markup.js';
import { type Format, formats, formatsFor } from '../../reporters/index.js';
import type { Exchange, Report } from '../../src/model/index.js';
import { addTexts } from '../../suites/add-texts.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { rogues } from '../../suites/client/rogues.js';
import { certifyRogue } from '../matrix/rogues.js';
import { tagsOf, wordsOf } from '../support/formats/markup.js';
import { allPass, hostile, HOSTILE, mixed } from '../support/reports/reports.js';

const render = (report: Report, format: Format = 'html'): string => formats[format](report);

const NAMES = ['allPass', 'mixed', 'hostile', 'client'] as const;
const reports = {} as Record<(typeof NAMES)[number], Report>;
beforeAll(async () => {
  reports.allPass = await allPass();
  reports.mixed = await mixed();
  reports.hostile = await hostile();
  reports.client = await addTexts(
    await certifyRogue(
      profile201912,
      rogues.find(({ id }) => id === 'basic-in-clear'),
    ),
  );
});

describe('the template', () => {
  test('escapes whatever is put into it, in text and in attributes', () => {
    const bad = `<a b="c" d='e'>&amp;\`\u0000\u001b[0m\u202e`;
    const good = '&lt;a b=&#34;c&#34; d=&#39;e&#39;&gt;&amp;amp;&#96;\u{FFFD}\u{FFFD}[0m\u{FFFD}';
    expect(textOf(html`<p title="${bad}">${bad}${[bad, 1, undefined]}</p>`)).toBe(
      `<p title="${good}">${good}${good}1</p>`,
    );
  });

  test('takes markup only from itself', () => {
    expect(textOf(html`<p>${html`<b>${'<'}</b>`}</p>`)).toBe('<p><b>&lt;</b></p>');
    const forged = JSON.parse('{"Symbol(markup)":"<script>","length":0}') as string;
    expect(() => textOf(html`<p>${forged}</p>`)).toThrow();
  });

  test.each([
    ['https://example.org/a?b="c"', '<a href="https://example.org/a?b=&#34;c&#34;" rel="noreferrer noopener">x</a>'],
    ['HTTP://example.org', '<a href="HTTP://example.org" rel="noreferrer noopener">x</a>'],
    ['javascript:alert(1)', 'x'],
    [' javascript:alert(1)//http://', 'x'],
    ['data:text/html,x', 'x'],
    ['//example.org', 'x'],
    [undefined, 'x'],
  ])('links only to the web: %s', (address, expected) => {
    expect(textOf(link(address, 'x'))).toBe(expected);
  });
});

describe.each(NAMES)('the page of the report %s', (name) => {
  test('is well formed, and each id stands once', () => {
    const ids = tagsOf(render(reports[name])).flatMap(({ attributes }) => attributes['id'] ?? []);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const { verdicts, untestable, exchanges } = reports[name];
    for (const { id } of [...verdicts, ...untestable]) expect(ids).toContain(id);
    for (const { id } of exchanges) expect(ids).toContain(`exchange-${id}`);
  });

  test('has no link within it that leads nowhere', () => {
    const tags = tagsOf(render(reports[name]));
    const ids = new Set(tags.map(({ attributes }) => attributes['id']));
    const inner = tags.flatMap(({ attributes: { href } }) => (href?.startsWith('#') ? href.slice(1) : []));
    expect(inner.length).toBeGreaterThan(50);
    expect(inner.filter((id) => !ids.has(id))).toEqual([]);
    const labels = tags.flatMap(({ attributes }) => attributes['aria-labelledby'] ?? []);
    expect(labels.filter((id) => !ids.has(id))).toEqual([]);
  });

  test('counts what the summary counts', () => {
    const report = reports[name];
    const page = render(report);
    const items = tagsOf(page).filter(({ name: tag }) => tag === 'details');
    const count = (outcome: string) => items.filter(({ attributes }) => attributes['data-outcome'] === outcome).length;
    const { summary, untestable, verdicts } = report;
    for (const [outcome, number] of Object.entries({ ...summary, untestable: untestable.length })) {
      expect(count(outcome)).toBe(number);
      expect(page).toMatch(new RegExp(`data-outcome="${outcome}"[^]{0,200}?<b>${number}</b>`));
    }
    const tiles = tagsOf(page).filter(
      ({ name: tag, attributes }) => tag === 'a' && attributes['class']?.match(/^tile /),
    );
    expect(tiles.length).toBe(verdicts.length + untestable.length);
  });

  test('tells every requirement whole', () => {
    const words = wordsOf(render(reports[name]));
    const shown = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\u{FFFD}').replace(/\s+/g, ' ');
    for (const { id, statement, expected, seen = '', because = '', decision = '', source } of reports[name].verdicts)
      for (const text of [id, statement, expected, seen, because, decision, source.section])
        expect(words).toContain(shown(text).trim());
    for (const { statement, because } of reports[name].untestable)
      for (const text of [statement, because]) expect(words).toContain(shown(text));
  });

  test('may fetch nothing, and runs only its own script', () => {
    const page = render(reports[name]);
    const code = (tag: string) => new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(page)?.[1] ?? '';
    const hash = (tag: string) => `'sha256-${createHash('sha256').update(code(tag)).digest('base64')}'`;
    const policy = tagsOf(page).find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy');
    expect(policy?.attributes['content']?.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${hash('style')}`,
      `script-src ${hash('script')}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(code('script').length).toBeGreaterThan(500);
    expect(code('style')).not.toMatch(/url\(|@import/);
  });

  test('has tags and attributes of a short list, and leads out only to sources and to trackers', () => {
    const report = reports[name];
    const tags = tagsOf(render(report));
    const known = new Set(
      `!doctype html head meta title style script body a nav ul ol li main header footer section h1 h2 h3 p span strong b
       div dl dt dd code pre svg rect line form fieldset legend label input button details summary table thead tbody tr
       th td`.split(/\s+/),
    );
    expect(tags.filter((tag) => !known.has(tag.name))).toEqual([]);
    const attributes = tags.flatMap((tag) => Object.keys(tag.attributes));
    expect(attributes.filter((attribute) => /^(on|src|style|action|formaction|srcdoc|xlink)/i.test(attribute))).toEqual(
      [],
    );
    const targets = [...report.verdicts, ...report.untestable].flatMap(({ source }) => source.url ?? []);
    const trackers = report.verdicts.flatMap(({ known: entry }) => entry?.see ?? []);
    const hrefs = tags.flatMap(({ attributes: { href } }) => href ?? []).filter((href) => !href.startsWith('#'));
    const allowed = new Set(
      [...targets, ...trackers, report.guide?.published ?? ''].filter((url) => /^https?:/.test(url)),
    );
    expect(hrefs.filter((href) => !allowed.has(href))).toEqual([]);
  });

  test('is under 1 MB', () => {
    expect(Buffer.byteLength(render(reports[name]))).toBeLessThan(1_000_000);
  });
});

test('what a hostile server says is text: it adds no tag to the page and nothing invisible', () => {
  const page = render(reports.hostile);
  expect(page).not.toMatch(/<(?:testcase|img)|<\/(?:failure|textarea)|<!--|\]\]></);
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  const words = wordsOf(page);
  expect(words).toContain('<script>alert(1)</script> "><img src=x onerror=alert(1)>');
  expect(words.split('javascript:alert(1)').length).toBeGreaterThan(HOSTILE.length);
  expect(tagsOf(page).filter(({ attributes: { href } }) => href?.startsWith('javascript'))).toEqual([]);
});

describe('the first screen', () => {
  const firstOf = (report: Report): string => wordsOf(render(report).split('id="coverage"')[0] ?? '');

  test('names new failures before known ones, in reading order', () => {
    const words = firstOf(reports.mixed);
    const ids = [
      'kickoff.error-outcome',
      'manifest.job-id',
      'resources.explanation-of-benefit',
      'metadata.fhir-version',
    ];
    const places = ids.map((id) => words.indexOf(`${id} `));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(words).toContain(`${reports.mixed.target} ✗ Does not conform profile 2019-12`);
    expect(words).toContain('Known failure: the gateway still says R4');
    for (const reason of reports.mixed.incomplete) expect(words).toContain(reason);
    expect(words).not.toContain('token.no-store');
  });

  test('of a server that conforms has nothing to fix', () => {
    expect(firstOf(reports.allPass)).toMatch(/✓ Conforms profile 2019-12 .* What to fix first Nothing\. /);
  });

  test('of a run in which the harness failed claims nothing', () => {
    expect(firstOf(reports.hostile)).toContain('Could not be judged reliably');
    expect(firstOf(reports.hostile)).not.toMatch(/Conforms|Does not conform/);
  });

  test('of a client names it, its version and its certificate', () => {
    const words = firstOf({ ...reports.client, client: { name: 'Acme Puller', version: '3.1' } });
    expect(words).toContain('BCDA client conformance Acme Puller 3.1');
    expect(words).toContain('Certificate not certified');
  });
});

describe('the parts', () => {
  test('command lines and their variables are there for servers, and not for clients', () => {
    expect(wordsOf(render(reports.mixed))).toMatch(/BCDA_TOKEN=\$\(curl/);
    expect(wordsOf(render(reports.mixed)).match(/ curl -/g)?.length).toBeGreaterThan(100);
    expect(wordsOf(render(reports.client))).not.toContain('curl -');
  });

  test('findings stand with their rule, path, count and the requirement that they count against', () => {
    const words = wordsOf(render(reports.mixed));
    expect(words).toMatch(
      /ExplanationOfBenefit\.item\.sequence expected: .{1,80} fhir\.stu3\.cardinality\.min error 9 in 9 responses, first #\d+ ✗ resources\.explanation-of-benefit/,
    );
    const sound = { ...reports.mixed, facts: [] };
    expect(wordsOf(render(sound))).not.toContain('Findings about resources');
  });

  test('the timeline has each job with its polls, progress and data, and for a client each scenario', () => {
    expect(wordsOf(render(reports.mixed))).toMatch(
      /Patient exports each-type \d+ 3 25% … 75% 1 file, 2 resources, [\d.]+ kB/,
    );
    const words = wordsOf(render(reports.client));
    for (const { id, title } of reports.client.condition ?? []) expect(words).toContain(`${id} ${title}`);
  });

  test('a request without a response, one that was cut off, and one that was sent again say so', () => {
    const [first, second] = reports.mixed.exchanges;
    const { id, step, label, as, at, ms, request } = first!;
    const silent: Exchange = { id, step, label, as, at, ms, request };
    const exchanges: Exchange[] = [
      { ...silent, failure: { code: 'ECONNRESET', says: 'the connection was reset' }, superseded: 'no-reply' },
      { ...second!, failure: { code: 'timeout', says: 'the body did not end' } },
    ];
    const words = wordsOf(render({ ...reports.mixed, exchanges }));
    expect(words).toContain('None: ECONNRESET, the connection was reset');
    expect(words).toContain('sent again because there was no response');
    expect(words).toContain('Cut off: timeout, the body did not end');
  });

  test('known findings are linked to where they are tracked, and those that are gone are to be removed', () => {
    const see = 'https://tracker.example/2';
    const verdicts = reports.mixed.verdicts.map((verdict) =>
      verdict.id === 'resources.explanation-of-benefit'
        ? {
            ...verdict,
            knownFindings: {
              entries: [
                { rule: 'fhir.stu3.a', because: 'why', see },
                { rule: 'fhir.stu3.b', because: 'why', see: 'javascript:alert(1)', gone: true as const },
              ],
              uncovered: verdict.findings?.groups ?? [],
            },
          }
        : verdict,
    );
    const page = render({ ...reports.mixed, verdicts });
    expect(page).toContain(`href="${see}"`);
    expect(wordsOf(page)).toMatch(/Not known [1-9] × fhir\.stu3\.cardinality\.min/);
    expect(wordsOf(page)).toContain('resources.explanation-of-benefit, fhir.stu3.b, no longer occurs');
  });

  test('of a very long run some exchanges keep a line only, and it says so; those of failures stay whole', () => {
    const last = reports.mixed.exchanges.at(-1)!;
    const many = Array.from({ length: 3000 }, (_, index) => ({ ...last, id: index + 1, at: index * 1000 }));
    const verdicts = reports.mixed.verdicts.map((verdict) =>
      verdict.id === 'manifest.job-id' ? { ...verdict, evidence: [2999] } : verdict,
    );
    const page = render({ ...reports.mixed, exchanges: many, verdicts });
    expect(wordsOf(page)).toContain('For 2960 requests, only the first line is shown');
    const lines = tagsOf(page).filter(({ attributes }) => attributes['class'] === 'exchange');
    expect(lines.filter(({ name }) => name === 'p')).toHaveLength(2960);
    expect(page).toMatch(/<div class="body" id="exchange-2999">/);
  });
});

describe('the axis', () => {
  const at = (id: number, from: number, ms: number): Exchange => ({ ...reports.mixed.exchanges[0]!, id, at: from, ms });

  test('is true to time where no pause is long', () => {
    const { place, cuts, span } = axisOf([at(1, 1000, 1000), at(2, 2500, 500), at(3, 4000, 1000)]);
    expect({ cuts, span }).toEqual({ cuts: [], span: 4000 });
    expect([1000, 2000, 3000, 5000].map(place)).toEqual([0, 0.25, 0.5, 1]);
  });

  test('cuts a pause that would hide the rest, and says which', () => {
    const { place, cuts, span } = axisOf([at(1, 0, 70_000), at(2, 1_070_000, 70_000)]);
    expect(cuts).toEqual([{ from: 70_000, ms: 1_000_000, before: 2 }]);
    expect(span).toBe(1_140_000);
    expect(place(1_070_000) - place(70_000)).toBeCloseTo(1 / 8, 3);
    expect(place(1_140_000)).toBeCloseTo(1);
  });

  test('is finite for a single instant', () => {
    const { place } = axisOf([at(1, 5, 0)]);
    expect(place(5)).toBe(0);
  });
});

describe('the certificate as a page', () => {
  test('is for clients only', () => {
    expect(formatsFor('client')).toContain('certificate-html');
    expect(formatsFor('server')).toContain('html');
    expect(formatsFor('server')).not.toContain('certificate-html');
  });

  test.each(['client', 'hostile'] as const)('says what the Markdown says: %s', (name) => {
    const report = reports[name];
    const plain = (text: string): string =>
      text
        .replace(/[\\`#|*-]/g, ' ')
        .replace(/\s+/g, ' ')
        .trim();
    // Markdown puts an invisible joiner behind what GitHub would link.
    // The part for programs is no Markdown.
    const [prose = ''] = certificate(report).split('## For programs');
    const markdown = prose.replace(/\\(.)/g, '$1').replaceAll('\u{2060}', '');
    const page = render(report, 'certificate-html');
    const body = page.slice(page.indexOf('<body>'), page.indexOf('<h2>For programs'));
    expect(plain(wordsOf(body)).replace(/^[✓✗] /, '')).toBe(plain(markdown));
    expect(tagsOf(page).length).toBeGreaterThan(30);
  });

  test('tells by sign and title whether it is one', async () => {
    const certified = wordsOf(render(await certifyRogue(profile201912), 'certificate-html'));
    expect(certified).toContain('✓ Certificate: BCDA client');
    expect(wordsOf(render(reports.client, 'certificate-html'))).toContain('✗ Not certified: BCDA client');
  });
});

describe('the guide on the page', () => {
  test('has each statement, in the color of the worst verdict of its requirements, and opens what is broken', () => {
    const { guide, verdicts } = reports.mixed;
    const page = render(reports.mixed);
    const words = wordsOf(page);
    const statements = guide?.sections.flatMap((section) => section.statements) ?? [];
    expect(statements.length).toBeGreaterThan(250);
    for (const { says } of statements) expect(words).toContain(says);
    const failing = verdicts.find(({ id }) => id === 'manifest.job-id');
    expect(failing?.outcome).toBe('fail');
    const part = page.slice(page.indexOf('id="guide"'), page.indexOf('id="requirements"'));
    const lines = part.split('<li>').filter((line) => line.includes('href="#manifest.job-id"'));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toContain('aria-label="broken"');
    expect(part).toMatch(/<details class="part" open/u);
    expect(render(reports.allPass)).not.toMatch(/<details class="part" open/u);
  });

  test('shows statements side by side that the same requirements judge in one line', () => {
    const by = (says: string, ...ids: readonly string[]) => ({ says, account: { is: 'judged' as const, by: ids } });
    const statements = [by('One.', 'status.completes'), by('Two.', 'status.completes'), by('Three.', 'manifest.json')];
    const guide = { title: 'A', published: 'https://a.example/', sections: [{ heading: 'B', statements }] };
    const page = render({ ...reports.allPass, guide });
    const part = page.slice(page.indexOf('id="guide"'), page.indexOf('id="requirements"'));
    const lines = part.split('<li>').slice(1);
    expect(lines.map((line) => wordsOf(line))).toEqual([
      expect.stringContaining('One. Two. status.completes'),
      expect.stringContaining('Three. manifest.json'),
    ]);
    expect(part).toContain('✓ 3');
  });

  test('is not there where no guide was given', () => {
    const { guide, ...bare } = reports.allPass;
    expect(guide?.title).toContain('2019');
    expect(render(bare)).not.toContain('id="guide"');
  });
});

describe('what explain says', () => {
  test.each(['mixed', 'client'] as const)('opens at each failure, and nowhere else: %s', (name) => {
    const report = reports[name];
    const page = render(report);
    const failed = report.verdicts.filter(({ outcome }) => outcome === 'fail');
    expect(failed.length).toBeGreaterThan(0);
    expect(page.match(/<details class="examples"/g)).toHaveLength(failed.length);
    for (const { id, statement, chapter } of failed) {
      const [, from = ''] = page.split(`<div class="body" id="${id}">`);
      const words = wordsOf(from.split('<a class="anchor"')[0] ?? '');
      const { why = '', remedy = '' } = report.chapters.find((one) => one.id === chapter) ?? {};
      const { meets = [], fails, causes = [] } = report.explanations?.find((one) => one.id === id) ?? {};
      expect(causes.length).toBeGreaterThan(0);
      expect(wordsOf(page)).toContain(statement);
      for (const text of [why, remedy, ...meets, fails?.title ?? '', ...(fails?.lines ?? []), ...causes])
        expect(words).toContain(text.replace(/\s+/g, ' ').trim());
    }
  });

  test('is there for those that are to be fixed first, if there are many, and of the others the command is', async () => {
    const { explanations, ...bare } = reports.mixed;
    const verdicts = bare.verdicts.map((one) => ({ ...one, outcome: 'fail' as const, seen: 'nothing' }));
    const many = await addTexts({ ...bare, verdicts });
    const page = render(many);
    expect(explanations?.length).toBeLessThan(25);
    expect(page.match(/<details class="examples"/g)).toHaveLength(25);
    expect(wordsOf(page).match(/bcda-conformance explain /g)).toHaveLength(verdicts.length - 25);
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
  });

  test('is left out where the report has no examples', () => {
    const { explanations, ...bare } = reports.mixed;
    expect(explanations?.length).toBeGreaterThan(5);
    expect(render(bare)).not.toContain('class="examples"');
    expect(reports.allPass.explanations).toBeUndefined();
  });
});

test('what the data hold is on the page, field by field', () => {
  const { content = [], ...bare } = reports.allPass;
  const words = wordsOf(render(reports.allPass));
  expect(content.length).toBeGreaterThan(140);
  for (const { paths } of content) for (const path of paths) expect(words).toContain(path);
  expect(words).toContain('CCLF1 FAC_PRVDR_NPI_NUM');
  expect(render(bare)).not.toContain('id="content"');
});
