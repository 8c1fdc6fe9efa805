import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { streamFile } from '../../../src/drive/session/http/stream.js';
import { limitsWith } from '../../../src/model/index.js';
import { openAgents } from '../../../src/network/agents.js';
import { answer, type Script, startScripted } from '../../support/server.js';

const limits = limitsWith({ 'file-bytes': 100 });

/** Downloads a file from a server; returns how that ended, or what was thrown. */
const download = async (
  script: Script,
  write: () => void | Promise<void> = () => undefined,
  signal?: AbortSignal,
): Promise<string | undefined> => {
  const { url } = await startScripted(script);
  const agents = openAgents(undefined, {});
  try {
    const transport = { agents, connection: {}, limits };
    const receive = () => Promise.resolve(write);
    const { failure } = await streamFile({ method: 'GET', url, headers: [] }, transport, receive, signal);
    return failure?.code;
  } catch (error) {
    return (error as Error).message;
  } finally {
    agents.close();
  }
};

describe('a download leaves no timer behind', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test.each<[string, string | undefined, Script, (() => void)?]>([
    ['that came completely', undefined, (_, response) => answer(response, 200, {}, 'complete')],
    [
      'that was cut',
      'cut',
      (_, response) => {
        response.writeHead(200, { 'content-length': '50' });
        response.write('incomplete', () => response.destroy());
      },
    ],
    ['that was not answered', 'ECONNRESET', (_, response) => void response.destroy()],
    ['that exceeds a bound', 'too-large', (_, response) => answer(response, 200, {}, 'x'.repeat(101))],
    [
      'that could not be written',
      'the disk is full',
      (_, response) => answer(response, 200, {}, 'complete'),
      () => {
        throw new Error('the disk is full');
      },
    ],
  ])('%s', async (_, ended, script, write) => {
    expect(await download(script, write)).toBe(ended);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that was interrupted', async () => {
    const interrupt = new AbortController();
    const script: Script = (_, response) => {
      response.writeHead(200, { 'content-length': '50' });
      response.write('incomplete');
    };
    expect(await download(script, () => interrupt.abort(), interrupt.signal)).toBe('cut');
    expect(vi.getTimerCount()).toBe(0);
  });
});

test.each([0, 1, 2])(
  'an interruption at the last chunk of a kept-alive response raises no error, after %i turns',
  async (turns) => {
    const interrupt = new AbortController();
    const write = async (): Promise<void> => {
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      interrupt.abort(new Error('interrupted'));
    };
    // An error that nobody hears would be one of the test run.
    expect(
      await download((_, response) => answer(response, 200, {}, 'complete'), write, interrupt.signal),
    ).toBeUndefined();
  },
);
