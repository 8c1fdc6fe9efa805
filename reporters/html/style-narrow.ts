import { html } from './markup.js';

const css = html;

/** A page as narrow as a telephone. */
export const NARROW = css`
  @media (max-width: 45rem) {
    main,
    nav ul {
      padding-left: 0.6rem;
      padding-right: 0.6rem;
    }
    main > section,
    main > header {
      padding: 0.9rem;
      border-radius: 8px;
    }
    h1 {
      font-size: 1.3rem;
    }
    .counts {
      grid-template-columns: 1fr 1fr;
      gap: 0.4rem;
    }
    .counts a {
      display: flex;
      align-items: center;
      gap: 0.5rem;
      padding: 0.3rem 0.6rem;
    }
    .counts .number {
      font-size: 1.25rem;
      white-space: nowrap;
    }
    .coverage > li {
      grid-template-columns: minmax(0, 1fr);
      gap: 0.25rem;
    }
    .findings,
    .timeline {
      min-width: 46rem;
    }
    .findings tbody th,
    .timeline tbody th {
      width: 10rem;
      overflow-wrap: anywhere;
    }
    .req .body {
      padding-left: 0.75rem;
    }
    .body dl > div,
    .notes > div {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
    .exchange > summary,
    p.exchange {
      grid-template-columns: 2.5rem minmax(0, 1fr) 4.5rem;
    }
    .exchange > summary code,
    p.exchange code {
      grid-column: 2 / -1;
      grid-row: 2;
    }
    legend {
      float: none;
      width: 100%;
    }
  }
`;
