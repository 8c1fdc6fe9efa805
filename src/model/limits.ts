/** What a limit counts in; bytes may be written as KiB, MiB or GiB. */
export type LimitUnit = 'seconds' | 'bytes' | 'times' | 'count';

/** A command whose run a limit bounds. */
export type LimitedCommand = 'check' | 'contract' | 'doctor' | 'pull' | 'validate';

/** One bound that `--limit NAME=VALUE` changes. */
export interface Limit {
  readonly default: number;
  readonly unit: LimitUnit;
  readonly least: number;
  readonly most: number;
  readonly commands: readonly LimitedCommand[];
  /** What it bounds, as a noun. */
  readonly bounds: string;
  /** What happens when it is hit. */
  readonly then: string;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

type Kind = Pick<Limit, 'unit' | 'least' | 'most'>;

/** A timer takes no more than 24 days. */
const SECONDS: Kind = { unit: 'seconds', least: 0.01, most: 2_000_000 };
/** What is held at once must fit into one string. */
const HELD: Kind = { unit: 'bytes', least: 64, most: 256 * MIB };
const PASSING: Kind = { unit: 'bytes', least: 1, most: Number.MAX_SAFE_INTEGER };
const COUNT: Kind = { unit: 'count', least: 1, most: 1_000_000 };
const TIMES: Kind = { unit: 'times', least: 1, most: 1_000_000 };

const RUN: readonly LimitedCommand[] = ['check', 'contract'];
const ASKING: readonly LimitedCommand[] = [...RUN, 'doctor'];
const PULLING: readonly LimitedCommand[] = [...RUN, 'pull'];
const ALL: readonly LimitedCommand[] = [...ASKING, 'pull'];

const NO_RESPONSE = 'the exchange counts as having no response';
const CUT = 'the file counts as cut at that point';

const limit = (
  kind: Kind,
  value: number,
  commands: readonly LimitedCommand[],
  bounds: string,
  then: string,
): Limit => ({ ...kind, default: value, commands, bounds, then });

/** Every bound that a user may change, by the name that `--limit` takes. */
export const LIMITS = {
  'connect-seconds': limit(SECONDS, 10, RUN, 'time to connect for a data file', NO_RESPONSE),
  'tls-seconds': limit(
    SECONDS,
    10,
    ASKING,
    'the handshake that shows the TLS version',
    'the handshake counts as failed',
  ),
  'reply-seconds': limit(
    SECONDS,
    60,
    ASKING,
    'time until the headers of a response arrive',
    `${NO_RESPONSE}; after two in a row without one, the endpoint gets no further requests, and if the two were for different endpoints, neither does the server`,
  ),
  'small-reply-seconds': limit(
    SECONDS,
    120,
    ASKING,
    'time until the end of a response, except for data files',
    NO_RESPONSE,
  ),
  'idle-seconds': limit(SECONDS, 60, PULLING, 'the wait for the next bytes of a data file', CUT),
  'idle-bytes': limit(PASSING, KIB, RUN, 'the least that must arrive of a data file in idle-seconds of waiting', CUT),
  'header-bytes': limit(HELD, 16 * KIB, ALL, 'all headers of a response together', NO_RESPONSE),
  'small-body-bytes': limit(HELD, 8 * MIB, ASKING, 'the body of a response, except for data files', NO_RESPONSE),
  'kept-bodies-bytes': limit(
    HELD,
    16 * MIB,
    RUN,
    'all bodies together that are kept for the comparison with the Swagger document',
    'later bodies are not compared; their statuses and headers are',
  ),
  'file-bytes': limit(PASSING, 256 * GIB, RUN, 'a data file, both as sent and decompressed', CUT),
  'unpacked-ratio': limit(
    TIMES,
    500,
    RUN,
    'how many times its size a compressed data file may decompress to, beyond small-body-bytes',
    CUT,
  ),
  'line-bytes': limit(HELD, 16 * MIB, [...RUN, 'validate'], 'a line of NDJSON', 'the line is a finding and is skipped'),
  'manifest-files': limit(
    COUNT,
    5000,
    RUN,
    'files of one manifest that are downloaded',
    'the other files are not judged, and the run is incomplete',
  ),
  'busy-tries': limit(
    COUNT,
    5,
    RUN,
    'attempts at one request while the server is busy (429, 503) or a gateway has no response of it (502, 504); while it is busy, kick-offs and polls continue until --deadline, and all attempts end then',
    'the last response is judged',
  ),
  'retry-after-seconds': limit(
    SECONDS,
    120,
    RUN,
    'how long a Retry-After is followed',
    'the request is sent again after that time',
  ),
  'poll-seconds': limit(SECONDS, 30, RUN, 'the pause between polls of a job, which grows', 'the pause stops growing'),
  'silent-polls': limit(
    COUNT,
    3,
    RUN,
    'polls of a job, or attempts at another request whose connection is lost, in a row without a response',
    'the job is no longer polled, or the request counts as having no response',
  ),
  redirects: limit(
    { ...COUNT, least: 0 },
    5,
    RUN,
    "redirects followed to the server's documentation, on its own origin; no other redirect is followed",
    'the last response counts as the documentation',
  ),
  'document-places': limit(
    COUNT,
    8,
    RUN,
    "places where the server's Swagger document is looked for",
    'the document counts as missing',
  ),
} satisfies Readonly<Record<string, Limit>>;

export type LimitName = keyof typeof LIMITS;

/** The limits in force in a run: seconds, bytes, counts. */
export type Limits = Readonly<Record<LimitName, number>>;

/** All names, in the order of the table. */
export const LIMIT_NAMES = Object.keys(LIMITS) as readonly LimitName[];

/** What is in force, where some limits were given. */
export const limitsWith = (given: Partial<Limits> = {}): Limits => ({
  ...(Object.fromEntries(LIMIT_NAMES.map((name) => [name, LIMITS[name].default])) as unknown as Limits),
  ...given,
});

/** What is in force by default. */
export const defaultLimits: Limits = limitsWith();

/** A value with its unit, e.g. `8 MiB`, `60 s`, `500 times`, `5000`. */
export const limitValue = (name: LimitName, value: number): string => {
  const { unit } = LIMITS[name];
  if (unit === 'bytes') return bytesText(value);
  return unit === 'seconds' ? `${value} s` : unit === 'times' ? `${value} times` : `${value}`;
};

const UNITS = [
  ['GiB', GIB],
  ['MiB', MIB],
  ['KiB', KIB],
] as const;

const bytesText = (bytes: number): string => {
  for (const [unit, size] of UNITS) if (bytes >= size && bytes % size === 0) return `${bytes / size} ${unit}`;
  return `${bytes} bytes`;
};

/** The limit in force for a sentence, with the option that raises it: `8 MiB (--limit small-body-bytes)`. */
export const inForce = (name: LimitName, limits: Limits): string =>
  `${limitValue(name, limits[name])} (--limit ${name})`;
