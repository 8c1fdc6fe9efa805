import {
  DIVIDING,
  type Exchange,
  exportNamed,
  exportRequests,
  type ExportSet,
  type Expectation,
  type View,
} from '../../../model/index.js';
import {
  type Assertion,
  type AssertionResult,
  judgmentFrom,
  not,
  nothing,
  ok,
  type Selection,
  stopsBefore,
  unreadable,
} from '../../assertion.js';
import { objectIn } from '../bodies.js';
import { fileOf, SAMPLED } from '../data/file-facts.js';
import { exportedTypesOf } from '../jobs.js';
import { labelled } from '../labelled.js';
import { statusOf } from '../replies.js';
import { notInTheFuture } from '../times.js';

/** The export requests of a set, those that were refused for a reason that the documentation names included. */
export const kickoffsOf = (...sets: readonly ExportSet[]): Selection => ({
  says: 'the export requests',
  labels: ['kickoff', ...sets.map((set) => `narrowed-${set}`)],
  of: (view) => {
    const names = new Set(sets.flatMap((set) => exportRequests(view.profile, set)).map(({ of }) => of));
    return view.exchanges.filter(
      ({ label, of = '' }) =>
        ['kickoff', 'kickoff-apart-refused', 'kickoff-narrowed-refused'].includes(label) && names.has(of),
    );
  },
});

/** Whether the same request without the parameter was accepted: that with it shows something only then. */
export const plainAccepted: Assertion = {
  precondition: true,
  says: 'the request without the parameter is accepted',
  at: (exchange, view) => {
    const endpoint = (exchange.of ?? '').split('?')[0];
    const isPlain = ({ of }: Exchange): boolean => of === endpoint;
    if (labelled(view, 'kickoff-apart-refused').some(isPlain))
      return nothing('the request without the parameter was refused too');
    const plain = labelled(view, 'kickoff').filter(isPlain);
    return plain.some(isAccepted) || plain.length === 0
      ? ok
      : unreadable('the request without the parameter was not accepted either');
  },
};

/** Whether requests with `_since` alone are accepted, with `_type` alone, and others with `_typeFilter`: only then a request with two of them shows something of both. */
export const partsAccepted: Assertion = {
  precondition: true,
  says: 'requests with each of its parameters alone are accepted',
  at: (exchange, view) => {
    const name = exchange.of ?? '';
    const type = /[?&](_type=[^&]+)/.exec(name)?.[1];
    if (type !== undefined && name.includes('_typeFilter=')) {
      const typed = labelled(view, 'kickoff').filter(
        ({ of = '' }) => of.endsWith(type) && !of.includes('_typeFilter='),
      );
      if (typed.length > 0 && !typed.some(isAccepted)) return nothing('the request with _type alone was refused too');
    }
    if (!name.includes('_since=')) return ok;
    const others = ['kickoff', 'kickoff-narrowed-refused']
      .flatMap((label) => labelled(view, label))
      .filter(({ of = '' }) => of.includes(DIVIDING.instant) !== namesDate(of));
    return others.every(isAccepted) ? ok : nothing('a request with one of its parameters alone was refused');
  },
};

const namesDate = (of: string): boolean =>
  [DIVIDING.day, DIVIDING.month, DIVIDING.year].some((date) => of.includes(date));

const isAccepted = ({ reply }: Exchange): boolean => reply !== undefined && reply.status >= 200 && reply.status < 300;

/** The export requests that name the format of their files; where one was refused, it was sent again without. */
export const formatKickoffs: Selection = {
  says: 'the export requests with _outputFormat',
  labels: ['kickoff'],
  of: ({ exchanges }) =>
    exchanges.filter(
      ({ label, request, superseded }) =>
        superseded === undefined &&
        (label === 'kickoff-format-refused' || (label === 'kickoff' && request.url.includes('_outputFormat='))),
    ),
};

/** The export requests with a list in Accept or Prefer; where one was refused, it was sent again without. */
export const listKickoffs: Selection = {
  says: 'the export requests with a list in Accept or Prefer',
  labels: ['kickoff'],
  of: ({ exchanges }) =>
    exchanges.filter(
      ({ label, request, superseded }) =>
        superseded === undefined &&
        (label === 'kickoff-list-refused' ||
          (label === 'kickoff' &&
            request.headers.some(([name, value]) => /^(?:accept|prefer)$/i.test(name) && value.includes(',')))),
    ),
};

/** Whether the request is accepted without a list: only then a refusal says something of that. */
export const acceptedWithoutList: Assertion = {
  precondition: true,
  says: 'the request without a list is accepted',
  at: (exchange, view) => {
    if (exchange.label !== 'kickoff-list-refused') return ok;
    const plain = labelled(view, 'kickoff').filter(({ of }) => of === exchange.of);
    return plain.some(isAccepted) ? ok : unreadable('the request without a list was not accepted either');
  },
};

/** Whether the request is accepted without `_outputFormat`: only then a refusal says something of that. */
export const acceptedWithoutFormat: Assertion = {
  precondition: true,
  says: 'the request without _outputFormat is accepted',
  at: (exchange, view) => {
    if (exchange.label !== 'kickoff-format-refused') return ok;
    const plain = labelled(view, 'kickoff').filter(({ of }) => of === exchange.of);
    return plain.some(isAccepted) ? ok : unreadable('the request without _outputFormat was not accepted either');
  },
};

/** A request that may be refused for a reason that the documentation names, and is, with an OperationOutcome, shows nothing. */
export const notRefusedAsDocumented = (because: string): Assertion => ({
  precondition: true,
  says: 'it is not refused for a documented reason',
  at: (exchange) =>
    exchange.label === 'kickoff-apart-refused' && objectIn(exchange)?.['resourceType'] === 'OperationOutcome'
      ? nothing(`${statusOf(exchange)} with an OperationOutcome: ${because}`)
      : ok,
});

/** Whether a filter that some clients may not use was refused: only where every such filter is, the client may not use it. */
export const mayUseFilter: Assertion = {
  precondition: true,
  says: 'the client may use such a filter',
  at: (exchange, view) => {
    const refusal = ({ of = '' }: Exchange): number | undefined => exportNamed(view.profile, of)?.mayRefuse;
    const status = refusal(exchange);
    const isDocumented =
      exchange.reply?.status === status && objectIn(exchange)?.['resourceType'] === 'OperationOutcome';
    if (status === undefined || !isDocumented) return ok;
    const others = labelled(view, 'kickoff').filter((other) => refusal(other) === status);
    return others.some(isAccepted)
      ? ok
      : nothing(`${statusOf(exchange)} with an OperationOutcome: the client has no access to the shared systems`);
  },
};

/** The request is accepted; with which status is judged by another requirement. */
export const accepted: Assertion = {
  says: 'the request is accepted',
  at: (exchange) => {
    const code = exchange.reply?.status ?? 0;
    if (code >= 200 && code <= 299) return ok;
    return code === 429 ? unreadable('the server kept returning 429') : not(statusOf(exchange));
  },
};

/** Only a request for what was updated since a manifest of the run is concerned. */
export const sinceManifest: Assertion = {
  precondition: true,
  says: '_since is the transactionTime of a manifest',
  at: (exchange, view) => {
    const since = /[?&]_since=([^&]*)/.exec(exchange.request.url)?.[1];
    const asked = since === undefined ? undefined : decodeURIComponent(since);
    const manifest = labelled(view, 'manifest').find(
      (one) => asked !== undefined && objectIn(one)?.['transactionTime'] === asked,
    );
    if (manifest === undefined) return nothing('no request had the transactionTime of a manifest as _since');
    return notInTheFuture.at(manifest, view).is === 'not'
      ? unreadable('the transactionTime of the manifest is in the future')
      : ok;
  },
};

/** A request for a time to come is refused (4xx), or its export has no resource. */
export const futureGivesNothing: Expectation = {
  says: 'the request is refused with a 4xx status, or the export has no resource',
  judge: (view) => {
    const [future] = exportRequests(view.profile, 'future');
    const says = futureGivesNothing.says;
    const stops = stopsBefore(view, ['kickoff', 'manifest', 'data', 'narrowed']).filter(
      ({ of }) => of === undefined || of === future?.of,
    );
    const [kickoff] = kickoffsOf('future').of(view);
    if (future === undefined || kickoff === undefined) return judgmentFrom(says, [], stops);
    const result = ofFuture(kickoff, view, future.of);
    return result.is === 'unreadable' && stops.length > 0
      ? judgmentFrom(says, [], stops)
      : judgmentFrom(says, [{ exchange: kickoff, result }]);
  },
};

const ofFuture = (kickoff: Exchange, view: View, of: string): AssertionResult => {
  const control = plainAccepted.at(kickoff, view);
  if (control.is !== 'ok') return control;
  const code = kickoff.reply?.status ?? 0;
  if (code === 401 || code === 408 || code === 429) return unreadable(`the server answered ${code}`);
  if (code >= 400 && code <= 499) return ok;
  return code === 202 ? exportOf(view, of) : not(statusOf(kickoff));
};

const exportOf = (view: View, of: string): AssertionResult => {
  const types = exportedTypesOf(view, of);
  if (types === undefined) return unreadable('not every file of the export could be read');
  return types.size === 0 ? ok : not(`the export has resources of ${[...types].join(', ')}`);
};

/** Every resource of a file says when it was updated: what `_since` asks for is told by that. */
export const allDated: Assertion = {
  says: 'every resource has meta.lastUpdated',
  at: (exchange, view) => {
    const fact = fileOf(exchange, view);
    if (fact === undefined) return unreadable(`the file was not downloaded: ${statusOf(exchange)}`);
    const { floor } = fact.identities;
    if (floor === undefined) return unreadable('the transcript was recorded without the times of resources');
    if (fact.resources === 0) return nothing('the file has no resource');
    const undated = fact.resources - floor.dated;
    if (undated <= 0) return ok;
    return fact.sampled === undefined
      ? not(`${undated} of ${fact.resources} resources of a ${fact.type} file have no meta.lastUpdated`)
      : unreadable('only a sample of the lines was read', SAMPLED);
  },
};

/** No resource of a file was updated before the day that the documentation names. */
export const notUpdatedEarlier: Assertion = {
  says: 'no resource was updated before the documented day',
  at: (exchange, view) => {
    const fact = fileOf(exchange, view);
    if (fact === undefined) return unreadable(`the file was not downloaded: ${statusOf(exchange)}`);
    const { dated, early } = fact.identities.floor ?? { dated: 0 };
    if (dated === 0) return nothing('no resource says when it was updated');
    return early === undefined
      ? ok
      : not(`${early.count} of ${dated} resources updated earlier, first in ${fact.type} file, line ${early.lines[0]}`);
  },
};
