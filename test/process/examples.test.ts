import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { emptyFolder, run } from '../support/cli-run.js';

const has = (tool: string): boolean => spawnSync(tool, ['--version']).status === 0;

/** The certify command in the comment at the top of an example, from the command of the client on. */
const commandIn = (folder: string, file: string): string[] => {
  const text = readFileSync(join(packageRoot, 'examples', folder, file), 'utf8');
  const line = /bcda-conformance certify -- (.*)/.exec(text)?.[1] ?? '';
  return line.split(' ').map((word) => (word === file ? join(packageRoot, 'examples', folder, file) : word));
};

describe('the example clients earn a certificate with the command at their top', () => {
  test.for([
    { folder: 'python-client', file: 'client.py', tools: ['python3'] },
    { folder: 'bash-client', file: 'client.sh', tools: ['bash', 'curl', 'jq'] },
  ])('$folder', async ({ folder, file, tools }, context) => {
    const missing = tools.filter((tool) => !has(tool));
    context.skip(missing.length > 0, `there is no ${missing.join(', no ')}`);
    const cwd = emptyFolder();
    const env = { PATH: process.env['PATH'] ?? '', HOME: cwd };
    const reports = ['--report', 'json=r.json', '--quiet', '--parallel', '8'];
    const { code } = await run(['certify', ...reports, '--', ...commandIn(folder, file)], { cwd, env });
    const report = JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')) as Report;
    const left = report.verdicts
      .filter(({ outcome }) => outcome !== 'pass')
      .map(({ id, outcome }) => `${id} ${outcome}`);
    // Judged with --resume only.
    expect(left.filter((one) => one !== 'client.kickoff.resumes inapplicable')).toEqual([]);
    expect([code, report.conforms]).toEqual([0, 'yes']);
  });
});
