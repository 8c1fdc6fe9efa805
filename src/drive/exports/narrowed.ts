import {
  type Bound,
  type Criterion,
  DIVIDING,
  EXPORT_SETS,
  type ExportRequest,
  exportRequests,
  needsData,
  type Profile,
  type ServiceDate,
} from '../../model/index.js';
import type { Conversation, FinishedJob } from '../conversation.js';
import type { Session } from '../session/index.js';
import type { ExportBounds } from '../session/compared/narrowings.js';
import { earlier, type StopReason } from '../stop.js';

/** The offset of the instant that the pages show. */
const OFFSET_MS = -5 * 3_600_000;

const instantText = (ms: number): string => new Date(ms).toISOString();

/** Marks in the path of an export request, and the texts that stand there for a dividing instant or day. */
const TEXTS: readonly (readonly [mark: string, at: 'instant' | 'day', text: (ms: number) => string])[] = [
  [DIVIDING.instant, 'instant', (ms) => instantText(ms + OFFSET_MS).replace('Z', '-05:00')],
  [DIVIDING.plus, 'instant', (ms) => instantText(ms).replace(/\.\d+Z$/, '%2B00:00')],
  [DIVIDING.day, 'day', (ms) => instantText(ms).replace(/T.*$/, '')],
  [DIVIDING.month, 'day', (ms) => instantText(ms).replace(/-\d\dT.*$/, '')],
  [DIVIDING.year, 'day', (ms) => instantText(ms).replace(/-.*$/, '')],
];

/** The parameter that rides along with others; it stands before them. */
const FORMAT = /_outputFormat=[^&]*&/;

/** Whether an export request names the format of its files, which it does beside what it is about. */
export const namesFormat = (path: string): boolean => FORMAT.test(path);

/** Path and query of an export request, with what divides the data, and without a format that the server does not take; undefined: no time is known. */
export const dividedPath = ({ session, withoutFormat }: Conversation, path: string): string | undefined => {
  let made = withoutFormat.has(path) ? path.replace(FORMAT, '') : path;
  for (const [mark, at, text] of TEXTS) {
    if (!made.includes(mark)) continue;
    const ms = session.narrowings[at]();
    if (ms === undefined) return undefined;
    made = made.replace(mark, text(ms));
  }
  return made;
};

/** Why an export is not asked for that is narrowed by what divides the data. */
export const notDivided = ({ session }: Conversation, { served }: ExportRequest): StopReason => {
  if (!session.narrowings.hasSeen()) return earlier('no resource of an export before could be read');
  const says = served !== undefined ? 'claim says on which day care was given' : 'resource says when it was updated';
  return earlier(`no ${says} in the exports before`);
};

/** Whether an export request asks for what was updated after the dividing instant. */
const asksSinceInstant = (path: string): boolean => path.includes(DIVIDING.instant) || path.includes(DIVIDING.plus);

/** Why an export does not show that what it names narrows it: by which criterion all that there is comes after it. */
export const notNarrowing = (
  { session: { narrowings: known } }: Conversation,
  { path, served }: ExportRequest,
): readonly (StopReason & { readonly criterion: Criterion })[] => {
  const lacks = (criterion: Criterion, what: string) => ({
    ...{ criterion, because: `the exports before have no ${what}` },
    ...needsData(what),
  });
  const isAfterDay = served?.prefix === 'gt' || served?.prefix === 'ge';
  return [
    ...(asksSinceInstant(path) && !known.instantDivides()
      ? [lacks('since', 'resources that were updated at different times')]
      : []),
    ...(isAfterDay && !known.dayDivides() ? [lacks('served', 'claims for care on different days')] : []),
  ];
};

/** What an export is narrowed to, as far as it is known so far; undefined: to nothing. */
const boundOf = (
  { path, bound, served, types, apart }: ExportRequest,
  profile: Profile,
  { narrowings: known, startedAt }: Pick<Session, 'narrowings' | 'startedAt'>,
): Bound | undefined => {
  const day = known.day();
  const asksSince = asksSinceInstant(path);
  const since = asksSince ? known.instant() : undefined;
  if (asksSince && since === undefined) return undefined;
  if (served !== undefined && day === undefined) return undefined;
  const filter = types.includes('ExplanationOfBenefit') ? profile.defaultFilter : undefined;
  if (filter === undefined && bound === undefined && since === undefined && apart !== true) return undefined;
  const asked = served === undefined ? {} : servedAt(served, day ?? 0);
  return {
    ...filter,
    ...bound,
    ...(since !== undefined && { since }),
    ...asked,
    // Claims of last year's people are of last year at most.
    ...(apart === true && {
      servedBefore: Math.min(asked.servedBefore ?? Infinity, Date.UTC(new Date(startedAt).getUTCFullYear(), 0, 1)),
    }),
  };
};

/** From when, and until before when, claims are that a service date asks for. */
const servedAt = ({ prefix, date }: ServiceDate, day: number): Pick<Bound, 'servedFrom' | 'servedBefore'> => {
  const [start, end] = spanAround(day, date);
  return {
    ...((prefix === 'eq' || prefix === 'ge') && { servedFrom: start }),
    ...(prefix === 'gt' && { servedFrom: end }),
    ...(prefix === 'lt' && { servedBefore: start }),
    ...((prefix === 'eq' || prefix === 'le') && { servedBefore: end }),
  };
};

/** A day, its month or its year: when it begins, and when what comes after it does. */
const spanAround = (day: number, date: ServiceDate['date']): readonly [start: number, end: number] => {
  const at = new Date(day);
  const [year, month, nth] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  if (date === 'day') return [day, Date.UTC(year, month, nth + 1)];
  return date === 'month'
    ? [Date.UTC(year, month), Date.UTC(year, month + 1)]
    : [Date.UTC(year, 0), Date.UTC(year + 1, 0)];
};

/** Exports after this one that must have those of its resources that are within their bound. */
const comparable = ({ of, set, endpoint, apart }: ExportRequest, profile: Profile): ExportRequest[] => {
  const narrowed = EXPORT_SETS.flatMap((one) => exportRequests(profile, one)).filter((one) => one.narrowed === true);
  if (apart === true) return [];
  if (set === 'endpoints') return narrowed.filter((one) => one.endpoint === endpoint);
  const later = narrowed.slice(narrowed.findIndex((one) => one.of === of) + 1).filter((one) => one.set === set);
  if (set === 'since') return later;
  return set === 'filtered' ? later.filter((one) => one.endpoint === endpoint) : [];
};

/**
 * How an export compares with what it, and what exports after it, are narrowed to. The documented export of an endpoint has
 * what its narrowed ones must have. Group/all since an instant has at least what Patient has, and a claim that was exported
 * by one filter is within every other that allows it.
 */
const boundsFor = ({ session, profile }: Conversation, request: ExportRequest) => {
  const own = boundOf(request, profile, session);
  const others = comparable(request, profile).flatMap((other) => {
    const bound = boundOf(other, profile, session);
    return bound === undefined ? [] : [{ of: other.of, bound, types: other.types }];
  });
  return (type: string): ExportBounds => ({
    of: request.of,
    others: others.filter(({ types }) => types.includes(type)),
    // What is exported by default concerns claims alone.
    ...(own !== undefined && (request.narrowed === true || type === 'ExplanationOfBenefit') && { own }),
    divides: request.set === 'endpoints' && request.apart !== true,
  });
};

/** Notes at the files of a job what their export is compared with. */
export const compareWithBounds = (conversation: Conversation, request: ExportRequest, job: FinishedJob): void => {
  const boundsOf = boundsFor(conversation, request);
  const { exchanges, narrowings } = conversation.session;
  const manifest = exchanges.findLast(({ of, label }) => of === request.of && label === 'manifest');
  if (request.narrowed === true && manifest !== undefined) narrowings.begin(request.of, manifest.id);
  for (const file of job.files) {
    file.bounds = boundsOf(file.type);
    if (request.narrowed === true) Object.assign(file, { narrowed: true, uncompared: true });
  }
};
