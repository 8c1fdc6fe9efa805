import { type Exchange, exportNamed, isOfPages, type View } from '../../model/index.js';
import { type Assertion, not, nothing, ok, unreadable } from '../assertion.js';
import { objectIn } from './bodies.js';
import { labelled } from './labelled.js';
import { statusOf } from './replies.js';

const isApart = ({ of = '' }: Exchange, { profile }: View): boolean => exportNamed(profile, of)?.apart === true;

/** Whether an export was refused since the client has nobody, or may not use the version; the documentation knows both. */
const saysNobody = (exchange: Exchange, { profile }: View): boolean =>
  isOfPages(profile) &&
  (exchange.reply?.status === 404 || exchange.reply?.status === 403) &&
  objectIn(exchange)?.['resourceType'] === 'OperationOutcome';

/** Exports of last year's people are judged by a requirement of their own. */
export const notOfRunout: Assertion = {
  precondition: true,
  says: 'the export is about the people of today',
  at: (exchange, view) => (isApart(exchange, view) ? nothing('only exports of other people were requested') : ok),
};

/** Only the export of last year's people is concerned; what parameters of such requests do is judged elsewhere. */
export const ofRunout: Assertion = {
  precondition: true,
  says: 'the export is about other people, without parameters',
  at: (exchange, view) =>
    isApart(exchange, view) && exchange.of?.includes('?') !== true
      ? ok
      : nothing('no export of other people was requested without parameters'),
};

/** A 404 without attribution, and a 403 where a version is not enabled, say nothing about the server. */
export const hasPeople: Assertion = {
  precondition: true,
  says: 'the client has an attribution and may use the version',
  at: (exchange, view) =>
    saysNobody(exchange, view)
      ? unreadable(
          `${statusOf(exchange)} with an OperationOutcome: the client has no attribution, or no access to this version`,
        )
      : ok,
};

/** The request starts an export, or is refused with 404 and an OperationOutcome since there is nobody. */
export const startsOrHasNobody: Assertion = {
  says: 'the status is 202, or 404 with an OperationOutcome',
  at: (exchange, view) => {
    const code = exchange.reply?.status;
    if (code === 202) return ok;
    const others = labelled(view, 'kickoff').filter((one) => !isApart(one, view));
    if (!others.some(({ reply }) => reply !== undefined && reply.status >= 200 && reply.status < 300))
      return unreadable('no export of the people of today was accepted either');
    if (code === 429) return unreadable('the server kept returning 429');
    return code === 404 && saysNobody(exchange, view) ? ok : not(statusOf(exchange));
  },
};
