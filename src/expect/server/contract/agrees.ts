import type { Departure, Expectation, View } from '../../../model/index.js';
import { counted } from '../../counted.js';
import { isSameFact } from './same-fact.js';
import { evidenceOf, ofDocument } from './document.js';

/** Deviations of one kind, and the responses that have them. */
interface Group {
  readonly first: Departure;
  readonly exchanges: number[];
  /** The failed requirement about the same fact that cites one of them. */
  readonly also?: string;
}

/**
 * Responses to well-formed requests agree with the document. The same deviation in several responses counts once; if
 * another failed requirement cites one of them for the same fact, the deviation belongs to that requirement and does not count
 * here.
 */
export const swaggerAgrees: Expectation = {
  afterOthers: true,
  ...ofDocument(
    'responses to well-formed requests have the documented status, headers and body',
    (document, { cited = new Map() }) => {
      const groups = grouped(document.departures, cited);
      const own = groups.filter(({ also }) => also === undefined);
      const others = groups.filter(({ also }) => also !== undefined);
      const [first] = own;
      const also = others.length === 0 ? '' : `also, not counted: ${others.map(inWords).join('; ')}`;
      if (first !== undefined) {
        const seen = [own.map(inWords).join('; '), also].filter((part) => part !== '').join('; ');
        return {
          outcome: 'fail',
          seen,
          evidence: [...new Set(own.flatMap(({ exchanges }) => exchanges))].sort((a, b) => a - b),
        };
      }
      if (document.compared.length === 0)
        return {
          outcome: 'blocked',
          because: 'no response of the run belongs to a documented operation',
          cause: 'earlier',
          evidence: evidenceOf(document),
        };
      return { outcome: 'pass', ...(also !== '' && { seen: also }), evidence: document.compared };
    },
  ),
};

const grouped = (departures: readonly Departure[], cited: NonNullable<View['cited']>): Group[] => {
  const groups = new Map<string, Departure[]>();
  for (const departure of departures) {
    const { operation, status, kind, pointer, says } = departure;
    const key = JSON.stringify([operation, status, kind, pointer, says]);
    groups.set(key, [...(groups.get(key) ?? []), departure]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const exchanges = [...new Set(group.map(({ exchange }) => exchange))];
    const also = exchanges
      .flatMap((exchange) => cited.get(exchange) ?? [])
      .find((failure) => isSameFact(first, failure))?.id;
    return [{ first, exchanges, ...(also !== undefined && { also }) }];
  });
};

const inWords = ({ first, exchanges, also }: Group): string => {
  const { operation, status, pointer, says } = first;
  const times = exchanges.length === 1 ? '' : ` (${counted(exchanges.length, 'response')})`;
  return `${operation} → ${status}: ${says} [${pointer}]${times}${also === undefined ? '' : ` (${also})`}`;
};
