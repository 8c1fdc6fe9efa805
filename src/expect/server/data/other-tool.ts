import { type Exchange, headerOf, type View } from '../../../model/index.js';
import { type Assertion, not, ok, stopsBefore, unreadable } from '../../assertion.js';
import { objectIn } from '../bodies.js';
import { fileOf } from './file-facts.js';
import { changedMembers } from '../jobs.js';
import { statusOf, unrelated } from '../replies.js';

/** Requests of the run that are made once more as they were: what they get is what this run itself gets. */
const AGAIN: readonly string[] = ['status-again', 'file-again'];
const FIRST: readonly string[] = ['manifest', 'data'];

/** The response is the one that the run gets for the same request under its own User-Agent. */
export const sameForOtherTool: Assertion = {
  says: 'the response is the one that the same request gets with the User-Agent of this run',
  at: (exchange, view) => {
    const other = unrelated(exchange);
    if (other !== undefined) return other;
    const again = ownTo(exchange, view, AGAIN);
    if (again.length === 0)
      return unreadable('the same request was not made with the User-Agent of this run', stopsBefore(view, AGAIN)[0]);
    const own = again.find(({ reply }) => reply?.status === 200);
    if (own === undefined) return unreadable('the same request is not accepted with the User-Agent of this run either');
    if (exchange.reply?.status !== 200)
      return not(`${statusOf(exchange)} with the User-Agent ${toolOf(exchange)}, and status 200 with that of this run`);
    const answers = [...ownTo(exchange, view, FIRST), own];
    if (answers.some((one) => isSame(one, exchange, view))) return ok;
    return answers.every((one) => isSame(one, own, view))
      ? not(`another body with the User-Agent ${toolOf(exchange)} than with that of this run`)
      : unreadable('the same request gets another response each time');
  },
};

/** What the run itself got for the same URL. */
const ownTo = ({ request: { url } }: Exchange, { exchanges }: View, labels: readonly string[]): Exchange[] =>
  exchanges.filter((one) => one.superseded === undefined && one.request.url === url && labels.includes(one.label));

/** The tool that a request says it comes from, without its version. */
const toolOf = ({ request: { headers } }: Exchange): string =>
  (headerOf(headers, 'user-agent') ?? '').replace(/\/.*/, '');

/** Whether two responses are the same file, or the same JSON object. */
const isSame = (one: Exchange, other: Exchange, view: View): boolean => {
  const [file, otherFile] = [fileOf(one, view), fileOf(other, view)];
  if (file !== undefined && otherFile !== undefined) return file.sha256 === otherFile.sha256;
  const [object, otherObject] = [objectIn(one), objectIn(other)];
  return object !== undefined && otherObject !== undefined && changedMembers(object, otherObject).length === 0;
};
