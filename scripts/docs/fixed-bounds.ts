/** A bound that no option changes, with the constant that it stands in. */
export interface FixedBound {
  /** File and constant: a test compares the values, and finds constants that are missing here. */
  readonly at: string;
  readonly value: number;
  readonly unit: '' | 'bytes' | 'characters' | 'ms' | 'levels';
  readonly bounds: string;
  readonly then: string;
}

const bound = (at: string, value: number, unit: FixedBound['unit'], bounds: string, then: string): FixedBound => ({
  at,
  value,
  unit,
  bounds,
  then,
});

const LEFT_OUT = 'the rest is left out, and it is said that there is more';
const CUT = 'cut';

/** Of what is read from a server and kept. */
const RECORDED: readonly FixedBound[] = [
  bound('src/record/bounds.ts KEPT_TEXT', 2000, 'characters', 'a text of a reply that the transcript keeps', CUT),
  bound(
    'src/record/redact.ts MOST_ESCAPES',
    3,
    '',
    'times that a secret may be percent-escaped over again',
    'it is not recognised',
  ),
  bound(
    'src/record/bounds.ts MOST_LISTED',
    10_000,
    '',
    'entries of a manifest (or issues of an OperationOutcome) that are kept',
    'the rest is not kept; a manifest of more files is not judged as passing',
  ),
  bound(
    'src/record/redact.ts MOST_ESCAPES',
    3,
    '',
    'times that a text is read that is escaped over again, to find secrets in it',
    'what is escaped more often is not read',
  ),
  bound(
    'src/record/json.ts MOST_DOCUMENTS',
    1000,
    '',
    'JSON documents one after another in a body',
    'the rest is not read: two are too many already',
  ),
  bound('src/record/keep.ts MOST_MEMBERS', 100, '', 'members of a JSON object that are kept', 'the rest is not kept'),
  bound(
    'src/record/keep.ts MOST_ITEMS',
    1000,
    '',
    'items of an array of the metadata that are kept',
    'the rest is not kept',
  ),
  bound(
    'src/record/keep.ts DEEPEST',
    12,
    'levels',
    'nesting of the metadata that is kept',
    'what is deeper is described',
  ),
  bound(
    'src/record/body.ts LONGEST_LOOK',
    65_536,
    'characters',
    'beginning of a body that is searched for stack traces, SQL and paths',
    'the rest is not searched; secrets are looked for in all of it',
  ),
  bound(
    'src/drive/tokens/credentials.ts LIVES',
    4,
    '',
    'documented lives of a token that its expiry is waited for',
    'a longer one is not waited for, and the requirement is blocked',
  ),
  bound(
    'src/drive/session/identities.ts MOST',
    4_000_000,
    '',
    'ids of an export that are kept in mind, as hashes',
    'nothing is said about repeated ids and references',
  ),
  bound(
    'src/drive/session/identities.ts FIRST_LINES',
    5,
    '',
    'line numbers of repeated ids that are kept',
    'all are counted',
  ),
  bound(
    'src/drive/discovery/swagger-places.ts MOST_NAMES',
    50,
    '',
    'names of one kind that are read off a Swagger page',
    'the rest is not looked at',
  ),
  bound(
    'src/fhir/ndjson/json-text.ts DEEPEST',
    256,
    'levels',
    'nesting of a resource',
    'it is a finding (json.depth), and the line is not read further',
  ),
  bound(
    'src/fhir/ndjson/scanner.ts FIRST_LINES',
    5,
    '',
    'line numbers kept of each departure from NDJSON',
    'all are counted',
  ),
  bound(
    'src/fhir/validate/collect.ts FIRST_LINES',
    5,
    '',
    'line numbers kept of each kind of finding',
    'all are counted',
  ),
  bound('src/fhir/validate/collect.ts MOST_GROUPS', 500, '', 'kinds of findings of a file', LEFT_OUT),
  bound(
    'src/fhir/validate/validate.ts MOST_BLANKS',
    100,
    '',
    'blank lines whose places are kept until another line follows',
    'all are counted',
  ),
  bound(
    'src/fhir/validate/second-opinion.ts FIRST_LINES',
    5,
    '',
    'line numbers kept of each difference of a second opinion',
    'all are counted',
  ),
  bound(
    'src/fhir/validate/primitives.ts LONGEST',
    1_048_576,
    'characters',
    'a string of a resource (STU3 says so)',
    'it is a finding',
  ),
  bound('src/expect/findings.ts MOST', 500, '', 'kinds of findings that a verdict lists', LEFT_OUT),
  bound('src/expect/assertion.ts LONGEST', 160, 'characters', 'a value that a finding shows', CUT),
  bound('src/assess/report.ts MOST_TOLD', 10, '', 'unknown operations that a note names', 'the rest is counted'),
];

/** Of a Swagger or OpenAPI document. */
const DOCUMENT: readonly FixedBound[] = [
  bound('cli/input/openapi.ts LONGEST', 8 * 1024 * 1024, 'bytes', 'the file of --openapi', 'refused'),
  bound('src/openapi/read.ts LONGEST_YAML', 2 * 1024 * 1024, 'bytes', 'a document that is YAML', 'it cannot be read'),
  bound('src/openapi/read.ts MOST_ALIASES', 100, '', 'unfolded aliases of a YAML document', 'it cannot be read'),
  bound('src/openapi/read.ts DEEPEST', 200, 'levels', 'nesting of a document', 'it cannot be read'),
  bound(
    'src/openapi/expansion.ts MOST_NODES',
    1_000_000,
    '',
    'nodes that its references unfold to',
    'they are not unfolded',
  ),
  bound('src/openapi/operations.ts MOST_OPERATIONS', 2000, '', 'operations', LEFT_OUT),
  bound(
    'src/openapi/operations.ts MOST_MEMBERS',
    50,
    '',
    'parameters, responses and media types of an operation',
    'the rest is not read',
  ),
  bound('src/openapi/operations.ts MOST_BASES', 5, '', 'servers', 'the rest is not read'),
  bound('src/openapi/json.ts LONGEST', 200, 'characters', 'a text of it that is shown', CUT),
  bound('src/openapi/json.ts LONGEST_CHAIN', 20, '', 'references that lead on to references', 'it leads nowhere'),
  bound('src/openapi/problems.ts MOST_PROBLEMS', 20, '', 'faults of it that are told', LEFT_OUT),
  bound('src/openapi/compare.ts MOST_DEPARTURES', 500, '', 'departures of answers from it', LEFT_OUT),
  bound(
    'src/openapi/schemas.ts MOST_BROKEN',
    5,
    '',
    'broken rules of a schema that are told of one answer',
    'the rest is not told',
  ),
  bound('src/openapi/contract.ts MOST_RECENT', 4, '', 'documents that are kept read', 'an older one is read again'),
];

/** Of a client under test, and of the reference client. */
const CLIENTS: readonly FixedBound[] = [
  bound(
    'src/certify/stored.ts MOST',
    256 * 1024 * 1024,
    'bytes',
    "a client's output folder",
    'what is beyond counts as unreadable',
  ),
  bound('src/certify/last-lines.ts LINES', 20, '', 'last lines of a client that are kept', 'the others are not'),
  bound('src/certify/last-lines.ts LONGEST', 500, 'characters', 'such a line, as it is taken', CUT),
  bound('src/certify/lines.ts LONGEST', 300, 'characters', 'such a line, as it is kept', CUT),
  bound('src/certify/requests.ts LONGEST', 200, 'characters', 'a header of a client', 'it is described'),
  bound('src/certify/child.ts GRACE', 2000, 'ms', 'what a client has to end by itself after SIGTERM', 'SIGKILL'),
  bound('src/certify/child.ts MOST_ROUNDS', 1000, '', 'rounds of ending what a client started', 'it is left'),
  bound('src/certify/orphans.ts MOST_LOOKS', 500, '', 'looks for processes that a client left behind', 'they are left'),
  bound(
    'src/reference/client/download.ts TRIES',
    3,
    '',
    'transfers of one file, by pull',
    'pull ends, and says how to go on',
  ),
  bound('src/reference/client/download.ts HOPS', 5, '', 'redirects of one file, by pull', 'pull ends'),
  bound(
    'src/reference/client/wait.ts TRIES',
    8,
    '',
    'requests for one thing while the server is busy, by pull',
    'pull ends',
  ),
  bound(
    'src/reference/client/wait.ts DAY',
    86_400_000,
    'ms',
    'the wait that a server may ask for, and how long a job is watched, by pull',
    'pull ends, and says how to go on',
  ),
  bound(
    'src/reference/client/wait.ts LONGEST_BACK_OFF',
    60_000,
    'ms',
    'the pause between two such requests, by pull',
    'it grows no more',
  ),
  bound(
    'src/reference/client/pull.ts LONGEST_PAUSE',
    30_000,
    'ms',
    'the pause between two polls, by pull',
    'it grows no more',
  ),
  bound(
    'src/reference/client/pull.ts LOST',
    8,
    '',
    'polls in a row without a reply, by pull',
    'pull ends, and says how to go on',
  ),
  bound(
    'src/reference/client/reply.ts LONGEST',
    8 * 1024 * 1024,
    'bytes',
    'a reply that is no data file, by pull',
    'pull ends',
  ),
  bound(
    'src/reference/server/send.ts LONGEST_BODY',
    65_536,
    'bytes',
    "a request's body that the reference server reads",
    'the rest is not read',
  ),
];

/** Of what reports show. JSON has all of it. */
const SHOWN: readonly FixedBound[] = [
  bound('reporters/html/sections/exchanges.ts WHOLE', 600, '', 'exchanges that the HTML page shows whole', LEFT_OUT),
  bound('reporters/html/markup.ts LONGEST', 4000, 'characters', 'a text on the HTML page', CUT),
  bound('reporters/html/sections/findings.ts SHOWN', 100, '', 'rows of findings on the HTML page', LEFT_OUT),
  bound('reporters/html/known.ts SHOWN', 20, '', 'known findings on the HTML page', LEFT_OUT),
  bound(
    'reporters/html/sections/requirements.ts LINES',
    5,
    '',
    'exchanges beside a requirement on the HTML page',
    LEFT_OUT,
  ),
  bound(
    'reporters/html/sections/requirements.ts SHOWN',
    40,
    '',
    'links to exchanges beside a requirement on the HTML page',
    LEFT_OUT,
  ),
  bound('reporters/comparison/markdown.ts MOST_BYTES', 60 * 1024, 'bytes', 'a comparison as Markdown', LEFT_OUT),
  bound('reporters/comparison/markdown.ts LONGEST', 400, 'characters', 'a text in it', CUT),
  bound('reporters/markdown.ts CELL', 300, 'characters', 'a cell of the Markdown report', CUT),
  bound('reporters/certificate/index.ts LONGEST', 500, 'characters', 'a text in a certificate', CUT),
  bound('reporters/console/failure.ts SHOWN', 3, '', 'exchanges that a failure cites on the console', LEFT_OUT),
  bound('reporters/text/known.ts SHOWN', 3, '', 'new findings that the console names', LEFT_OUT),
  bound('reporters/text/timeline.ts SHOWN', 3, '', 'last lines of a client that a timeline shows', LEFT_OUT),
  bound('reporters/allure/marks.ts SHOWN', 20, '', 'exchanges of a failed test in Allure', LEFT_OUT),
  bound('reporters/allure/marks.ts SHOWN_OF_PASSES', 3, '', 'exchanges of a passed test in Allure', LEFT_OUT),
];

/** Every bound that no option changes, by what it is about. */
export const FIXED_BOUNDS: readonly { readonly title: string; readonly rows: readonly FixedBound[] }[] = [
  { title: 'What is kept of a run', rows: RECORDED },
  { title: 'Swagger and OpenAPI documents', rows: DOCUMENT },
  { title: 'Clients, and pull', rows: CLIENTS },
  { title: 'What reports show (JSON has all)', rows: SHOWN },
];
