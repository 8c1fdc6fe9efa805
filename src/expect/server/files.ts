import type { Expectation, FileFact, LineFinding } from '../../model/index.js';
import { fileOf } from './file-facts.js';
import { every, type Assertion, not, nothing, ok, replies, type AssertionResult, unreadable } from '../assertion.js';
import { statusOf } from './replies.js';

/** The file answers 200 and all of it comes: length and encoding as announced. */
export const complete: Assertion = {
  says: 'status 200 and the whole file',
  at: (exchange, view) => {
    const fact = fileOf(exchange, view);
    if (fact === undefined) return not(statusOf(exchange));
    return fact.whole ? ok : partOf(fact);
  },
};

/** A part is a failure of the server, but where the run itself had no more time. */
const partOf = ({ cut, because = 'unknown' }: FileFact): AssertionResult =>
  cut === undefined
    ? not(`only part of it: ${because}`)
    : unreadable(`only part of it came: ${because}`, { cause: 'deadline', unblock: '--deadline' });

/** Files that did not come at all are not read further; of a cut file, what came is. */
export const downloaded: Assertion = {
  condition: true,
  says: 'where the file came',
  at: (exchange, view) =>
    fileOf(exchange, view) === undefined ? unreadable(`there is no file to read: ${statusOf(exchange)}`) : ok,
};

const WORDS: Readonly<Record<LineFinding['rule'], string>> = {
  bom: 'byte order mark',
  'utf-8': 'line that is not UTF-8',
  'not-an-object': 'line that is not one JSON object',
  'blank-line': 'blank line',
  'line-too-long': 'line over the bound',
  'other-type': 'line of another resourceType',
};

/** None of these departures was found in the file; told by line number and byte offset, never by value. */
export const hasNo = (...rules: readonly LineFinding['rule'][]): Assertion => ({
  says: `no ${rules.map((rule) => WORDS[rule]).join(', no ')}`,
  at: (exchange, view) => {
    const fact = fileOf(exchange, view);
    const found = fact?.findings.find(({ rule }) => rules.includes(rule));
    if (found === undefined) return fact?.bytes === 0 ? nothing('the file is empty') : ok;
    const where = `first in line ${found.lines[0]}, byte ${found.offset}`;
    return not(`${found.count} × ${WORDS[found.rule]}, ${where}, file of ${fact?.type}`);
  },
});

/** Its decoded bytes are those of the first download of the same URL. */
export const sameAsBefore: Assertion = {
  says: 'the decoded bytes are those of the first download',
  at: (exchange, view) => {
    const url = exchange.request.url;
    const first = view.exchanges.find(({ label, request }) => label === 'data' && request.url === url);
    const before = first === undefined ? undefined : fileOf(first, view);
    if (before?.whole !== true) return unreadable('there was no whole download to compare with');
    const now = fileOf(exchange, view);
    if (now === undefined) return not(statusOf(exchange));
    if (!now.whole) return partOf(now);
    return now.sha256 === before.sha256 ? ok : not(`${now.bytes} bytes of another content, before ${before.bytes}`);
  },
};

/**
 * What every line of every data file must be. A run that saw no line at all saw nothing: only the user can say for
 * which client there are any.
 */
export const everyLine = (assertion: Assertion): Expectation => {
  const lines = every(replies('data'), downloaded, assertion);
  return {
    says: lines.says,
    judge: (view) => {
      const finding = lines.judge(view);
      if (finding.outcome !== 'inapplicable') return finding;
      const unblock = 'credentials of a client that has data';
      return { ...finding, outcome: 'blocked', because: 'no export brought a resource', cause: 'input', unblock };
    },
  };
};

/** None of the first client's file came with it, whatever the status says. */
export const notTheFile: Assertion = {
  says: 'none of its bytes',
  at: (exchange, view) => {
    const first = view.exchanges.find(
      ({ label, request }) => ['data', 'error-data'].includes(label) && request.url === exchange.request.url,
    );
    const bytes = first === undefined ? undefined : fileOf(first, view)?.bytes;
    const asMany = bytes !== undefined && bytes > 0 && exchange.reply?.body.bytes === bytes;
    return fileOf(exchange, view) !== undefined || asMany ? not('the file') : ok;
  },
};
