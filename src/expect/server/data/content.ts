import {
  addCounts,
  type ElementCounts,
  type Expectation,
  type FileFact,
  needsData,
  NO_COUNTS,
  type View,
  watchesOfItem,
} from '../../../model/index.js';
import { type ExchangeResult, judgmentFrom, not, ok, stopsBefore, unreadable } from '../../assertion.js';
import { counted } from '../../counted.js';
import { labelled } from '../labelled.js';
import { promised } from '../promised.js';
import { SAMPLED } from './file-facts.js';

/** Fewer resources in an export may all lack what others have. */
const FEW = 10;

/** What must occur: an item of the profile's content, in words. */
export interface ContentItem {
  readonly items: readonly string[];
  readonly says: string;
}

/**
 * Each item occurs in at least one resource of the type, in the whole run. Fewer resources than `few` do not show that it is
 * missing, unless none has anything besides its id.
 */
export const contains = (type: string, wanted: readonly ContentItem[], few = FEW): Expectation => {
  const says = `${wanted.map((one) => one.says).join(', and ')} in at least one ${type}`;
  return promised(
    {
      says,
      judge: (view) => judgmentFrom(says, resultsIn(view, type, wanted, few), stopsBefore(view, ['manifest', 'data'])),
    },
    type,
  );
};

const resultsIn = (view: View, type: string, wanted: readonly ContentItem[], few: number): ExchangeResult[] => {
  const files = view.facts.filter(
    (fact): fact is FileFact =>
      fact.kind === 'file' && fact.list === 'output' && fact.type === type && fact.resources > 0,
  );
  const known = files.filter(({ elements }) => elements !== undefined);
  const at = files[0]?.exchange;
  const exchange = labelled(view, 'data').find(({ id }) => id === (known[0]?.exchange ?? at));
  if (exchange === undefined) return [];
  if (known.length === 0)
    return [{ exchange, result: unreadable('the transcript was recorded without counts of elements') }];
  const counts = known.reduce<ElementCounts>((sum, { elements = NO_COUNTS }) => addCounts(sum, elements), NO_COUNTS);
  const missing = wanted.filter(({ items }) => !occur(view, counts, items));
  if (missing.length === 0) return [{ exchange, result: ok }];
  const most = mostInOneExport(view, known);
  const says = missing.map((one) => one.says).join(', ');
  if (counts.bare < counts.looked && most < few)
    return [
      {
        exchange,
        result: unreadable(
          `no ${type} has this: ${says}; but no export has more than ${counted(most, `${type} resource`)}, too few to tell`,
          needsData(`at least ${few} resources of type ${type}`),
        ),
      },
    ];
  if (files.some(({ sampled }) => sampled !== undefined))
    return [{ exchange, result: unreadable(`none of the drawn resources has this: ${says}`, SAMPLED) }];
  return [{ exchange, result: not(`no ${type} has this: ${says}`) }];
};

const occur = ({ profile }: View, { seen }: ElementCounts, items: readonly string[]): boolean =>
  items.some((item) => watchesOfItem(profile.content ?? [], item).some((id) => (seen[id] ?? 0) > 0));

/** Resources of the export that has most of them: other exports repeat them. */
const mostInOneExport = (view: View, files: readonly FileFact[]): number => {
  const byExport = new Map<string, number>();
  for (const { exchange, resources } of files) {
    const of = view.exchanges.find(({ id }) => id === exchange)?.of ?? '';
    byExport.set(of, (byExport.get(of) ?? 0) + resources);
  }
  return Math.max(0, ...byExport.values());
};
