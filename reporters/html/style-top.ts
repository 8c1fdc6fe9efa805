import { html } from './markup.js';

const css = html;

/** The first screen. */
export const TOP = css`
  main > .top {
    border-left: 8px solid var(--tone);
  }
  .kicker {
    margin: 0;
    color: var(--soft);
    font-size: 0.9rem;
  }
  .verdict {
    font-size: 1.15rem;
    margin: 0.5rem 0 1rem;
    color: var(--soft);
  }
  .verdict strong {
    color: var(--tone);
    font-size: 1.5rem;
    margin-right: 0.4rem;
  }
  .sign {
    display: inline-block;
    color: var(--tone);
    font-weight: 700;
  }
  .verdict .sign,
  .certificate .top .sign {
    width: 2.2rem;
    height: 2.2rem;
    line-height: 2.2rem;
    text-align: center;
    font-size: 1.2rem;
    border-radius: 50%;
    background: var(--tone);
    color: var(--card);
    margin-right: 0.35rem;
  }
  .open {
    font-size: 0.95rem;
    color: var(--soft);
    margin-bottom: 1rem;
  }
  .open p {
    margin: 0;
  }
  .counts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr));
    gap: 0.6rem;
    list-style: none;
    padding: 0;
  }
  .counts a {
    display: block;
    height: 100%;
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--back);
    color: var(--ink);
    text-decoration: none;
  }
  .counts a:hover {
    border-color: var(--tone);
  }
  .counts .number {
    display: block;
    font-size: 1.6rem;
    line-height: 1.2;
  }
  .counts .word {
    font-size: 0.85rem;
  }
  .bar {
    display: block;
    width: 100%;
    height: 10px;
    margin: 0.9rem 0;
    border-radius: 5px;
  }
  .bar rect {
    fill: var(--tone);
    stroke: var(--card);
    stroke-width: 2px;
    vector-effect: non-scaling-stroke;
  }
  .particulars {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem 1.75rem;
    font-size: 0.9rem;
  }
  .particulars dt {
    color: var(--soft);
    font-size: 0.8rem;
  }
  .fix {
    list-style: none;
    padding: 0;
  }
  .fix li {
    display: flex;
    gap: 0.75rem;
    padding: 0.6rem 0;
    border-top: 1px solid var(--line);
  }
  .fix li:first-child {
    border-top: 0;
    padding-top: 0;
  }
  .fix .sign {
    flex: none;
    width: 1rem;
    text-align: center;
  }
  .fix p {
    margin: 0;
  }
  .fix a {
    font-weight: 600;
  }
  .fix .seen {
    color: var(--soft);
    font-size: 0.9rem;
  }
  .word {
    color: var(--tone);
    font-size: 0.9rem;
    font-weight: 600;
  }
  .counts .word,
  .counts b {
    color: var(--ink);
    font-weight: 600;
  }
`;
