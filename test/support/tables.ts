import { describe, expect, test } from 'vitest';
import type * as client from '../../src/expect/client/index.js';
import type * as server from '../../src/expect/index.js';
import { anyReply, every, type Assertion, type Matcher } from '../../src/expect/index.js';
import type { Exchange, Expectation, Judgment, Outcome, View } from '../../src/model/index.js';
import { exchange, view } from './views.js';

/** A word of the vocabulary: what src/expect exports. */
type Word = keyof typeof server | keyof typeof client;
/** What a table is of: a word, or one use of it. */
type Title = Word | `${Word}, ${string}`;

type Is = ReturnType<Assertion['at']>['is'];

/** One row of the table of an assertion: an exchange, its view and the expected result. */
export interface AssertionRow {
  readonly title: string;
  readonly of: Exchange;
  readonly in?: View;
  readonly is: Is;
  /** Part of the text of the result. */
  readonly says?: string | RegExp;
}

const OUTCOME: Readonly<Record<Is, Outcome>> = {
  ok: 'pass',
  not: 'fail',
  unreadable: 'blocked',
  nothing: 'inapplicable',
};

/** The table of an assertion that src/expect exports as `name`. */
export const assertionTable = (name: string, assertion: Assertion, rows: readonly AssertionRow[]): void => {
  describe(name, () => {
    test('says what must hold', () => expect(assertion.says).toMatch(/\w/));
    test.each(rows)('$title: $is', ({ of, in: around = view([of]), is, says }) => {
      const result = assertion.at(of, around);
      expect(result.is).toBe(is);
      const said = result.is === 'not' ? result.seen : result.is === 'ok' ? undefined : result.because;
      if (result.is !== 'ok') expect(said).toMatch(says ?? /\w/);
      // The same through `every`, as suites use assertions.
      const alone = { ...around, exchanges: [of], facts: around.facts.filter(({ kind }) => kind !== 'stop') };
      if (around.exchanges.length === 1 && around.exchanges[0] === of)
        expect(every(anyReply, assertion).judge(alone).outcome).toBe(OUTCOME[is]);
    });
  });
};

/** The table of a matcher: what fits and what does not. */
export const matcherTable = (
  name: Title,
  matcher: Matcher,
  { fits, not, in: around = view([exchange(200)]) }: { fits: readonly unknown[]; not: readonly unknown[]; in?: View },
): void => {
  describe(name, () => {
    test('says what must hold', () => expect(matcher.says).toMatch(/\w/));
    test.each(fits.map((value) => ({ value })))('$value fits', ({ value }) => {
      expect(matcher.fits(value, around)).toBe(true);
    });
    test.each(not.map((value) => ({ value })))('$value does not fit', ({ value }) => {
      expect(matcher.fits(value, around)).toBe(false);
    });
  });
};

/** One line of an expectation's table. */
export interface ViewRow {
  readonly title: string;
  readonly in: View;
  readonly is: Outcome;
  /** Part of what was seen, or of why it is blocked or inapplicable. */
  readonly says?: string | RegExp;
  readonly cause?: Judgment['cause'];
  readonly unblock?: string;
  readonly evidence?: readonly number[];
}

/** The table of an expectation that src/expect exports as `name`. */
export const expectationTable = (name: Title, expectation: Expectation, rows: readonly ViewRow[]): void => {
  describe(name, () => {
    test('says what must hold', () => expect(expectation.says).toMatch(/\w/));
    test.each(rows)('$title: $is', ({ in: around, is, says, cause, unblock, evidence }) => {
      const finding = expectation.judge(around);
      expect(finding.outcome).toBe(is);
      expect(finding.expected).toMatch(/\w/);
      if (is === 'fail') expect(finding.seen).toMatch(says ?? /\w/);
      if (is === 'blocked' || is === 'inapplicable') expect(finding.because).toMatch(says ?? /\w/);
      if (is === 'blocked') expect(finding.cause).toBe(cause ?? 'earlier');
      expect(finding.unblock).toBe(unblock);
      if (evidence !== undefined) expect(finding.evidence).toEqual(evidence);
      expect(expectation.judge(around)).toEqual(finding);
    });
  });
};
