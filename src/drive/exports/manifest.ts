import { type ExportRequest, inForce, requestedAs, type RunOptions, timeOf } from '../../model/index.js';
import { LONGEST_URL, MOST_LISTED } from '../../record/bounds.js';
import type { Conversation, FinishedJob, ListedFile } from '../conversation.js';
import { howElsewhere, onTarget } from '../session/origin.js';
import type { Answer } from '../session/call.js';
import { earlier, type StopReason } from '../stop.js';
import { stepName } from '../../model/steps.js';

/** A longer number is not kept: it may be a number of somebody. */
const MOST_COUNTED = 10_000_000;
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_COUNTED;

/** Notes the finished job with the files that its manifest lists, as many as the run may download. */
export const finish = (
  conversation: Conversation,
  { of, set }: Pick<ExportRequest, 'of' | 'set'>,
  url: string,
  { exchange, content }: Answer,
): FinishedJob => {
  const [document, ...more] = content.documents;
  const manifest = typeof document === 'object' && document !== null && more.length === 0 ? document : undefined;
  const halt = (labels: readonly string[], why: StopReason): void =>
    conversation.stop(stepName({ do: 'exports', set, to: 'files' }), labels, { of, ...why, exchange: exchange.id });
  if (manifest === undefined) halt(['data', 'error-data'], earlier('the manifest is not a single JSON object'));
  const { output, error, transactionTime } = (manifest ?? { output: [], error: [] }) as Record<string, unknown>;
  const upTo = latestUpdate(transactionTime);
  const { updatedFrom } = conversation.profile;
  const notBefore = updatedFrom === undefined ? undefined : Date.parse(updatedFrom);
  const files = new Map<string, ListedFile>();
  const most = conversation.session.limits['manifest-files'];
  for (const [list, entries] of [
    ['output', output],
    ['error', error],
  ] as const) {
    const label = list === 'output' ? 'data' : 'error-data';
    if (!Array.isArray(entries)) halt([label], earlier(`the manifest's ${list} is not an array`));
    else {
      const { elsewhere, over, long } = listInto(files, entries, {
        list,
        url,
        most,
        options: conversation.options,
        ...(upTo !== undefined && { upTo }),
        ...(notBefore !== undefined && { notBefore }),
      });
      if (elsewhere !== undefined)
        halt(
          [label],
          earlier(`a listed file is not on the server under test (${elsewhere}), so it was not downloaded`),
        );
      if (long)
        halt([label], {
          because: `a listed file has a URL of more than ${LONGEST_URL} characters, so it was not downloaded`,
          cause: 'limit',
        });
      if (over) halt([label], overLimit(conversation, entries.length));
      // Entries that the transcript does not keep cannot be judged.
      if (entries.length > MOST_LISTED)
        halt(['manifest'], {
          because: `the manifest lists ${entries.length} files, of which only ${MOST_LISTED} were judged`,
          cause: 'limit',
        });
    }
  }
  const job = { of, set, url, files: [...files.values()] };
  conversation.jobs.push(job);
  return job;
};

/** The clocks of the servers that export and that keep the resources may differ by so much. */
const SKEW_MS = 60_000;

/** Until when the resources of an export may have been updated; undefined: its transactionTime is no instant. */
export const latestUpdate = (transactionTime: unknown): number | undefined => {
  const [time, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)T.*(?:Z|[+-]\d\d:\d\d)$/.exec(String(transactionTime)) ?? [];
  if (time === undefined) return undefined;
  // Date.parse takes February 30 for a day of March.
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const ms = date.getUTCDate() === Number(day) ? timeOf(time) : NaN;
  return Number.isNaN(ms) ? undefined : ms + SKEW_MS;
};

const overLimit = ({ session }: Conversation, entries: number): StopReason => ({
  because: `the manifest lists ${entries} files, more than the limit of ${inForce('manifest-files', session.limits)}; the others were not downloaded`,
  cause: 'limit',
  unblock: `--limit manifest-files=${entries}`,
});

/** Adds the files of one list, each URL once; returns how one is on another server, whether there are too many,
 * and whether a URL is too long. */
const listInto = (
  files: Map<string, ListedFile>,
  entries: readonly unknown[],
  {
    list,
    url,
    most,
    upTo,
    notBefore,
    options,
  }: Pick<ListedFile, 'list' | 'url' | 'upTo' | 'notBefore'> & { readonly most: number; readonly options: RunOptions },
): { elsewhere: string | undefined; over: boolean; long: boolean } => {
  let elsewhere: string | undefined;
  let long = false;
  for (const [index, entry] of entries.entries()) {
    const { type, url: listed, count } = (entry ?? {}) as Record<string, unknown>;
    if (typeof listed !== 'string') continue;
    const fileUrl = onTarget(requestedAs(listed, options), url);
    if (fileUrl === undefined) elsewhere ??= howElsewhere(listed, url);
    if (fileUrl !== undefined && fileUrl.length > LONGEST_URL) long = true;
    else if (fileUrl === undefined || files.has(fileUrl)) continue;
    else if (files.size >= most) return { elsewhere, over: true, long };
    else
      files.set(fileUrl, {
        ...{ url: fileUrl, type: typeof type === 'string' ? type : '', list, nth: index + 1 },
        ...(count !== undefined && {
          announced: isCount(count) ? count : -1,
        }),
        ...(upTo !== undefined && { upTo }),
        ...(notBefore !== undefined && { notBefore }),
      });
  }
  return { elsewhere, over: false, long };
};
