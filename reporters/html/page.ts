import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/package.js';
import { html, type Markup, sourceText, textOf } from './markup.js';

interface Assets {
  readonly style: Markup;
  readonly script: Markup;
}

let kept: Assets | undefined;

/** The page's style sheet and script. Read when the first page is made: most runs make none. */
const assets = (): Assets => {
  const read = (name: string): Markup => sourceText(readFileSync(join(packageRoot, 'reporters/html', name), 'utf8'));
  return (kept ??= { style: read('report.css'), script: read('report.js') });
};

const hashOf = (content: Markup): string => `'sha256-${createHash('sha256').update(textOf(content)).digest('base64')}'`;

/** Nothing may be fetched and nothing may run except what the page itself contains. */
const policy = ({ style, script }: Assets): string =>
  `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; img-src data:; base-uri 'none'; form-action 'none'`;

/** The same under a name that the formatter does not know: the hash covers every blank too. */
const exact = html;

/** A whole page in one file. */
export const page = (title: string, body: Markup): string => {
  const { style, script } = assets();
  return `${textOf(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta http-equiv="Content-Security-Policy" content="${policy({ style, script })}" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="referrer" content="no-referrer" />
          <title>${title}</title>
          ${exact`<style>${style}</style>`}
        </head>
        <body>
          ${body} ${exact`<script>${script}</script>`}
        </body>
      </html>`,
  )}\n`;
};
