/** What a main run shows, thought out from the statements; everything else passes. */
interface Vector {
  readonly fail: readonly string[];
  /** The sample does not hold what it would take. */
  readonly blocked: readonly string[];
  /** Nothing occurred that it is about. */
  readonly inapplicable: readonly string[];
}

/** True of the server in every version. */
const FAILS = [
  // It declares CORS, and sends no header of it.
  'metadata.cors',
  // expires_in is "1200", as the page shows it.
  'token.expires-in-number',
  // A made-up token gets 400.
  'protection.status.garbage-token',
  'protection.data.garbage-token',
  // No 401 has WWW-Authenticate.
  'protection.challenge',
  // Expires is a time text of another form.
  'status.expires',
  // It ignores parameters that it does not have.
  'parameters.unknown',
  // Of several _type, it reads the first alone.
  'parameters.repeated-parameter',
  // The answer where no job fits is an OperationOutcome and a Bundle.
  'hygiene.one-document',
];

const BLOCKED = [
  // All tokens have one mark, and the sample keeps no claims of them.
  ...['token.renewable', 'token.lifetime'],
  // The sample asks for exports without a token in other forms, and tries neither empty tokens nor every forgery.
  ...['no-token', 'empty-token', 'garbage-token', 'altered-token', 'forged-token', 'expired-token'].map(
    (name) => `protection.export.${name}`,
  ),
  // It has no export request without both headers.
  'kickoff.headers-required',
  ...['protection.status.empty-token', 'protection.status.forged-token'],
  ...['protection.data.empty-token', 'protection.data.altered-token', 'protection.data.forged-token'],
  ...['protection.public-metadata', 'protection.basic-is-not-enough', 'protection.no-token-in-url'],
  // The manifests of the main run list no error file, or one that was not kept; of one export alone the data files were kept.
  ...['errors.downloadable', 'errors.operation-outcome', 'errors.not-empty', 'errors.no-blank-lines'],
  ...['errors.content-type', 'history.no-loss', 'history.no-small-loss', 'history.same-content'],
  ...[
    'status.expired-job',
    'manifest.empty-types',
    'groups.all-is-patient',
    'groups.runout-apart',
    'groups.runout-dates',
  ],
  ...['parameters.default', 'parameters.one-type', 'parameters.two-types', 'resources.subjects'],
  // Of three spellings of the format, the sample has one.
  'parameters.output-format',
  // Not every listed file was kept, and no entry has a count.
  'output.count',
  // No job gave two percentages, nor a Retry-After, nor an Expires that is an HTTP-date, and not every export is there.
  ...['status.progress-forward', 'status.retry-after', 'status.expires-in-time'],
  // No export since an instant was followed to its end.
  ...['parameters.since-filters', 'parameters.since-complete', 'parameters.since-group'],
  // There is no list that holds the jobs of the run.
  ...['token.version-independent', 'jobs.list-valid'],
  ...['jobs.list', 'jobs.list-json', 'jobs.task', 'jobs.contains-run', 'jobs.status-words', 'jobs.status-filter'],
  ...[
    'jobs.none',
    'jobs.no-token',
    'jobs.expired-token',
    'jobs.own-only',
    'jobs.canceled-gone',
    'jobs.canceled-listed',
  ],
  'attribution.expired-token',
  // A made-up token is tried for status and files alone.
  ...['jobs.garbage-token', 'jobs.cancel-garbage-token', 'attribution.garbage-token'],
  // No DELETE of a job that is done came from another client, or with an expired token.
  ...['jobs.cancel-other-client', 'jobs.cancel-expired-token'],
  // It accepts lists in Accept and Prefer; the sample sent them with another export than a run does.
  'kickoff.header-lists',
  // One tool sent all of it.
  'hygiene.any-tool',
  // Neither the bytes of a second download nor those of a compressed one were kept.
  ...['output.accept-allowed', 'output.gzip', 'output.stable', 'status.token-suffices'],
];

const NOTHING = [
  // Its client has an attribution.
  'kickoff.no-attribution',
  // The sample has no handshake, no 429 in its main run, and asks for nothing since its first manifest.
  ...['hygiene.tls', 'hygiene.retry-after', 'kickoff.duplicate-429', 'parameters.since-transaction-time'],
];

export const vectors: Readonly<Record<string, Vector>> = {
  v1: {
    fail: [
      ...FAILS,
      // It ignores _typeFilter, which it does not have.
      'parameters.type-filter-unknown',
      // The test fixtures behind the server have an element that STU3 does not define.
      'resources.explanation-of-benefit',
    ],
    blocked: [...BLOCKED, 'errors.valid-stu3'],
    inapplicable: NOTHING,
  },
  v3: {
    fail: [
      ...FAILS,
      // The details of its OperationOutcomes are empty, which R4 forbids.
      'errors.outcomes-valid',
      // In the test fixtures behind the server, the period of an identifier ends before it starts, and claims have no insurer.
      ...['resources.patient', 'resources.explanation-of-benefit'],
      // Claims have no insurer, or no admission period; the type of rendering and attending providers is Organization.
      ...['resources.carin-claim', 'resources.carin-invariants'],
    ],
    blocked: [
      ...BLOCKED,
      // Of exports with a filter, only some were kept.
      ...['', '-complete', '-date', '-default', '-others-whole', '-outcome', '-tag', '-union'].map(
        (name) => `parameters.type-filter${name}`,
      ),
      'errors.valid-r4',
      // Of each data file, a few lines were kept.
      'resources.claim-deduplicated',
    ],
    // And it may use the version.
    inapplicable: [...NOTHING, 'protection.v3-not-enabled'],
  },
};

/** Verdicts of runs of one client each: what passes among others, and all that fails. */
interface OwnRun {
  readonly pass: readonly string[];
  readonly fail: readonly string[];
}

/** Where no 401 and no token response is in the run, only Expires is wrong. */
const RUNS: Readonly<Record<string, OwnRun>> = {
  // Jobs that were made old by hand end before they start. The sample has not every list that a run asks for.
  'few jobs': { pass: ['jobs.cancel'], fail: ['status.expires', 'jobs.list-valid'] },
  'partial failure': {
    pass: ['errors.downloadable', 'errors.operation-outcome', 'errors.not-empty', 'errors.content-type'],
    fail: ['status.expires'],
  },
  'failed job': { pass: [], fail: ['status.completes'] },
  // A second document follows the OperationOutcome.
  'expired job': { pass: ['status.expired-job'], fail: ['hygiene.one-document'] },
  'no attribution': { pass: ['kickoff.no-attribution'], fail: [] },
};

export const ownRuns: Readonly<Record<string, Readonly<Record<string, OwnRun>>>> = {
  v1: RUNS,
  // A canceled job comes back and completes.
  v3: { ...RUNS, resurrection: { pass: ['jobs.cancel'], fail: ['jobs.canceled-gone'] } },
};
