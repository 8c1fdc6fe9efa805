import { html } from './markup.js';

const css = html;

/** On paper everything is unfolded, and nothing is there that only a screen can use. */
export const PRINT = css`
  @media print {
    nav,
    .skip,
    #filter {
      display: none !important;
    }
    body,
    main > section,
    main > header {
      background: none;
    }
    main {
      max-width: none;
      padding: 0;
    }
    main > section,
    main > header {
      border: 0;
      padding: 0;
    }
    main > .top {
      border-left: 8px solid var(--tone);
      padding-left: 1rem;
    }
    html {
      font-size: 9.5pt;
    }
    details::details-content {
      display: block;
      content-visibility: visible;
    }
    pre {
      max-height: none;
      overflow: visible;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    .scroll {
      overflow: visible;
    }
    h2,
    h3,
    summary {
      break-after: avoid;
    }
    .fix li,
    .counts li,
    tr {
      break-inside: avoid;
    }
    .tile,
    rect,
    .sign,
    .counts a {
      print-color-adjust: exact;
      -webkit-print-color-adjust: exact;
    }
  }
`;
