import type { Released } from './released.js';

/** The catalogue of version 0.1.0. It never changes. */
export const release010: Released = {
  'MUST guide':
    'metadata.public metadata.capability-statement metadata.fhir-version metadata.status metadata.formats ' +
    'metadata.server-mode metadata.security metadata.export-operations metadata.supporting-operations token.issued ' +
    'token.json token.empty-request token.access-token token.type token.usable token.renewable token.lifetime ' +
    'token.wrong-secret token.unknown-client token.no-credentials token.malformed-basic token.silent-401 ' +
    'token.sandbox-credentials token.invitation protection.export.no-token protection.export.empty-token ' +
    'protection.export.garbage-token protection.export.altered-token protection.export.forged-token ' +
    'protection.export.expired-token protection.status.no-token protection.status.empty-token ' +
    'protection.status.garbage-token protection.status.altered-token protection.status.forged-token ' +
    'protection.status.expired-token protection.data.no-token protection.data.empty-token ' +
    'protection.data.garbage-token protection.data.altered-token protection.data.forged-token ' +
    'protection.data.expired-token protection.silent-401 protection.other-client kickoff.accepted ' +
    'kickoff.content-location kickoff.job-url kickoff.accept-required kickoff.prefer-required parameters.default ' +
    'parameters.one-type parameters.two-types status.processing status.progress status.progress-percent ' +
    'status.completes status.token-suffices manifest.json manifest.transaction-time manifest.request ' +
    'manifest.requires-access-token manifest.output manifest.error manifest.job-id manifest.types-requested ' +
    'manifest.file-urls manifest.names-unpredictable output.downloadable output.ndjson output.type output.cclf ' +
    'output.coverage-parts errors.downloadable errors.operation-outcome history.no-loss contract.page ' +
    'contract.document contract.covers client.token.basic client.token.bearer client.token.renewed ' +
    'client.kickoff.request client.kickoff.types client.polling.location client.polling.until-done ' +
    'client.download.all client.download.renews',
  'MUST spec':
    'metadata.json metadata.valid-stu3 kickoff.error-outcome kickoff.error-valid-stu3 parameters.unknown-type ' +
    'status.unknown-job output.unknown-file resources.patient resources.coverage resources.explanation-of-benefit ' +
    'errors.valid-stu3',
  'SHOULD guide':
    'metadata.accept-unknown metadata.cors metadata.interactions metadata.implementation-url metadata.described ' +
    'metadata.sample-values token.credentials-stored protection.silent-401-headers protection.public-metadata ' +
    'status.progress-words manifest.file-names client.token.accept-json client.download.errors',
  'SHOULD advice':
    'metadata.no-other-exports metadata.version-operation protection.basic-is-not-enough kickoff.unknown-endpoint ' +
    'kickoff.fresh-job parameters.empty-type status.accepted-body status.progress-forward status.repeatable ' +
    'manifest.distinct-urls manifest.transaction-time-plausible output.stable resources.unique resources.subjects ' +
    'resources.whose errors.not-empty history.no-small-loss history.same-content contract.valid contract.agrees ' +
    'hygiene.tls hygiene.no-stack-trace hygiene.no-gateway-errors client.token.stored-safely client.token.reused ' +
    'client.kickoff.once client.polling.final-500 client.download.public-files client.download.distinct ' +
    'client.failure.passing',
  'MUST rfc':
    'token.no-store token.expires-in-number protection.challenge hygiene.one-document client.token.not-in-url',
  'SHOULD rfc': 'token.post-only protection.no-token-in-url status.retry-after status.expires client.failure.waits',
  'SHOULD spec':
    'kickoff.accepted-body kickoff.other-accept kickoff.other-prefer parameters.unknown-type-outcome ' +
    'parameters.undocumented-type status.progress-short status.error-outcome manifest.transaction-time-of-export ' +
    'output.no-blank-lines output.last-newline output.content-type output.gzip resources.extensible-bindings ' +
    'resources.ids resources.last-updated errors.no-blank-lines errors.content-type errors.outcomes-valid ' +
    'errors.outcomes-json client.polling.courteous',
  'MUST advice':
    'hygiene.no-token-echo client.token.nowhere-else client.token.no-storm client.token.gives-up ' +
    'client.kickoff.backs-off client.polling.stops client.download.completes client.download.foreign-origin ' +
    'client.download.whole client.download.faithful client.failure.reported client.failure.no-storm',
};
