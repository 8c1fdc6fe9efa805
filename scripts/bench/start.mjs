// From the start of the command to its first request, and to the verdict on one claim, compared with the start of Node alone.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lines } from '../../dist/fixtures/index.js';
import { median, row } from './table.mjs';

const ROUNDS = 15;
const command = 'dist/bin/bcda-conformance.js';

const firstRequest = () =>
  new Promise((resolve, reject) => {
    let begun;
    const server = createServer((_, response) => {
      resolve(performance.now() - begun);
      response.writeHead(404).end();
    });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      begun = performance.now();
      const child = spawn(process.execPath, [command, 'check', `http://127.0.0.1:${port}`, '--quiet'], {
        stdio: 'ignore',
      });
      child.once('error', reject).once('exit', () => server.close());
    });
  });

const timed = (...args) => {
  const begun = performance.now();
  execFileSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - begun;
};

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const claim = join(folder, 'claim.ndjson');
  writeFileSync(claim, [...lines('ExplanationOfBenefit', { seed: 3, from: 0, to: 1 })][0]);
  // In turns, so that whatever else the machine does slows all.
  const [starts, verdicts, floors] = [[], [], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    floors.push(timed('-e', '0'));
    starts.push(await firstRequest());
    verdicts.push(timed(command, 'validate', claim));
  }
  row('command to first request', median(starts), 'node -e 0', median(floors));
  row('validate of one claim, from start to end', median(verdicts), 'node -e 0', median(floors));
} finally {
  rmSync(folder, { recursive: true });
}
