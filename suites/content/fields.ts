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

/** What tells of which part of Medicare a claim is: Blue Button's word for its kind, and FHIR's. */
export const PARTS_OF_CLAIMS: readonly ContentRow[] = [
  ['eob.part-a', 'ExplanationOfBenefit[type.coding.code=INPATIENT|SNF|HHA|HOSPICE|institutional].id', '-'],
  ['eob.part-b', 'ExplanationOfBenefit[type.coding.code=CARRIER|OUTPATIENT|DME|professional].id', '-'],
  ['eob.part-d', 'ExplanationOfBenefit[type.coding.code=PDE|pharmacy].id', '-'],
];

/** Items that tell of which part of Medicare claims are. */
export const isPartOfClaims = (item: string): boolean => item.startsWith('eob.part-');
