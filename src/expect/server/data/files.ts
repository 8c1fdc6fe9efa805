import type { Exchange, Expectation, FileFact, LineFinding, View } from '../../../model/index.js';
import { counted } from '../../counted.js';
import { fileOf, SAMPLED, unjudged } from './file-facts.js';
import { type Assertion, type AssertionResult, every, not, nothing, ok, replies, unreadable } from '../../assertion.js';
import { promised } from '../promised.js';
import { statusOf, unrelatedOrToken, withoutToken } from '../replies.js';

/** The response is 200 and the file is complete: length and encoding are as announced. */
export const complete: Assertion = {
  says: 'the status is 200 and the file is complete',
  at: (exchange, view) => {
    const fact = fileOf(exchange, view);
    if (fact === undefined) return whyNotSent(exchange) ?? not(statusOf(exchange));
    return fact.whole ? ok : partOf(fact);
  },
};

/** Why a file did not come, if that says nothing of the file. That no response comes for it at all does. */
const whyNotSent = (exchange: Exchange): AssertionResult | undefined =>
  exchange.reply === undefined ? undefined : unrelatedOrToken(exchange);

/** An incomplete file is a failure of the server, unless the run itself did not read it to its end. */
const partOf = (fact: FileFact): AssertionResult => {
  const { cut, because = 'reason unknown' } = fact;
  if (cut === 'watchdog') return unjudged(fact);
  return cut === undefined
    ? not(`only part of the file arrived: ${because}`)
    : unreadable(`only part of the file arrived: ${because}`, { cause: 'deadline', unblock: '--deadline' });
};

/** Files that did not arrive at all are not read further; of a cut file, the part that arrived is read. */
export const downloaded: Assertion = {
  precondition: true,
  says: 'the file was downloaded',
  at: (exchange, view) => {
    const fact = fileOf(exchange, view);
    if (fact === undefined) return unreadable(`the file was not downloaded: ${statusOf(exchange)}`);
    return fact.cut === 'watchdog' ? unjudged(fact) : ok;
  },
};

const WORDS: Readonly<Record<LineFinding['rule'], string>> = {
  bom: 'byte order mark',
  'utf-8': 'line that is not UTF-8',
  'not-an-object': 'line that is not one JSON object',
  'blank-line': 'blank line',
  'line-too-long': 'line over the size limit',
  'other-type': 'line of another resourceType',
};

/** The file has none of these defects; reported by line number and byte offset, never by value. */
export const hasNo = (...rules: readonly LineFinding['rule'][]): Assertion => ({
  says: `the file has no ${rules.map((rule) => WORDS[rule]).join(', no ')}`,
  at: (exchange, view) => {
    const fact = fileOf(exchange, view);
    const found = fact?.findings.find(({ rule }) => rules.includes(rule));
    if (found === undefined) return fact?.bytes === 0 ? nothing('the file is empty') : ok;
    const where = `first in ${fact?.type} file, line ${found.lines[0]}, byte ${found.offset}`;
    return not(`${found.count} × ${WORDS[found.rule]}, ${where}`);
  },
});

/** The last line ends as every other one does. Of a file that is cut, the end is not known. */
export const terminated: Assertion = {
  says: 'the last line ends with a newline',
  at: (exchange, view) => {
    const fact = fileOf(exchange, view);
    if (fact === undefined || !fact.whole || fact.bytes === 0) return nothing('no file with a line was complete');
    return fact.unterminated === true ? not(`the last line of a ${fact.type} file has no newline`) : ok;
  },
};

/** Every file that came ends with a newline. A data file has to come; that an error file does not is another fault. */
export const filesTerminated: Expectation = every(
  { ...replies('data', 'error-data'), labels: ['data'] },
  {
    ...downloaded,
    at: (exchange, view) => (exchange.label === 'error-data' ? ok : downloaded.at(exchange, view)),
  },
  terminated,
);

/** The first download of the file that an exchange asks for. */
const firstDownload = ({ request: { url } }: Exchange, view: View): FileFact | undefined => {
  const first = view.exchanges.find(({ label, request }) => label === 'data' && request.url === url);
  return first === undefined ? undefined : fileOf(first, view);
};

/** A file that did not come at first is judged by output.downloadable. */
export const cameBefore: Assertion = {
  precondition: true,
  says: 'the file came before',
  at: (exchange, view) =>
    firstDownload(exchange, view)?.whole === true ? ok : nothing('there was no complete download to compare with'),
};

/** The decoded bytes are those of the first download of the same URL. */
export const sameAsBefore: Assertion = {
  says: 'the decoded bytes are those of the first download',
  at: (exchange, view) => {
    const before = firstDownload(exchange, view);
    if (before?.whole !== true) return unreadable('there was no complete download to compare with');
    const now = fileOf(exchange, view);
    if (now === undefined) return unreadable(`${statusOf(exchange)}, which shows nothing about the content`);
    if (!now.whole) return partOf(now);
    return now.sha256 === before.sha256
      ? ok
      : not(`other content: ${now.bytes} bytes, and ${before.bytes} bytes in the first download`);
  },
};

/** The number of resources that the manifest gives for the file, if it gives any, is that of the file. */
export const countFits: Assertion = {
  says: 'count in the manifest, if present, is the number of resources in the file',
  at: (exchange, view) => {
    const fact = fileOf(exchange, view);
    if (fact?.announced === undefined) return nothing('no manifest entry has count');
    const { announced, whole, sampled, findings, resources, type } = fact;
    if (announced < 0) return not(`the count of a ${type} file is not a whole number of at most ten million`);
    const part = whole ? ok : partOf(fact);
    // That it is cut is judged by another requirement.
    if (part.is === 'not') return unreadable(part.seen);
    if (part.is !== 'ok') return part;
    if (sampled !== undefined) return unreadable('only a sample of the lines was read', SAMPLED);
    if (findings.some(({ rule }) => UNCOUNTED.has(rule)))
      return unreadable(`not every line of the ${type} file is one JSON object`);
    return announced === resources
      ? ok
      : not(`count ${announced}, and a ${type} file with ${counted(resources, 'resource')}`);
  },
};

/** Lines of which it is not known how many resources they are. */
const UNCOUNTED: ReadonlySet<LineFinding['rule']> = new Set(['utf-8', 'not-an-object', 'line-too-long'] as const);

/** Every file that came; one that did not is judged elsewhere if it is an error file. */
export const countsFit: Expectation = every(
  { ...replies('data', 'error-data'), labels: ['data'] },
  {
    ...downloaded,
    at: (exchange, view) => (exchange.label === 'error-data' ? ok : downloaded.at(exchange, view)),
  },
  countFits,
);

/** What every line of every data file must be. A run without any line shows nothing. */
export const everyLine = (assertion: Assertion): Expectation => promised(every(replies('data'), downloaded, assertion));

/** The response does not contain the first client's file, whatever its status is. */
export const notTheFile: Assertion = {
  says: 'the response does not contain the file',
  at: (exchange, view) => {
    const first = view.exchanges.find(
      ({ label, request }) =>
        ['data', 'error-data'].includes(label) && request.url === withoutToken(exchange.request.url),
    );
    const bytes = first === undefined ? undefined : fileOf(first, view)?.bytes;
    const asMany = bytes !== undefined && bytes > 0 && exchange.reply?.body.bytes === bytes;
    return fileOf(exchange, view) !== undefined || asMany ? not('the response contained the file') : ok;
  },
};
