// Pictures of the HTML report for the README: the canonical mixed run, light and wide, dark and narrow. Needs chromium.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createViteServer } from 'vitest/node';

const SHOTS = [
  { file: 'docs/images/report-light.png', colorScheme: 'light', viewport: { width: 1100, height: 1475 } },
  { file: 'docs/images/report-dark.png', colorScheme: 'dark', viewport: { width: 400, height: 1475 } },
];

const folder = mkdtempSync(join(tmpdir(), 'bcda-shots-'));
// The tests keep reports in the temporary folder: one of an earlier run must not get into the pictures.
process.env.TMPDIR = folder;
// The canonical reports are TypeScript of the tests.
const vite = await createViteServer({ configFile: false, server: { middlewareMode: true }, appType: 'custom' });
const load = (path) => vite.ssrLoadModule(path);
try {
  const { mixed } = await load('/test/support/reports/reports.ts');
  const { chromiumPath, startBrowser } = await load('/test/support/process/browser.ts');
  const { formats } = await load('/reporters/index.ts');
  if (chromiumPath === undefined)
    throw new Error('There is no chromium here. Install it, or set CHROMIUM to its path.');
  const report = await mixed();
  // A port says nothing to a reader, and a picture must not change with it.
  const named = JSON.parse(JSON.stringify(report).replaceAll(report.target, 'https://bcda.example.org'));
  const page = join(folder, 'report.html');
  writeFileSync(page, formats.html({ ...named, startedAt: '2026-01-15T09:30:00.000Z', durationMs: 773 }));
  mkdirSync('docs/images', { recursive: true });
  const browser = await startBrowser();
  for (const { file, ...options } of SHOTS) {
    const tab = await browser.newPage(options);
    await tab.goto(pathToFileURL(page).href);
    await tab.screenshot({ path: file });
    console.log(file);
  }
  await browser.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
  await vite.close();
}
