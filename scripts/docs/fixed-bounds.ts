/** A bound that no option changes, with the constant that defines it. */
export interface FixedBound {
  /** File and constant: a test compares the values, and finds constants that are not listed here. */
  readonly at: string;
  readonly value: number;
  readonly unit: '' | 'bytes' | 'characters' | 'ms' | 's' | 'levels';
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

const LEFT_OUT = 'the rest is left out, with a note that there is more';
const CUT = 'cut';

/** Bounds of what is read from a server and kept. */
const RECORDED: readonly FixedBound[] = [
  bound(
    'src/drive/conversation.ts RESERVE_S',
    600,
    's',
    "the end of a run's time, at most a third of it, that is kept for what needs no export",
    'no export is followed any longer',
  ),
  bound(
    'src/network/agents.ts CONNECT_MS',
    30_000,
    'ms',
    'the time in which a proxy must connect',
    'the request has no response',
  ),
  bound(
    'src/drive/session/http/tls.ts MOST_CERTIFICATES',
    20,
    '',
    'certificates of a chain that are read to find out who issued the last one',
    'the twentieth counts as the last',
  ),
  bound(
    'src/fhir/workers/pool.ts LONGEST_PIECE_MS',
    120_000,
    'ms',
    'the time that a worker may take for one piece of a data file (a megabyte, or one longer line)',
    'the worker is ended, and the file counts as one that could not be judged',
  ),
  bound('src/record/bounds.ts KEPT_TEXT', 2000, 'characters', 'a text of a response that the transcript keeps', CUT),
  bound(
    'src/drive/places.ts REPEATED_BYTES',
    33_554_432,
    'bytes',
    'what is downloaded a second time, and what with gzip, apart from the smallest file of all',
    'the smallest files of further types are not downloaded again',
  ),
  bound(
    'src/record/bounds.ts LONGEST_URL',
    16_384,
    'characters',
    'the URL of a data file',
    'the file is not downloaded, and what needs it is blocked',
  ),
  bound(
    'src/record/bounds.ts MOST_LISTED',
    10_000,
    '',
    'entries of a manifest (or issues of an OperationOutcome) that are kept',
    'the rest is not kept; a manifest with more files does not pass',
  ),
  bound(
    'src/record/secret-forms.ts MOST_ESCAPES',
    3,
    '',
    'times that percent-escaped text is unescaped again, to find secrets in it',
    'a secret that is escaped more often is not found',
  ),
  bound(
    'src/record/json.ts MOST_DOCUMENTS',
    1000,
    '',
    'JSON documents one after another in a body',
    'the rest is not read; two are already too many',
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
    'deeper values are described, not kept',
  ),
  bound(
    'src/record/body.ts LONGEST_SEARCH',
    65_536,
    'characters',
    'the beginning of a body, which is searched for stack traces, SQL and paths',
    'the rest is not searched for these, but for secrets',
  ),
  bound(
    'src/drive/tokens/credentials.ts LIVES',
    4,
    '',
    'how long the run waits for a token to expire, in documented lifetimes',
    'the run does not wait longer, and the requirement is blocked',
  ),
  bound(
    'src/drive/session/run-ids.ts MOST',
    4_000_000,
    '',
    'ids of a run that are remembered, as hashes',
    'repeated ids, references and resources that other exports lack are not judged',
  ),
  bound(
    'src/drive/session/run-ids.ts MOST_EXPORTS',
    24,
    '',
    'exports of a run whose ids are compared',
    'repeated ids, references and resources that other exports lack are not judged',
  ),
  bound(
    'src/drive/session/run-ids.ts MOST_TYPES',
    255,
    '',
    'resource types of a run whose resources are compared',
    'resources of further types are not compared with those of other exports',
  ),
  bound(
    'src/drive/session/run-ids.ts MOST_DIGESTS',
    2000,
    '',
    'resources of a type whose contents are compared between exports',
    'of a type with more, those with the smallest hashes are compared',
  ),
  bound(
    'src/drive/session/named-types.ts OVERLAP',
    64,
    'characters',
    'the name of a resource type in the text of an error file',
    'a longer word is no name of a type',
  ),
  bound(
    'src/drive/session/named-types.ts MOST_NAMES',
    20,
    '',
    'resource types that the text of an error file names',
    'the rest is not kept',
  ),
  bound(
    'src/fhir/validate/content-text.ts DEEPEST',
    100,
    'levels',
    'nesting of a resource whose content is compared between exports',
    'deeper values count as equal',
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
    'document names of one kind that are read from a Swagger page',
    'the rest is ignored',
  ),
  bound(
    'src/fhir/ndjson/json-text.ts DEEPEST',
    256,
    'levels',
    'nesting of a resource',
    'the line is a finding (json.depth) and is not read further',
  ),
  bound(
    'src/fhir/ndjson/line-findings.ts FIRST_LINES',
    5,
    '',
    'line numbers that are kept per departure from NDJSON',
    'all are counted',
  ),
  bound(
    'src/fhir/validate/collect.ts FIRST_LINES',
    5,
    '',
    'line numbers that are kept per kind of finding',
    'all are counted',
  ),
  bound(
    'src/fhir/validate/release.ts MOST_NAMES',
    3,
    '',
    'elements that a finding names as the reason why a resource looks like R4',
    LEFT_OUT,
  ),
  bound('src/fhir/validate/collect.ts MOST_GROUPS', 500, '', 'kinds of findings of a file that are kept', LEFT_OUT),
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
    'line numbers that are kept per difference of a second opinion',
    'all are counted',
  ),
  bound(
    'src/fhir/validate/judge/primitives.ts LONGEST',
    1_048_576,
    'characters',
    'a string in a resource (STU3 sets this bound)',
    'it is a finding',
  ),
  bound('src/expect/findings.ts MOST', 500, '', 'kinds of findings that a verdict lists', LEFT_OUT),
  bound('src/expect/assertion.ts LONGEST', 160, 'characters', 'a value that a finding shows', CUT),
  bound('src/assess/report.ts MOST_LISTED', 10, '', 'unknown operations that a note names', 'the rest is counted'),
];

/** Bounds of a Swagger or OpenAPI document. */
const DOCUMENT: readonly FixedBound[] = [
  bound('cli/input/openapi.ts LONGEST', 8 * 1024 * 1024, 'bytes', 'the file of --openapi', 'it is refused'),
  bound('src/openapi/read.ts LONGEST_YAML', 2 * 1024 * 1024, 'bytes', 'a YAML document', 'it cannot be read'),
  bound('src/openapi/read.ts MOST_ALIASES', 100, '', 'expanded aliases of a YAML document', 'it cannot be read'),
  bound('src/openapi/read.ts DEEPEST', 200, 'levels', 'nesting of a document', 'it cannot be read'),
  bound(
    'src/openapi/expansion.ts MOST_NODES',
    1_000_000,
    '',
    'nodes of a document after its references are expanded',
    'the references are not expanded, and the document is not valid',
  ),
  bound('src/openapi/operations.ts MOST_OPERATIONS', 2000, '', 'operations of a document', LEFT_OUT),
  bound(
    'src/openapi/operations.ts MOST_MEMBERS',
    50,
    '',
    'parameters, responses and media types of an operation',
    'the rest is not read',
  ),
  bound('src/openapi/operations.ts MOST_BASES', 5, '', 'servers of a document', 'the rest is not read'),
  bound('src/openapi/json.ts LONGEST', 200, 'characters', 'a text of a document that is shown', CUT),
  bound('src/openapi/json.ts LONGEST_CHAIN', 20, '', 'references in a chain', 'the reference leads nowhere'),
  bound('src/openapi/problems.ts MOST_PROBLEMS', 20, '', 'problems of a document that are reported', LEFT_OUT),
  bound('src/openapi/compare.ts MOST_DEPARTURES', 500, '', 'departures of responses from a document', LEFT_OUT),
  bound(
    'src/openapi/schemas.ts MOST_BROKEN',
    5,
    '',
    'broken schema rules that are reported per response',
    'the rest is not reported',
  ),
  bound(
    'src/openapi/contract.ts MOST_RECENT',
    4,
    '',
    'parsed documents that are cached',
    'an older one is parsed again',
  ),
];

/** Bounds of a client under test, and of the reference client. */
const CLIENTS: readonly FixedBound[] = [
  bound(
    'src/certify/stored.ts MOST',
    256 * 1024 * 1024,
    'bytes',
    "a client's output folder",
    'the rest counts as unreadable',
  ),
  bound(
    'src/certify/exposed.ts SEARCHED',
    1024 * 1024,
    'bytes',
    'a file of a client that is searched for secrets',
    'the rest is not searched',
  ),
  bound(
    'src/certify/exposed.ts MOST_FILES',
    1000,
    '',
    'files of a client that are searched for secrets',
    'the others are not searched',
  ),
  bound('src/model/client.ts MOST_REQUESTS', 10_000, '', 'requests of a client in one condition', 'it is stopped'),
  bound('src/certify/last-lines.ts LINES', 30, '', 'last lines of a client that are read', 'the others are not read'),
  bound('src/certify/lines.ts LINES_SHOWN', 20, '', 'last lines of a client that are kept', 'the others are not kept'),
  bound('src/certify/last-lines.ts LONGEST', 500, 'characters', 'a last line of a client, when it is read', CUT),
  bound('src/certify/lines.ts LONGEST', 300, 'characters', 'a last line of a client, when it is kept', CUT),
  bound(
    'src/certify/requests.ts LONGEST',
    200,
    'characters',
    'a request header of a client',
    'it is described, not kept',
  ),
  bound('src/certify/child.ts GRACE', 2000, 'ms', 'time that a client has to exit after SIGTERM', 'it gets SIGKILL'),
  bound(
    'src/certify/child.ts MOST_ROUNDS',
    1000,
    '',
    'rounds of the event loop that wait for more output of a client that has exited',
    'the rest is not read',
  ),
  bound(
    'src/certify/orphans.ts MOST_SEARCHES',
    500,
    '',
    'attempts to stop processes that a client left behind',
    'the remaining ones are left',
  ),
  bound(
    'src/reference/client/download.ts TRIES',
    3,
    '',
    'attempts of pull to download one file',
    'pull ends, and says how to continue',
  ),
  bound('src/reference/client/download.ts HOPS', 5, '', 'redirects that pull follows for one file', 'pull ends'),
  bound(
    'src/reference/client/wait.ts TRIES',
    8,
    '',
    'attempts of pull at one request while the server is busy',
    'pull ends',
  ),
  bound(
    'src/reference/client/wait.ts DAY',
    86_400_000,
    'ms',
    'how long pull waits when a server asks for it, and how long it polls a job',
    'pull ends, and says how to continue',
  ),
  bound(
    'src/reference/client/wait.ts LONGEST_BACK_OFF',
    60_000,
    'ms',
    'the pause of pull between two attempts while the server is busy',
    'it stops growing',
  ),
  bound(
    'src/reference/client/pull.ts LONGEST_PAUSE',
    30_000,
    'ms',
    'the pause of pull between two polls',
    'it stops growing',
  ),
  bound(
    'src/reference/client/pull.ts MOST_LOST',
    8,
    '',
    'polls of pull in a row without a response',
    'pull ends, and says how to continue',
  ),
  bound(
    'src/reference/client/reply.ts LONGEST',
    8 * 1024 * 1024,
    'bytes',
    'a response that pull reads, except for data files',
    'pull ends',
  ),
  bound(
    'src/reference/server/send.ts LONGEST_BODY',
    65_536,
    'bytes',
    'a request body that the reference server reads',
    'the rest is not read',
  ),
];

/** Bounds of what reports show. The JSON report has everything. */
const SHOWN: readonly FixedBound[] = [
  bound(
    'reporters/html/sections/exchanges.ts WHOLE',
    200,
    '',
    'exchanges that the HTML page shows completely',
    LEFT_OUT,
  ),
  bound('reporters/html/markup.ts LONGEST', 4000, 'characters', 'a text on the HTML page', CUT),
  bound('reporters/html/sections/findings.ts SHOWN', 100, '', 'rows of findings on the HTML page', LEFT_OUT),
  bound('reporters/html/sections/known.ts SHOWN', 20, '', 'known findings on the HTML page', LEFT_OUT),
  bound(
    'reporters/html/sections/requirements.ts LINES',
    5,
    '',
    'exchanges next to a requirement on the HTML page',
    LEFT_OUT,
  ),
  bound(
    'reporters/html/sections/requirements.ts SHOWN',
    40,
    '',
    'links to exchanges next to a requirement on the HTML page',
    LEFT_OUT,
  ),
  bound('reporters/comparison/markdown.ts MOST_BYTES', 60 * 1024, 'bytes', 'a comparison as Markdown', LEFT_OUT),
  bound('reporters/comparison/markdown.ts LONGEST', 400, 'characters', 'a text in that comparison', CUT),
  bound('reporters/markdown.ts CELL', 300, 'characters', 'a cell of the Markdown report', CUT),
  bound('reporters/certificate/index.ts LONGEST', 500, 'characters', 'a text in a certificate', CUT),
  bound('reporters/text/evidence.ts SHOWN', 3, '', 'exchanges that a failure cites on the console', LEFT_OUT),
  bound('reporters/text/known.ts SHOWN', 3, '', 'new findings that the console names', LEFT_OUT),
  bound('reporters/allure/marks.ts SHOWN', 20, '', 'exchanges of a failed test in Allure', LEFT_OUT),
  bound('reporters/allure/marks.ts SHOWN_OF_PASSES', 3, '', 'exchanges of a passed test in Allure', LEFT_OUT),
];

/** Every bound that no option changes, by subject. */
export const FIXED_BOUNDS: readonly { readonly title: string; readonly rows: readonly FixedBound[] }[] = [
  { title: 'What is read and kept', rows: RECORDED },
  { title: 'Swagger and OpenAPI documents', rows: DOCUMENT },
  { title: 'Clients under test, and pull', rows: CLIENTS },
  { title: 'What reports show (the JSON report has everything)', rows: SHOWN },
];
