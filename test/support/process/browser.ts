import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';

const PLACES = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser that the tests drive; undefined: there is none here. */
export const chromiumPath = PLACES.find((place) => place !== undefined && place !== '' && existsSync(place));

/** Starts it. As root, and in most containers, it runs only without its sandbox. */
export const startBrowser = async (): Promise<Browser> => {
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
};
