import type { GuideUnit } from '../../../src/model/index.js';
import { informs, judged } from '../units.js';

// What several pages have, or one page several times. Only the site itself can change the text of a unit, so a digest
// that occurs twice is of the same words.

/** What an export request shows, whatever it exports. */
export const exporting = ['kickoff.accepted', 'client.kickoff.request'] as const;
export const oneType = ['parameters.one-type', 'client.kickoff.request', 'client.kickoff.types'] as const;
export const twoTypes = ['parameters.two-types', 'client.kickoff.request', 'client.kickoff.types'] as const;
export const runout = ['kickoff.runout', 'client.kickoff.request'] as const;
/** What a request with _since shows. */
export const since = ['parameters.since', 'parameters.since-filters', 'parameters.since-complete'] as const;
/** What filters of claims are about. */
export const filters = [
  'parameters.type-filter',
  'parameters.type-filter-tag',
  'parameters.type-filter-outcome',
  'parameters.type-filter-date',
] as const;
export const sharedTag = ['parameters.type-filter', 'parameters.type-filter-tag'] as const;

/** What credentials show. */
export const basic = ['token.issued', 'client.token.basic'] as const;
/** The life of a token. */
export const lifetime = [
  'token.lifetime',
  'protection.export.expired-token',
  'protection.status.expired-token',
  'protection.data.expired-token',
  'jobs.expired-token',
  'jobs.cancel-expired-token',
  'attribution.expired-token',
] as const;
/** That tokens, and nothing else, open the endpoints. */
export const guarded = [
  'protection.export.no-token',
  'protection.export.empty-token',
  'protection.export.garbage-token',
  'protection.export.altered-token',
  'protection.export.forged-token',
  'protection.status.no-token',
  'protection.status.empty-token',
  'protection.status.garbage-token',
  'protection.status.altered-token',
  'protection.status.forged-token',
  'protection.data.no-token',
  'protection.data.empty-token',
  'protection.data.garbage-token',
  'protection.data.altered-token',
  'protection.data.forged-token',
  'jobs.no-token',
  'jobs.garbage-token',
  'jobs.cancel-no-token',
  'jobs.cancel-garbage-token',
  'attribution.no-token',
  'attribution.garbage-token',
  'protection.basic-is-not-enough',
] as const;
/** What the header with the token shows, in requests of each kind. */
export const fileToken = ['output.downloadable', 'protection.data.no-token', 'client.token.bearer'] as const;
export const listToken = ['jobs.list', 'jobs.no-token'] as const;
export const cancelToken = ['jobs.cancel', 'jobs.cancel-no-token'] as const;
export const attributionToken = ['attribution.answers', 'attribution.no-token'] as const;

export const statusRequest = ['status.completes', 'client.polling.location'] as const;
export const fileRequest = ['output.downloadable', 'client.download.all'] as const;
/** What 24 hours after the end of a job show. */
export const expired = ['status.expired-job', 'status.expires-in-time'] as const;

/** What ExplanationOfBenefit as the only type of claims shows. */
export const oneClaimType = [
  'parameters.default',
  'parameters.foreign-type',
  'manifest.types-requested',
  'resources.explanation-of-benefit',
] as const;
export const carin = [
  'resources.carin-profile',
  'resources.carin-patient',
  'resources.carin-coverage',
  'resources.carin-claim',
] as const;
/** What claims tell; under v3 the profiles of CARIN Blue Button demand it. */
export const claims = ['resources.explanation-of-benefit', 'resources.carin-claim', 'resources.whose'] as const;

/** The option by which curl shows the headers of an answer. */
export const curlOption = informs('444c8974fcf3', 'curl line: an option.');

const prefer = judged(
  'e861e7ea4e83',
  'curl line: Prefer is respond-async.',
  'kickoff.accepted',
  'kickoff.prefer-required',
  'client.kickoff.request',
);
const bearer = judged(
  '9c89d17ee79c',
  'curl line: the token as Bearer.',
  'protection.export.no-token',
  'client.token.bearer',
);
const accept = (digest: string): GuideUnit =>
  judged(
    digest,
    'curl line: Accept is application/fhir+json.',
    'kickoff.accepted',
    'kickoff.accept-required',
    'client.kickoff.request',
  );
/** The headers of an export as lines of curl. */
export const curlHeaders = [accept('62f41b7467e8'), prefer, bearer, curlOption] as const;
/** The same, where the name of a header begins with a small letter. */
export const curlHeadersLow = [accept('b472273c81bc'), prefer, bearer, curlOption] as const;

/** The hosts of the two environments. */
export const environmentUrl = informs('a1530d113d2d', 'Each environment has a host of its own.');
export const environments = [informs('8a99165df486', 'A note is about the host.'), environmentUrl] as const;

/** A System-Type, by its code. */
export const systemType = (digest: string): GuideUnit =>
  judged(digest, 'Code of a System-Type.', 'parameters.type-filter-tag', 'resources.system-type');
