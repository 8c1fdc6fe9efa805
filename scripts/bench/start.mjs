// From the start of the command to its first request, compared with the start of Node alone.
import { execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:http';
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

const nodeAlone = () => {
  const begun = performance.now();
  execFileSync(process.execPath, ['-e', '0']);
  return performance.now() - begun;
};

// In turns, so that whatever else the machine does slows both.
const [starts, floors] = [[], []];
for (let round = 0; round < ROUNDS; round += 1) {
  floors.push(nodeAlone());
  starts.push(await firstRequest());
}
row('command to first request', median(starts), 'node -e 0', median(floors));
