import { html } from './markup.js';

const css = html;

/** The filter and the requirements. */
export const REQUIREMENTS = css`
  #filter {
    display: grid;
    gap: 0.6rem;
    padding: 0.9rem;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--page);
    margin-bottom: 1rem;
  }
  fieldset {
    border: 0;
    margin: 0;
    padding: 0;
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem;
    align-items: center;
  }
  legend {
    float: left;
    width: 5rem;
    padding: 0;
    font-size: 0.9rem;
    color: var(--soft);
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 0.35rem;
    padding: 0.15rem 0.6rem;
    min-height: 28px;
    border: 1px solid var(--line);
    border-radius: 999px;
    background: var(--card);
    font-size: 0.9rem;
    cursor: pointer;
  }
  .chip:has(:checked) {
    border-color: var(--tone, var(--link));
    background: var(--back, var(--card));
    font-weight: 600;
  }
  .chip:has(:focus-visible) {
    outline: 3px solid var(--link);
    outline-offset: 1px;
  }
  .chip input {
    margin: 0;
    accent-color: var(--tone, var(--link));
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    align-items: center;
  }
  .line label {
    display: flex;
    gap: 0.5rem;
    align-items: center;
    font-size: 0.9rem;
    color: var(--soft);
    flex: 1 1 14rem;
  }
  .line label input {
    flex: 1;
    min-width: 8rem;
  }
  #filter input[type='search'],
  #filter button {
    font: inherit;
    font-size: 0.9rem;
    padding: 0.25rem 0.6rem;
    border: 1px solid var(--soft);
    background: var(--card);
    color: var(--ink);
  }
  #filter button {
    cursor: pointer;
  }
  [role='status'] {
    font-size: 0.9rem;
    color: var(--soft);
  }
  .tally {
    font-weight: 400;
    font-size: 0.85rem;
    color: var(--soft);
    white-space: pre;
    margin-left: 0.5rem;
  }
  details.req,
  details.exchange {
    border: 1px solid var(--line);
    border-left: 4px solid var(--tone, var(--line));
    border-radius: 6px;
    margin: 0.3rem 0;
  }
  details.req > summary {
    display: grid;
    grid-template-columns: 1.4rem 1fr;
    gap: 0 0.5rem;
    padding: 0.4rem 0.75rem;
    cursor: pointer;
    list-style: none;
  }
  details.req > summary::-webkit-details-marker {
    display: none;
  }
  details > summary:hover {
    background: var(--page);
  }
  .req .sign {
    grid-row: span 2;
    text-align: center;
  }
  .req .id {
    font-weight: 600;
  }
  .req .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.6rem;
  }
  .tag {
    color: var(--soft);
    font-size: 0.85rem;
  }
  .req .statement {
    color: var(--soft);
    font-size: 0.95rem;
  }
  details[open] > summary .statement {
    color: var(--ink);
  }
  .body {
    padding: 0.25rem 0.75rem 0.75rem;
    scroll-margin-top: 8rem;
  }
  .req .body {
    padding-left: 2.65rem;
  }
  .body dl > div,
  .notes > div {
    display: grid;
    grid-template-columns: 6rem minmax(0, 1fr);
    gap: 0.75rem;
    padding: 0.2rem 0;
  }
  .body dt,
  .notes dt {
    color: var(--soft);
    font-size: 0.9rem;
  }
  .body ul {
    list-style: none;
    padding: 0;
  }
  .body pre {
    margin: 0.1rem 0;
  }
  .variables {
    margin-bottom: 0.5rem;
    font-size: 0.9rem;
  }
  summary {
    cursor: pointer;
  }
`;
