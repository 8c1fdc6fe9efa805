import type { Shown, Verdicts } from '../judged.js';

/** What the main run shows, thought out from the statements. blocked: the sample does not hold what it would take. */
export const mainVector: Shown['mainVector'] = {
  'metadata.public': 'pass',
  'metadata.json': 'pass',
  'metadata.capability-statement': 'pass',
  'metadata.valid-stu3': 'pass',
  'metadata.fhir-version': 'pass',
  'metadata.status': 'pass',
  'metadata.formats': 'pass',
  'metadata.accept-unknown': 'pass',
  'metadata.server-mode': 'pass',
  'metadata.security': 'pass',
  // No page from elsewhere asked for it.
  'metadata.cors': 'blocked',
  'metadata.interactions': 'pass',
  'metadata.export-operations': 'pass',
  // It does not list data.
  'metadata.supporting-operations': 'fail',
  'metadata.no-other-exports': 'pass',
  'metadata.implementation-url': 'pass',
  'metadata.version-operation': 'pass',
  'metadata.described': 'pass',
  // Its publisher is not that of the guide.
  'metadata.sample-values': 'fail',

  'token.issued': 'pass',
  'token.json': 'pass',
  'token.empty-request': 'pass',
  'token.access-token': 'pass',
  'token.type': 'pass',
  'token.usable': 'pass',
  // All tokens have one mark, so which of them a request carried is not known; nor are their times.
  'token.renewable': 'blocked',
  'token.lifetime': 'blocked',
  // The sample does not try the empty secret.
  'token.wrong-secret': 'blocked',
  'token.unknown-client': 'pass',
  'token.no-credentials': 'pass',
  'token.malformed-basic': 'pass',
  'token.silent-401': 'pass',
  'token.no-store': 'pass',
  'token.expires-in-number': 'inapplicable',
  'token.sandbox-credentials': 'inapplicable',
  'token.post-only': 'pass',

  'protection.export.no-token': 'pass',
  // The sample tries neither an empty token nor every forgery.
  'protection.export.empty-token': 'blocked',
  'protection.export.forged-token': 'blocked',
  'protection.export.garbage-token': 'pass',
  'protection.export.altered-token': 'pass',
  'protection.export.expired-token': 'pass',
  'protection.status.no-token': 'pass',
  'protection.status.empty-token': 'blocked',
  'protection.status.forged-token': 'blocked',
  'protection.status.garbage-token': 'pass',
  'protection.status.altered-token': 'pass',
  'protection.status.expired-token': 'pass',
  'protection.data.no-token': 'pass',
  'protection.data.empty-token': 'blocked',
  'protection.data.forged-token': 'blocked',
  'protection.data.garbage-token': 'pass',
  // 403 is not 401.
  'protection.data.altered-token': 'fail',
  'protection.data.expired-token': 'pass',
  'protection.silent-401': 'pass',
  'protection.silent-401-headers': 'pass',
  // The 401 for an unknown client has none.
  'protection.challenge': 'fail',
  // The metadata was not asked for with both tokens, or its body not kept.
  'protection.public-metadata': 'blocked',
  'protection.basic-is-not-enough': 'pass',
  // The status is given to a token in the URL.
  'protection.no-token-in-url': 'fail',
  'protection.other-client': 'pass',

  'kickoff.accepted': 'pass',
  'kickoff.content-location': 'pass',
  'kickoff.accepted-body': 'pass',
  'kickoff.job-url': 'pass',
  'kickoff.accept-required': 'pass',
  'kickoff.prefer-required': 'pass',
  // No request without both was tried.
  'kickoff.headers-required': 'blocked',
  'kickoff.other-accept': 'pass',
  'kickoff.other-prefer': 'blocked',
  // No other Prefer was tried.
  'kickoff.error-outcome': 'blocked',
  'kickoff.error-valid-stu3': 'blocked',
  'kickoff.unknown-endpoint': 'pass',
  // No request was made twice.
  'kickoff.fresh-job': 'blocked',

  'parameters.default': 'pass',
  // The export of Patients has Coverages too.
  'parameters.one-type': 'fail',
  'parameters.two-types': 'blocked',
  // Refused, but with a text.
  'parameters.unknown-type': 'pass',
  'parameters.unknown-type-outcome': 'fail',
  'parameters.undocumented-type': 'blocked',
  'parameters.empty-type': 'pass',

  'status.processing': 'pass',
  'status.progress': 'pass',
  'status.progress-percent': 'pass',
  'status.progress-words': 'pass',
  'status.accepted-body': 'pass',
  'status.progress-short': 'pass',
  // 40 % and then 30 %.
  'status.progress-forward': 'fail',
  'status.completes': 'pass',
  'status.token-suffices': 'pass',
  'status.unknown-job': 'pass',
  'status.error-outcome': 'pass',
  'status.retry-after': 'pass',
  'status.expires': 'pass',
  'status.repeatable': 'pass',

  'manifest.json': 'pass',
  'manifest.transaction-time': 'pass',
  'manifest.request': 'pass',
  'manifest.requires-access-token': 'pass',
  'manifest.output': 'pass',
  'manifest.error': 'pass',
  'manifest.job-id': 'pass',
  // Coverage was not asked for.
  'manifest.types-requested': 'fail',
  'manifest.file-urls': 'pass',
  // patient.ndjson and coverage.ndjson.
  'manifest.file-names': 'fail',
  'manifest.distinct-urls': 'pass',
  'manifest.transaction-time-plausible': 'pass',
  'manifest.transaction-time-of-export': 'pass',

  'output.downloadable': 'pass',
  'output.accept-allowed': 'blocked',
  'output.ndjson': 'pass',
  // One between the two Coverages.
  'output.no-blank-lines': 'fail',
  'output.last-newline': 'pass',
  // Not every listed file was recorded, and those that were are listed without a count.
  'output.count': 'blocked',
  'output.type': 'pass',
  'output.content-type': 'pass',
  // No file was fetched a second time.
  'output.gzip': 'blocked',
  'output.unknown-file': 'pass',
  'output.stable': 'blocked',

  // The second has gender F.
  'resources.patient': 'fail',
  'resources.coverage': 'pass',
  'resources.explanation-of-benefit': 'pass',
  'resources.extensible-bindings': 'pass',
  'resources.unique': 'pass',
  'resources.ids': 'pass',
  'resources.whose': 'pass',
  'resources.subjects': 'blocked',
  // No resource of the sample says when it was updated, and not every file is in it.
  'resources.last-updated': 'blocked',

  // No job of it lists an error file, and not every export was made.
  // Two or three resources of a type do not show that something is missing.
  'content.claims-where': 'blocked',
  'content.claims-when': 'blocked',
  'content.claims-diagnosis': 'blocked',
  'content.claims-provider': 'blocked',
  'content.claims-cost': 'pass',
  'content.patients-identifiers': 'pass',
  'content.patients-demographics': 'pass',
  'content.coverage-parts': 'blocked',
  'content.coverage-part-c': 'blocked',
  'content.coverage-markers': 'blocked',

  'errors.downloadable': 'blocked',
  'errors.operation-outcome': 'blocked',
  'errors.valid-stu3': 'blocked',
  'errors.not-empty': 'blocked',
  'errors.no-blank-lines': 'blocked',
  'errors.content-type': 'blocked',
  'errors.outcomes-valid': 'pass',
  'errors.outcomes-json': 'pass',

  // Transcripts of these exchanges compare no exports.
  'history.no-loss': 'blocked',
  'history.no-small-loss': 'blocked',
  'history.same-content': 'blocked',

  'contract.page': 'blocked',
  'contract.document': 'blocked',
  'contract.valid': 'blocked',
  'contract.covers': 'blocked',
  'contract.listed-operations': 'blocked',
  'contract.server': 'blocked',
  'contract.agrees': 'blocked',

  'hygiene.tls': 'inapplicable',
  'hygiene.one-document': 'pass',
  'hygiene.charset': 'pass',
  // The answer for an unknown file tells its path.
  'hygiene.no-stack-trace': 'fail',
  // One tool sent all of it.
  'hygiene.any-tool': 'blocked',
  'hygiene.no-gateway-errors': 'pass',
  'hygiene.no-token-echo': 'pass',
};

/** The exchanges that show the failures of the main run. */
export const mainFailures: Shown['mainFailures'] = {
  'metadata.supporting-operations': [1],
  'metadata.sample-values': [1],
  'protection.data.altered-token': [35],
  'protection.challenge': [7],
  'protection.no-token-in-url': [28],
  'parameters.one-type': [49],
  'parameters.unknown-type-outcome': [46],
  // The one that falls behind the one before it.
  'status.progress-forward': [19],
  'manifest.types-requested': [49],
  'manifest.file-names': [49],
  'output.no-blank-lines': [31, 51],
  'resources.patient': [30, 50],
  'hygiene.no-stack-trace': [40],
};

const started = [
  'token.usable',
  'kickoff.accepted',
  'kickoff.content-location',
  'kickoff.accepted-body',
  'kickoff.job-url',
] as const;

/** Further runs of one job each; all that they do not show is blocked. */
export const ownRuns = {
  // A job with an error file, and with a data file that was not fetched.
  'job 9': {
    pass: [
      ...started,
      'status.completes',
      'status.expires',
      'manifest.json',
      'manifest.transaction-time',
      'manifest.request',
      'manifest.requires-access-token',
      'manifest.output',
      'manifest.error',
      'manifest.job-id',
      'manifest.types-requested',
      'manifest.file-urls',
      'manifest.file-names',
      'manifest.distinct-urls',
      'manifest.transaction-time-plausible',
      'manifest.transaction-time-of-export',
      'errors.downloadable',
      'output.last-newline',
      'errors.operation-outcome',
      'errors.valid-stu3',
      'errors.not-empty',
      'errors.no-blank-lines',
      'errors.content-type',
      'hygiene.charset',
      'hygiene.no-token-echo',
      'hygiene.no-gateway-errors',
    ],
    fail: [],
    inapplicable: [
      'hygiene.tls',
      'token.sandbox-credentials',
      'hygiene.one-document',
      'hygiene.no-stack-trace',
      'errors.outcomes-valid',
      'errors.outcomes-json',
    ],
  },
  // A job that ends with 500.
  'job 10': {
    pass: [
      ...started,
      'errors.outcomes-valid',
      'errors.outcomes-json',
      'hygiene.one-document',
      'hygiene.charset',
      'hygiene.no-stack-trace',
      'hygiene.no-token-echo',
      'hygiene.no-gateway-errors',
    ],
    fail: ['status.completes'],
    inapplicable: ['hygiene.tls', 'token.sandbox-credentials'],
  },
} satisfies Record<string, Verdicts>;

/** What no run shows. */
export const blockedElsewhere: Shown['blockedElsewhere'] = [
  'metadata.cors',
  'token.renewable',
  'token.lifetime',
  'token.wrong-secret',
  'protection.export.empty-token',
  'protection.export.forged-token',
  'protection.status.empty-token',
  'protection.status.forged-token',
  'protection.data.empty-token',
  'protection.data.forged-token',
  'protection.public-metadata',
  'kickoff.headers-required',
  'kickoff.other-prefer',
  'kickoff.error-outcome',
  'kickoff.error-valid-stu3',
  'kickoff.fresh-job',
  'parameters.two-types',
  'parameters.undocumented-type',
  'output.accept-allowed',
  'output.count',
  'output.gzip',
  'output.stable',
  'resources.subjects',
  'resources.last-updated',
  'content.claims-where',
  'content.claims-when',
  'content.claims-diagnosis',
  'content.claims-provider',
  'content.coverage-parts',
  'content.coverage-part-c',
  'content.coverage-markers',
  'history.no-loss',
  'history.no-small-loss',
  'history.same-content',
  'contract.page',
  'contract.document',
  'contract.valid',
  'contract.covers',
  'contract.listed-operations',
  'contract.server',
  'contract.agrees',
  'hygiene.any-tool',
];
