import { expect, test } from 'vitest';
import { checkServer } from '../../src/assess/index.js';
import { type Outcome, skippingClock } from '../../src/model/index.js';
import { catalogue } from '../../suites/index.js';
import { answer, startScripted } from '../support/server.js';
import { readExchanges, type RealRecording } from './recording.js';

const HOP_BY_HOP = new Set(['connection', 'content-length', 'date']);

/** What a recorded documentation shows. */
interface Documented {
  /** What stands in place of a body that was not kept. */
  readonly notKept?: string;
  readonly verdicts: readonly (readonly [id: string, outcome: Outcome, seen?: unknown])[];
  /** The paths that are asked for at first. */
  readonly asked: readonly string[];
}

/** Tests that the documentation, given again as it was recorded, gets these verdicts from a run. */
export const documentedAs = (
  title: string,
  recording: RealRecording,
  { notKept = '', verdicts, asked }: Documented,
): void =>
  test(title, async () => {
    const recorded = readExchanges(recording).filter(({ name }) => name.startsWith('GET swagger'));
    expect(recorded.length).toBeGreaterThan(1);
    const server = await startScripted(({ target }, response) => {
      const found = recorded.find(({ request }) => new URL(request.url).pathname === target);
      if (found === undefined) return answer(response, 404);
      const { status, headers, body } = found.reply;
      answer(
        response,
        status,
        Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name))),
        body ?? notKept,
      );
    });
    const { report } = await checkServer({
      profile: recording.profile,
      catalogue,
      base: server.url,
      selection: verdicts.map(([id]) => id),
      clock: skippingClock(),
    });
    expect(
      report.verdicts.map(({ id, outcome, seen }) => [id, outcome, ...(outcome === 'fail' ? [seen] : [])]),
    ).toEqual(verdicts);
    expect(server.saw.slice(0, asked.length).map(({ target }) => target)).toEqual(asked);
  });
