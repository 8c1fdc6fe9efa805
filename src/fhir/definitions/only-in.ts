import { readFileSync } from 'node:fs';
import type { FhirRelease } from './release.js';
import { tablePath } from './tables.js';

type Names = Readonly<Record<string, readonly string[]>>;

let loaded: Readonly<Record<FhirRelease, Names>> | undefined;

/**
 * By release and type, the elements of a type of an export that only this one of the two releases has; `item.x` is an element
 * of `item`. `npm run schemas` makes the table; it is read when first needed.
 */
export const namesOnlyIn = (release: FhirRelease): Names => {
  if (loaded === undefined) {
    const { r4Only, stu3Only } = JSON.parse(readFileSync(tablePath('stu3', 'r4-names'), 'utf8')) as {
      readonly r4Only: Names;
      readonly stu3Only: Names;
    };
    loaded = { r4: r4Only, stu3: stu3Only };
  }
  return loaded[release];
};
