import { Collector, type FindingPlace } from './collect.js';
import type { RawFinding } from './finding.js';

/** Findings of a line that are kept one by one. A line of 16 MiB may have millions: further ones are counted by rule and path. */
const MOST = 1000;

/** The findings of one line while it is judged. */
export class LineFindings {
  /** The first ones. */
  readonly first: RawFinding[] = [];
  readonly #place: FindingPlace;
  #further: Collector | undefined;

  constructor(place: FindingPlace) {
    this.#place = place;
  }

  add(one: RawFinding): void {
    if (this.first.length < MOST) return void this.first.push(one);
    this.#further ??= new Collector(0);
    this.#further.add(one, this.#place);
  }

  /** Gives the further ones to the collector of the file. */
  giveFurther(collector: Collector): void {
    if (this.#further !== undefined) collector.absorb(this.#further.result(), { lines: 0, bytes: 0 });
  }
}
