import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { serve } from '../../src/fhir/workers/part.js';
import { whyNoVerdict } from '../../src/assess/validate.js';
import { CannotJudge } from '../../src/model/index.js';
import { startWorkerPool, WorkerUnresponsive } from '../../src/fhir/workers/pool.js';

const piece = (text: string) => {
  const bytes = new SharedArrayBuffer(text.length);
  Buffer.from(bytes).write(text);
  return { bytes, length: text.length };
};
const PATIENT = piece('{"resourceType":"Patient"}\n');

// The limit is far longer than a worker takes for the other pieces, however busy the machine is.
test('a worker that does not answer is ended and replaced; the piece fails, and the next ones do not', async () => {
  let made = 0;
  let ended = 0;
  const pool = startWorkerPool(
    1,
    () => {
      const { port1, port2 } = new MessageChannel();
      // The first one hears nothing.
      if ((made += 1) > 1) serve(port2);
      return {
        port: port1,
        end: () => {
          ended += 1;
          port1.close();
          return Promise.resolve();
        },
      };
    },
    5000,
  );
  const [lost, kept] = [pool.judge(PATIENT, { maxFindings: 1 }), pool.judge(PATIENT, { maxFindings: 1 })];
  await expect(lost).rejects.toThrow(WorkerUnresponsive);
  await expect(lost).rejects.toThrow('it was not judged within 5 s');
  expect((await kept).part).toBeDefined();
  expect([made, ended]).toEqual([2, 1]);
  await pool.stop();
  expect(ended).toBe(2);
});

test('a file that it could not judge is no internal error of a validation', () => {
  const why = whyNoVerdict('claims.ndjson', new WorkerUnresponsive('it was not judged within 120 s'));
  expect(why).toBeInstanceOf(CannotJudge);
  expect(why).toMatchObject({ message: 'Cannot judge claims.ndjson: it was not judged within 120 s.' });
  const bug = new Error('a mistake');
  expect(whyNoVerdict('claims.ndjson', bug)).toBe(bug);
});
