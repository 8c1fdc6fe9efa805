import type { ContentField } from '../../src/model/index.js';

/** The item that an element belongs to, the element, and its CCLF fields. */
export type ContentRow = readonly [item: string, element: string, ...fields: string[]];

/** What rows say. ~ in an element stands for the address, and a comma separates elements of which each will do. */
export const contentFields = (
  rows: readonly ContentRow[],
  address: string,
  isJudged: (item: string) => boolean,
): ContentField[] =>
  rows.map(([item, element, ...fields]) => ({
    item,
    fields,
    judged: isJudged(item),
    paths: element.replaceAll('~', address).split(' , '),
  }));
