import { type Exchange, type Expectation, exportNamed, isOfPages, type View } from '../../model/index.js';
import { type Assertion, not, nothing, ok, unreadable } from '../assertion.js';
import { objectIn, valueAt } from './bodies.js';
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

/**
 * What refusals of export requests show: that an export stops there hides none of them, and where one is accepted, what a
 * run did not get to would be no such refusal either.
 */
export const ofRefusals = (expectation: Expectation): Expectation => ({
  ...expectation,
  judge: (view) => {
    const hasAccepted = requestsOfToday(view).some(isAccepted);
    const facts = view.facts.filter(
      (fact) =>
        fact.kind !== 'stop' || (!hasAccepted && (fact.exchange === undefined || !fact.labels.includes('kickoff'))),
    );
    return expectation.judge({ ...view, facts });
  },
});

const isAccepted = ({ reply }: Exchange): boolean => reply !== undefined && reply.status >= 200 && reply.status < 300;

const requestsOfToday = (view: View): Exchange[] => labelled(view, 'kickoff').filter((one) => !isApart(one, view));

/** Only the refusal is concerned that says the client has nobody to export. */
export const hasNobody: Assertion = {
  precondition: true,
  says: 'it is a 404 with an OperationOutcome',
  at: (exchange, view) =>
    exchange.reply?.status === 404 && saysNobody(exchange, view)
      ? ok
      : nothing('no export request returned 404 with an OperationOutcome'),
};

/** An issue of the OperationOutcome says that the request failed. */
export const saysItFailed: Assertion = {
  says: 'the OperationOutcome has an issue of severity error or fatal',
  at: (exchange) => {
    const issues = objectIn(exchange)?.['issue'];
    const severities = Array.isArray(issues) ? (issues as unknown[]).map((issue) => valueAt(issue, 'severity')) : [];
    return severities.some((one) => one === 'error' || one === 'fatal')
      ? ok
      : not('no issue of severity error or fatal');
  },
};

/** Only a client is concerned that may not use the version. */
export const mayNotUse: Assertion = {
  precondition: true,
  says: 'the client may not use the version: its export requests return 403',
  at: (_, view) => {
    const requests = requestsOfToday(view);
    return requests.length > 0 && requests.every(({ reply }) => reply?.status === 403)
      ? ok
      : nothing('the client may use this version of the API');
  },
};

/** The request starts an export, or is refused with 404 and an OperationOutcome since there is nobody. */
export const startsOrHasNobody: Assertion = {
  says: 'the status is 202, or 404 with an OperationOutcome',
  at: (exchange, view) => {
    const code = exchange.reply?.status;
    if (code === 202) return ok;
    if (!requestsOfToday(view).some(isAccepted))
      return unreadable('no export of the people of today was accepted either');
    if (code === 429) return unreadable('the server kept returning 429');
    return code === 404 && saysNobody(exchange, view) ? ok : not(statusOf(exchange));
  },
};
