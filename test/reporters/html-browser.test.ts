import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { formats } from '../../reporters/index.js';
import type { Report } from '../../src/model/index.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { certifyRogue } from '../matrix/rogues.js';
import { chromiumPath, startBrowser } from '../support/process/browser.js';
import { allPass, hostile, mixed } from '../support/reports/reports.js';

/** What runs in the page is text here: the rest of this project knows no browser. */
const UNFOLD_ALL = `for (const one of document.querySelectorAll('details')) one.open = true`;
/** Some of each kind; all of them would take axe a minute and show no more. */
const UNFOLD_SOME = `for (const kind of ['.k-fail', '.k-known', '.k-pass', '.k-blocked', '.k-untestable', '.exchange', '.variables', '.wrote'])
  [...document.querySelectorAll('details' + kind)].slice(0, 2).forEach((one) => { one.open = true; })`;
const RUN_AXE = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, impact, nodes }) => ({ id, impact, first: nodes[0].html })))`;

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly first: string;
}

const why = chromiumPath === undefined ? ' (skipped: no chromium here; install it, or set CHROMIUM)' : '';

describe.skipIf(chromiumPath === undefined)(`the page in a browser${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'bcda-html-'));
  const url = (name: string): string => pathToFileURL(join(folder, `${name}.html`)).href;
  const reports: Record<string, Report> = {};
  let browser: Browser;
  /** What no page may do: fetch, log, fail, ask. */
  let did: string[] = [];

  beforeAll(async () => {
    Object.assign(reports, { allPass: await allPass(), mixed: await mixed(), hostile: await hostile() });
    reports['client'] = await certifyRogue(profile201912);
    for (const [name, report] of Object.entries(reports))
      writeFileSync(join(folder, `${name}.html`), formats['html'](report));
    writeFileSync(join(folder, 'certificate.html'), formats['certificate-html'](reports['client']));
    browser = await startBrowser();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await browser.close();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    expect(did).toEqual([]);
    did = [];
  });

  const open = async (name: string, options: Parameters<Browser['newPage']>[0] = {}, hash = ''): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, ...options });
    page.on('request', (request) => {
      if (request.url().split(/[?#]/)[0] !== url(name)) did.push(`fetched ${request.url()}`);
    });
    page.on('console', (message) => did.push(`logged ${message.text()}`));
    page.on('pageerror', (error) => did.push(`threw ${error.message}`));
    page.on('dialog', (dialog) => {
      did.push(`asked ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(`${url(name)}${hash}`);
    return page;
  };

  const shown = (page: Page): Promise<string[]> => page.locator('details.req:visible .id').allTextContents();
  const idsOf = (wanted: (one: Report['verdicts'][number]) => boolean): string[] =>
    (reports['mixed']?.verdicts ?? []).filter(wanted).map(({ id }) => id);

  test.each(['allPass', 'mixed', 'hostile', 'client', 'certificate'])('opens from disk: %s', async (name) => {
    const page = await open(name);
    expect(await page.locator('h1').count()).toBe(1);
    // The policy let the style sheet and the script in.
    expect(await page.evaluate('getComputedStyle(document.body).margin')).toBe('0px');
    if (name === 'certificate') return;
    expect(await page.locator('#filter').isVisible()).toBe(true);
    expect(await page.locator('details.req').count()).toBe(
      (reports[name]?.verdicts.length ?? 0) + (reports[name]?.untestable.length ?? 0),
    );
  });

  test('filters by outcome, level, basis and text, alone and together, and says how many are left', async () => {
    const page = await open('mixed');
    const failed = idsOf(({ outcome, gating }) => outcome === 'fail' && gating);
    await page.getByLabel('Failed', { exact: false }).and(page.locator('input')).check();
    expect((await shown(page)).toSorted()).toEqual(failed.toSorted());
    expect(await page.locator('[role=status]').textContent()).toMatch(
      new RegExp(`^${failed.length} of \\d+ requirements`),
    );
    await page.locator('input[value=spec]').check();
    expect(await shown(page)).toEqual(idsOf((one) => failed.includes(one.id) && one.basis === 'spec'));
    await page.getByLabel('Text').fill('cardinality');
    expect(await shown(page)).toEqual(['resources.explanation-of-benefit']);
    expect(await page.locator('section.chapter:visible').count()).toBe(1);
    await page.getByRole('button', { name: 'Clear' }).click();
    expect((await shown(page)).length).toBe(await page.locator('details.req').count());
    await page.locator('input[value=SHOULD]').check();
    const should = idsOf(({ level }) => level === 'SHOULD');
    expect((await shown(page)).filter((id) => idsOf(() => true).includes(id))).toEqual(should);
  });

  test('a count of the first screen filters by its outcome', async () => {
    const page = await open('mixed');
    await page.locator('.counts a[data-outcome=warn]').click();
    expect(await shown(page)).toEqual(idsOf(({ outcome, gating }) => outcome === 'fail' && !gating));
  });

  test('a requirement opens by keyboard, and its exchange by its link', async () => {
    const page = await open('mixed');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.keyboard.press('Enter');
    const body = page.locator('[id="metadata.public"]');
    const focused = () => page.evaluate(`document.querySelector('summary:focus .id')?.textContent`);
    for (let pressed = 0; pressed < 60 && (await focused()) !== 'metadata.public'; pressed += 1)
      await page.keyboard.press('Tab');
    expect(await focused()).toBe('metadata.public');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    expect(await body.isVisible()).toBe(false);
    await page.keyboard.press('Enter');
    expect(await body.isVisible()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('#exchange-1').isVisible()).toBe(true);
  });

  test('a link to a requirement opens it, even where it is filtered away', async () => {
    const page = await open('mixed', {}, '#manifest.job-id');
    expect(await page.locator('[id="manifest.job-id"]').isVisible()).toBe(true);
    await page.locator('input[value=warn]').check();
    expect(await page.locator('[id="manifest.job-id"]').isVisible()).toBe(false);
    await page.locator('.fix a').filter({ hasText: 'manifest.job-id' }).click();
    expect(await page.locator('[id="manifest.job-id"]').isVisible()).toBe(true);
  });

  test('without its script everything is there, and a link opens what it leads to', async () => {
    const page = await open('mixed', { javaScriptEnabled: false }, '#manifest.job-id');
    expect(await page.locator('#filter').isVisible()).toBe(false);
    expect(await page.locator('details.req:visible').count()).toBe(await page.locator('details.req').count());
    await page.locator('[id="manifest.job-id"]').waitFor({ state: 'visible' });
  });

  /** Pages that a print of it has. */
  const pagesOf = async (page: Page): Promise<number> =>
    ((await page.pdf({ format: 'Letter' })).toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length;

  test('on paper it has what failed and the coverage, in at most 12 pages; folding is undone afterwards', async () => {
    const page = await open('mixed');
    const folded = () => page.locator('details:not([open])').count();
    const before = await folded();
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    expect(await page.locator('[id="manifest.job-id"] dd').first().isVisible()).toBe(true);
    expect(await page.locator('.req.k-pass').first().isVisible()).toBe(false);
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await page.locator('.coverage').isVisible()).toBe(true);
    await page.evaluate(`dispatchEvent(new Event('afterprint'))`);
    expect(await folded()).toBe(before);
    expect(await pagesOf(page)).toBeLessThanOrEqual(12);
  });

  test('its button prints everything', async () => {
    const page = await open('mixed');
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(`globalThis.print = () => {
      dispatchEvent(new Event('beforeprint'));
      globalThis.seen = [document.querySelectorAll('details:not([open])').length, document.querySelector('.req.k-pass .body').checkVisibility()];
      dispatchEvent(new Event('afterprint'));
    }; document.querySelector('[data-do=print]').click();`);
    expect(await page.evaluate('globalThis.seen')).toEqual([0, true]);
  });

  test('the filter is in the address, and a page with that address has it', async () => {
    const page = await open('mixed');
    await page.locator('#filter input[value=fail]').check();
    await page.locator('#filter input[type=search]').fill('job');
    // The page's own word: that of the browser's window comes later.
    const query = String(await page.evaluate('location.search')).slice(1);
    expect(query).toBe('outcome=fail&text=job');
    const shown = await page.locator('details.req:visible').count();
    const again = await browser.newPage();
    await again.goto(`${url('mixed')}?${query}`);
    expect(await again.locator('details.req:visible').count()).toBe(shown);
    expect(await again.locator('#filter input[type=search]').inputValue()).toBe('job');
  });

  test('a command line is copied by its button', async () => {
    const page = await open('mixed');
    await page.evaluate(`document.querySelector('[id="manifest.job-id"]').closest('details').open = true;
      Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { globalThis.copied = text; } } });`);
    const button = page.locator('[id="manifest.job-id"] button');
    await button.click();
    expect(await page.evaluate('globalThis.copied')).toMatch(/^curl /);
    expect(await button.textContent()).toBe('Copied');
  });

  test.each([1200, 400])('is never wider than a window of %i', async (width) => {
    for (const name of ['mixed', 'hostile', 'client', 'certificate']) {
      const page = await open(name, { viewport: { width, height: 900 } });
      await page.evaluate(UNFOLD_ALL);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
  });

  test.each(
    (['light', 'dark'] as const).flatMap((colorScheme) =>
      ['mixed', 'client', 'certificate'].map((name) => [name, colorScheme] as const),
    ),
  )('axe finds nothing serious: %s, %s', async (name, colorScheme) => {
    const page = await open(name, { colorScheme });
    await page.evaluate(UNFOLD_SOME);
    await page.evaluate(axe.source);
    const violations = await page.evaluate<Violation[]>(RUN_AXE);
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  });
});
