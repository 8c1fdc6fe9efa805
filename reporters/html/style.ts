import { html } from './markup.js';
import { PRINT } from './style-print.js';
import { REQUIREMENTS } from './style-requirements.js';
import { RUN } from './style-run.js';
import { TOP } from './style-top.js';
import { COVERAGE } from './style-coverage.js';
import { NARROW } from './style-narrow.js';

const css = html;

/** Colours as pairs that keep a contrast of at least 4.5 to 1, in the light and in the dark. */
const COLOURS = css`
  :root {
    color-scheme: light dark;
    --page: #f5f6f8;
    --card: #fff;
    --ink: #1c2128;
    --soft: #545d68;
    --line: #d5dae1;
    --link: #0a56b0;
    --pass: #17692f;
    --pass-back: #e3f4e7;
    --fail: #a81f14;
    --fail-back: #fde8e6;
    --known: #0b4f96;
    --known-back: #e2eefb;
    --warn: #7a4d00;
    --warn-back: #fdf0cf;
    --blocked: #5c34a3;
    --blocked-back: #eee7fb;
    --inapplicable: #4d5661;
    --inapplicable-back: #e9ecf0;
    --untestable: #4d5661;
    --untestable-back: #fff;
  }
  @media screen and (prefers-color-scheme: dark) {
    :root {
      --page: #0e1217;
      --card: #171c23;
      --ink: #e4e9ef;
      --soft: #a3adb9;
      --line: #323a45;
      --link: #82b8ff;
      --pass: #6bd487;
      --pass-back: #14301c;
      --fail: #ff9489;
      --fail-back: #41191a;
      --known: #8cc1ff;
      --known-back: #152d49;
      --warn: #ecbd57;
      --warn-back: #37290d;
      --blocked: #c8a8ff;
      --blocked-back: #2c2146;
      --inapplicable: #b1bac4;
      --inapplicable-back: #262d36;
      --untestable: #b1bac4;
      --untestable-back: #171c23;
    }
  }
  .k-pass {
    --tone: var(--pass);
    --back: var(--pass-back);
  }
  .k-fail {
    --tone: var(--fail);
    --back: var(--fail-back);
  }
  .k-known {
    --tone: var(--known);
    --back: var(--known-back);
  }
  .k-warn {
    --tone: var(--warn);
    --back: var(--warn-back);
  }
  .k-blocked {
    --tone: var(--blocked);
    --back: var(--blocked-back);
  }
  .k-inapplicable {
    --tone: var(--inapplicable);
    --back: var(--inapplicable-back);
  }
  .k-untestable {
    --tone: var(--untestable);
    --back: var(--untestable-back);
  }
`;

const BASE = css`
  * {
    box-sizing: border-box;
  }
  html {
    scroll-padding-top: 4rem;
  }
  body {
    margin: 0;
    background: var(--page);
    color: var(--ink);
    font:
      1rem/1.5 system-ui,
      -apple-system,
      'Segoe UI',
      Roboto,
      'Helvetica Neue',
      Arial,
      sans-serif;
    overflow-wrap: anywhere;
  }
  [hidden] {
    display: none !important;
  }
  a {
    color: var(--link);
  }
  a,
  summary,
  button,
  input,
  pre,
  .scroll {
    border-radius: 4px;
  }
  :focus-visible {
    outline: 3px solid var(--link);
    outline-offset: 2px;
  }
  h1 {
    font-size: 1.7rem;
    line-height: 1.25;
    margin: 0;
  }
  h2 {
    font-size: 1.3rem;
    margin: 0 0 0.75rem;
  }
  h3 {
    font-size: 1.05rem;
    margin: 1.5rem 0 0.5rem;
  }
  p {
    margin: 0 0 0.5rem;
  }
  ul,
  ol {
    margin: 0;
    padding-left: 1.2rem;
  }
  code,
  pre {
    font-family: ui-monospace, 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
    font-size: 0.85em;
  }
  pre {
    margin: 0.25rem 0 0.75rem;
    padding: 0.6rem 0.75rem;
    overflow-x: auto;
    max-height: 30rem;
    background: var(--page);
    border: 1px solid var(--line);
    overflow-wrap: normal;
  }
  dl {
    margin: 0;
  }
  dd {
    margin: 0;
  }
  main,
  nav ul,
  footer {
    max-width: 72rem;
    margin: 0 auto;
    padding: 0 1rem;
  }
  main > section,
  main > header {
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 10px;
    padding: 1.25rem 1.5rem;
    margin: 1rem 0;
  }
  nav {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--card);
    border-bottom: 1px solid var(--line);
  }
  nav ul {
    display: flex;
    gap: 0.25rem 1.25rem;
    list-style: none;
    padding: 0.6rem 1rem;
    overflow-x: auto;
    white-space: nowrap;
  }
  nav a {
    text-decoration: none;
  }
  nav a:hover {
    text-decoration: underline;
  }
  .skip {
    position: absolute;
    left: -99rem;
  }
  .skip:focus {
    left: 1rem;
    top: 0.4rem;
    z-index: 2;
    background: var(--card);
    padding: 0.25rem 0.5rem;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  footer {
    color: var(--soft);
    font-size: 0.85rem;
    padding: 0.5rem 1rem 2rem;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  .scroll {
    overflow-x: auto;
  }
`;

/** All of the page's style sheet. */
export const STYLE = html`${[COLOURS, BASE, TOP, COVERAGE, REQUIREMENTS, RUN, NARROW, PRINT]}`;
