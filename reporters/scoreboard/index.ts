import type { Scoreboard } from '../../src/model/index.js';
import { jsonText } from '../text/index.js';
import { badge, shields } from './badge.js';
import { scoreboardHtml } from './html.js';
import { scoreboardMarkdown } from './markdown.js';

/** Every format of a scoreboard by the name that `--report` takes. */
export const scoreboardFormats: Readonly<Record<string, (scoreboard: Scoreboard) => string>> = {
  markdown: scoreboardMarkdown,
  html: scoreboardHtml,
  json: (scoreboard) => jsonText(scoreboard),
  badge,
  shields,
};
