import type { CaptureOptions } from '../../src/assess/captured/index.js';
import { baseIn, profileIn } from '../../src/assess/captured/server.js';
import { type Capture, captureIn, isHar } from '../../src/capture/har.js';
import { baseUrl, CannotJudge } from '../../src/model/index.js';
import { tool } from '../../src/package.js';
import { profiles } from '../../suites/profiles/index.js';
import { profileNamed } from '../options/profile.js';
import { jsonIn } from './json.js';

/** Options about a HAR. */
export interface HarFlags {
  readonly url?: string;
  readonly publicUrl?: string;
  readonly profile?: string;
}

/** The capture in a text; undefined: it is no HAR. Throws CannotJudge for a HAR that is cut off or broken. */
export const harIn = (text: string, file: string): Capture | undefined => {
  const start = text.replace(/^\u{feff}/u, '');
  const document = jsonIn(
    start,
    /^\s*\{\s*"log"\s*:/.test(start)
      ? `${file} is not a HAR that can be judged: it is not complete JSON, so it may have been cut off. Export it again.`
      : `${file} is not a transcript: it is not JSON.`,
  );
  if (!isHar(document)) return undefined;
  const capture = captureIn(document, file);
  if (capture.tool === tool.name)
    throw new CannotJudge(
      `${file} was written by this program: it has marks in place of secrets, and no data. Judge the transcript of that run (--transcript) instead.`,
    );
  return capture;
};

/** What of a capture to judge, by what the user said or by what it has. */
export const captureFrom = async (capture: Capture, flags: HarFlags): Promise<CaptureOptions> => {
  const given = profileNamed(flags.profile ?? 'auto');
  const base = flags.url === undefined ? baseIn(capture, profiles) : baseUrl(flags.url, '--url');
  const chosen = given === undefined ? await profileIn(capture, base, profiles) : { profile: given, why: '' };
  return {
    capture,
    base,
    profile: chosen.profile,
    ...(flags.publicUrl !== undefined && { publicUrl: baseUrl(flags.publicUrl, '--public-url') }),
    notes: chosen.why === '' ? [] : [chosen.why],
  };
};
