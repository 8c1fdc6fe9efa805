import { html } from './markup.js';

const css = html;

/** The run: requests, findings, the timeline; and the certificate. */
export const RUN = css`
  .exchange > summary,
  p.exchange {
    display: grid;
    grid-template-columns: 3rem 15rem minmax(0, 1fr) 5rem;
    gap: 0 0.75rem;
    padding: 0.25rem 0.75rem;
    align-items: baseline;
    font-size: 0.9rem;
    margin: 0;
  }
  .exchange > summary {
    list-style: none;
  }
  .exchange > summary::-webkit-details-marker {
    display: none;
  }
  .no,
  .ms {
    color: var(--soft);
  }
  .ms {
    text-align: right;
  }
  .exchange .body p {
    font-size: 0.9rem;
    color: var(--soft);
    margin: 0.25rem 0;
  }
  .exchange .body p.label {
    color: var(--ink);
    font-weight: 600;
    margin-top: 0.6rem;
  }
  .findings th,
  .findings td,
  .timeline th,
  .timeline td {
    text-align: left;
    vertical-align: top;
    padding: 0.4rem 0.75rem 0.4rem 0;
    border-top: 1px solid var(--line);
    font-weight: 400;
    font-size: 0.9rem;
  }
  thead th {
    color: var(--soft);
    border-top: 0 !important;
  }
  .more {
    display: block;
    color: var(--soft);
    font-size: 0.85rem;
  }
  .often {
    min-width: 11rem;
  }
  .often svg {
    display: block;
    width: 100%;
    height: 12px;
    margin: 0.25rem 0;
    background: var(--page);
  }
  .s-error {
    fill: var(--fail);
  }
  .s-warning {
    fill: var(--warn);
  }
  .findings,
  .timeline {
    overflow-wrap: break-word;
  }
  .timeline td:nth-child(2) {
    min-width: 14rem;
    width: 40%;
  }
  .timeline td:last-child {
    min-width: 11rem;
  }
  .lane {
    display: block;
    width: 100%;
    height: 22px;
    background: var(--page);
    border: 1px solid var(--line);
    border-radius: 4px;
  }
  .cut {
    stroke: var(--line);
    stroke-width: 20;
    stroke-dasharray: 4 4;
  }
  .t-kickoff {
    fill: var(--ink);
  }
  .t-poll {
    fill: var(--known);
  }
  .t-data {
    fill: var(--pass);
  }
  .t-token {
    fill: var(--blocked);
  }
  .t-other {
    fill: var(--soft);
  }
  .t-trouble {
    fill: var(--fail);
  }
  .certificate {
    max-width: 50rem;
  }
  .certificate h1 {
    margin-bottom: 1rem;
  }
  .certificate .particulars {
    display: grid;
    gap: 0.2rem;
  }
  .certificate .particulars > div {
    display: grid;
    grid-template-columns: 6rem 1fr;
  }
  .certificate li {
    margin: 0.25rem 0;
  }
`;
