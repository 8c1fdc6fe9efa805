import { html } from './markup.js';

const css = html;

/** Signs, tiles and what explains them. */
export const COVERAGE = css`
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem 1.25rem;
    list-style: none;
    padding: 0;
    margin-bottom: 0.75rem;
    font-size: 0.85rem;
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: 0.4rem;
  }
  .legend svg {
    width: 12px;
    height: 20px;
  }
  .tile {
    display: block;
    width: 26px;
    height: 26px;
    line-height: 24px;
    text-align: center;
    font-weight: 700;
    text-decoration: none;
    border: 1px solid var(--tone);
    border-radius: 5px;
    background: var(--back);
    color: var(--tone);
  }
  .k-fail.tile,
  .k-warn.tile,
  .k-known.tile,
  .k-blocked.tile {
    background: var(--tone);
    color: var(--card);
  }
  .k-untestable.tile {
    border-style: dashed;
  }
  .tiles {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    list-style: none;
    padding: 0;
  }
  .coverage {
    list-style: none;
    padding: 0;
  }
  .coverage > li {
    display: grid;
    grid-template-columns: 13rem minmax(0, 1fr);
    gap: 1rem;
    padding: 0.35rem 0;
  }
`;
