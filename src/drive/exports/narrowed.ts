import {
  type Bound,
  DIVIDING,
  EXPORT_SETS,
  type ExportRequest,
  exportRequests,
  needsData,
  type Profile,
} from '../../model/index.js';
import type { Conversation, FinishedJob } from '../conversation.js';
import type { Session } from '../session/index.js';
import type { ExportBounds } from '../session/narrowings.js';
import { earlier, type StopReason } from '../stop.js';

/** The offset of the instant that the pages show. */
const OFFSET_MS = -5 * 3_600_000;

const instantText = (ms: number): string => new Date(ms).toISOString();

/** Marks in the path of an export request, and the texts that stand there for a dividing instant or day. */
const TEXTS: readonly (readonly [mark: string, at: 'instant' | 'day', text: (ms: number) => string])[] = [
  [DIVIDING.instant, 'instant', (ms) => instantText(ms + OFFSET_MS).replace('Z', '-05:00')],
  [DIVIDING.plus, 'instant', (ms) => instantText(ms).replace(/\.\d+Z$/, '%2B00:00')],
  [DIVIDING.day, 'day', (ms) => instantText(ms).replace(/T.*$/, '')],
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
export const notDivided = ({ session }: Conversation, path: string): StopReason => {
  if (!session.narrowings.hasSeen()) return earlier('no resource of an export before could be read');
  const says = path.includes(DIVIDING.day)
    ? 'claim says on which day care was given'
    : 'resource says when it was updated';
  return earlier(`no ${says} in the exports before`);
};

/** Whether an export request asks for what was updated after the dividing instant. */
const asksSinceInstant = (path: string): boolean => path.includes(DIVIDING.instant) || path.includes(DIVIDING.plus);

/** Why an export does not show that `_since` narrows it: everything was updated after it. Undefined: it does show it. */
export const notNarrowing = ({ session }: Conversation, path: string): StopReason | undefined => {
  if (!asksSinceInstant(path) || session.narrowings.instantDivides()) return undefined;
  const what = 'resources that were updated at different times';
  return { because: `the exports before have no ${what}`, ...needsData(what) };
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
  return {
    ...filter,
    ...bound,
    ...(since !== undefined && { since }),
    ...(served === 'from' && { servedFrom: day ?? 0 }),
    ...(served === 'before' && { servedBefore: day ?? 0 }),
    // Claims of last year's people are of last year at most.
    ...(apart === true && { servedBefore: Date.UTC(new Date(startedAt).getUTCFullYear(), 0, 1) }),
  };
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
