import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../suites/index.js';
import { adviceFor } from '../../../suites/advice.js';
import { run } from '../../support/cli-run.js';

describe('explain', () => {
  test('a requirement of servers, with an exchange that meets it and one that does not', async () => {
    const { code, out, err } = await run(['explain', 'kickoff.content-location']);
    expect([code, err]).toEqual([0, '']);
    const titles = ['Source', 'Why it matters', 'What meets it', 'What does not', 'Usual causes', 'What to do'];
    expect(out.split('\n').filter((line) => titles.includes(line))).toEqual(titles);
    const [good = '', bad = ''] = out.split('What does not');
    expect(good).toMatch(/What meets it\n[^]*< 202 Accepted\n[^]*Content-Location: http/);
    expect(bad).toMatch(/< 202 Accepted\n/);
    expect(bad.split('Usual causes')[0]).not.toContain('Content-Location: http');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThan(130);
  });

  test('a requirement of clients', async () => {
    const { code, out } = await run(['explain', 'client.token.basic', '--profile', '2019-09']);
    expect(code).toBe(0);
    expect(out).toMatch(/What meets it\n[^]*POST[^]*What does not\n[^]*seen: /);
  });

  test('what shows only under a host name, without leaving this machine', async () => {
    const { code, out } = await run(['explain', 'hygiene.tls']);
    expect(code).toBe(0);
    expect(out).toMatch(/What does not\n[^]*seen: plain http\n/);
  });

  test('a statement that traffic cannot show', async () => {
    const untestable = catalogue
      .flatMap(({ requirements }) => requirements)
      .find((one) => one.untestable !== undefined);
    const { code, out } = await run(['explain', untestable?.id ?? '']);
    expect([code, out.includes('What meets it')]).toEqual([0, false]);
    expect(out).toContain('Why traffic cannot show it');
  });

  test.each([
    ['token', /No requirement is called "token"\. Give one of token\.issued, /],
    ['nothing.here', /No requirement is called "nothing\.here"\. `bcda-conformance list`/],
  ])('%s is refused', async (id, says) => {
    const { code, err } = await run(['explain', id]);
    expect([code, says.test(err)]).toEqual([2, true]);
  });

  test('of a requirement of another profile is refused', async () => {
    const { code, err } = await run(['explain', 'parameters.one-type', '--profile', '2019-09']);
    expect([code, err]).toEqual([2, 'error: parameters.one-type is not part of profile 2019-09.\n']);
  });
});

test.each(catalogue.filter((suite) => adviceFor(suite) !== undefined).map((suite) => [suite.id, suite] as const))(
  'the advice of %s is in whole sentences',
  (_, suite) => {
    for (const text of [suite.why, suite.remedy]) expect(text).toMatch(/^[A-Z][^]{30,}\.$/);
  },
);
