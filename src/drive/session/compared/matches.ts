import { HashCounts } from '../../../fhir/hash-counts.js';
import type { MatchedFact } from '../../../model/index.js';

const [EOB, CLAIM, RESPONSE] = ['ExplanationOfBenefit', 'Claim', 'ClaimResponse'] as const;

/** What claims of one export are matched by. */
interface OfExport {
  /** First download of claims of each of these types, by its exchange. */
  readonly exchanges: Map<typeof EOB | typeof CLAIM, number>;
  /** Persons, systems and control numbers of claims. */
  readonly numbers: HashCounts;
  /** Claims, and those that ClaimResponses answer. */
  readonly claims: HashCounts;
  readonly answered: HashCounts;
  over: boolean;
}

/** One file of an export. */
interface MatchedFile {
  /** A resource of the listed type. */
  readonly take: (high: number, low: number) => void;
  /** What a resource of the listed type is matched by. */
  readonly match: (high: number, low: number) => void;
  readonly end: (exchange: number, over: boolean) => void;
}

/** How the claims of each export match: by their control number, or as Claim and ClaimResponse. */
export interface Matches {
  /** Begins a file; what is remembered of other exports is counted and forgotten. */
  readonly file: (of: string, type: string) => MatchedFile;
  readonly facts: () => MatchedFact[];
}

export const createMatches = (): Matches => {
  const facts: MatchedFact[] = [];
  let current: { readonly of: string; readonly memory: OfExport } | undefined;
  const settle = (): void => {
    if (current !== undefined) facts.push(...factsOf(current.of, current.memory));
    current = undefined;
  };
  return {
    file: (of, type) => {
      if (current?.of !== of) settle();
      const { memory } = (current ??= { of, memory: empty() });
      return {
        take: (high, low) => {
          if (type === CLAIM && !memory.over) memory.claims.add(high, low);
        },
        match: (high, low) => {
          if (memory.over) return;
          if (type === EOB) memory.numbers.add(high, low);
          if (type === RESPONSE) memory.answered.add(high, low);
        },
        end: (exchange, over) => {
          memory.over ||= over;
          if (type !== EOB && type !== CLAIM) return;
          // With parallel downloads, the file that was requested first counts.
          memory.exchanges.set(type, Math.min(memory.exchanges.get(type) ?? exchange, exchange));
        },
      };
    },
    facts: () => {
      settle();
      return facts;
    },
  };
};

const empty = (): OfExport => ({
  ...{ exchanges: new Map(), numbers: new HashCounts(), claims: new HashCounts(), answered: new HashCounts() },
  over: false,
});

const factsOf = (of: string, { exchanges, numbers, claims, answered, over }: OfExport): MatchedFact[] =>
  [...exchanges].map(([type, exchange]) => ({
    ...{ kind: 'matched', exchange, of, type },
    ...(type === EOB ? numberedAlike(numbers) : answeredOnce(claims, answered)),
    ...(over && { over: true as const }),
  }));

type Counts = Pick<MatchedFact, 'resources' | 'repeated' | 'missing'>;

const numberedAlike = (numbers: HashCounts): Counts => {
  let resources = 0;
  for (const { count } of numbers) resources += count;
  return { resources, repeated: resources - numbers.size, missing: 0 };
};

const answeredOnce = (claims: HashCounts, answered: HashCounts): Counts => {
  let repeated = 0;
  for (const { hash, count } of answered) if (count > 1 && claims.has(...hash)) repeated += 1;
  const missing = [...claims].filter(({ hash }) => !answered.has(...hash)).length;
  return { resources: claims.size, repeated, missing };
};
