import { createHash } from 'node:crypto';
import { html, type Markup, textOf } from './markup.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';

const hashOf = (content: Markup): string => `'sha256-${createHash('sha256').update(textOf(content)).digest('base64')}'`;

/** Nothing may be fetched and nothing may run but what stands in the page. */
const policy = (): string =>
  `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; img-src data:; base-uri 'none'; form-action 'none'`;

/** The same under a name that the formatter does not know: a hash is of every blank too. */
const exact = html;

/** A whole page in one file. */
export const page = (title: string, body: Markup): string =>
  `${textOf(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta http-equiv="Content-Security-Policy" content="${policy()}" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="referrer" content="no-referrer" />
          <title>${title}</title>
          ${exact`<style>${STYLE}</style>`}
        </head>
        <body>
          ${body} ${exact`<script>${SCRIPT}</script>`}
        </body>
      </html>`,
  )}\n`;
