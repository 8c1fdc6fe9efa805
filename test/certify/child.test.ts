import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ChildOptions, childClient } from '../../src/certify/child.js';
import { type Ending, KILLED, type Task } from '../../src/model/index.js';

const NODE = process.execPath;
const linux = process.platform === 'linux';
const folder = (): string => mkdtempSync(join(tmpdir(), 'bcda-child-'));
let tasks = 0;

/** A task that no other test shares its URL with; nothing listens there. */
const taskOf = (more: Partial<Task> = {}): Task => ({
  url: `http://127.0.0.1:9/${process.pid}-${(tasks += 1)}`,
  credentials: { clientId: 'the-client', clientSecret: 'the-secret' },
  type: 'Coverage',
  profile: '2019-12',
  out: '/out',
  signal: new AbortController().signal,
  ...more,
});
const OPTIONS: ChildOptions = { env: { PATH: process.env['PATH'] }, cwd: tmpdir() };

const run = (command: readonly string[], task = taskOf(), options = OPTIONS): Promise<Ending> =>
  childClient(command, options)(task);
const runScript = (script: string, ...args: readonly string[]): Promise<Ending> => run([NODE, '-e', script, ...args]);

afterEach(() => void vi.useRealTimers());

describe('how it ended', () => {
  test.each([0, 1, 3, 255])('exit status %d', async (code) => {
    expect(await runScript(`process.exitCode = ${code}`)).toEqual({ code, lines: [] });
  });

  test.each(['SIGKILL', 'SIGTERM', 'SIGSEGV'])('the signal %s', async (signal) => {
    expect(await runScript(`process.kill(process.pid, '${signal}')`)).toEqual({ killed: signal, lines: [] });
  });

  test('its input is closed', async () => {
    const script = `process.stdin.on('end', () => console.log('no input')).resume()`;
    expect(await runScript(script)).toEqual({ code: 0, lines: ['no input'] });
  });
});

describe('what it is told', () => {
  test('placeholders, anywhere in an argument and more than once, without a shell and in one pass', async () => {
    const task = taskOf({ out: '/a b/{type}/$HOME', credentials: { clientId: '{client_secret}', clientSecret: '$&' } });
    const args = [
      '--url={url}/x',
      '{type}{type}',
      '{profile}',
      '{out}',
      '{client_id}:{client_secret}',
      '{other}',
      '{URL}',
      '*',
      '',
    ];
    const { lines } = await run(
      [NODE, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...args],
      task,
    );
    expect(JSON.parse(lines.join(''))).toEqual([
      `--url=${task.url}/x`,
      'CoverageCoverage',
      '2019-12',
      '/a b/{type}/$HOME',
      '{client_secret}:$&',
      '{other}',
      '{URL}',
      '*',
      '',
    ]);
  });

  test('the command itself may hold a placeholder', async () => {
    const out = folder();
    writeFileSync(join(out, 'client'), '#!/bin/sh\necho ran\n');
    chmodSync(join(out, 'client'), 0o755);
    expect(await run(['{out}/client'], taskOf({ out }))).toEqual({ code: 0, lines: ['ran'] });
  });

  test('the environment that is given and what the task adds, and no other', async () => {
    const task = taskOf();
    const cwd = folder();
    const env = { GIVEN: 'yes', BCDA_TYPE: 'overridden', ABSENT: undefined };
    const script = 'console.log(JSON.stringify({ env: process.env, cwd: process.cwd() }))';
    const { lines } = await run([NODE, '-e', script], task, { env, cwd });
    const told = JSON.parse(lines.join('')) as { env: Record<string, string>; cwd: string };
    // What macOS adds to any process.
    delete told.env['__CF_USER_TEXT_ENCODING'];
    expect(told.env).toEqual({
      GIVEN: 'yes',
      BCDA_BASE_URL: task.url,
      BCDA_CLIENT_ID: 'the-client',
      BCDA_CLIENT_SECRET: 'the-secret',
      BCDA_OUT: '/out',
      BCDA_TYPE: 'Coverage',
      BCDA_PROFILE: '2019-12',
    });
    expect(told.cwd.endsWith(cwd)).toBe(true);
  });
});

describe('the last lines', () => {
  test('both outputs in one list, each in its order', async () => {
    const script = `
      const { writeSync } = require('node:fs');
      writeSync(1, 'one\\n'); writeSync(2, 'two\\r\\n'); writeSync(1, '\\u001b[31mthree\\n\\nno end');`;
    const { lines } = await runScript(script);
    expect(lines.toSorted()).toEqual(['', '\u001b[31mthree', 'no end', 'one', 'two']);
    expect(lines.filter((line) => line !== 'two')).toEqual(['one', '\u001b[31mthree', '', 'no end']);
  });

  test('no more than 30: those that are shown, and ten before them', async () => {
    const { lines } = await runScript(`for (let n = 1; n <= 50; n += 1) console.log(n)`);
    expect(lines).toEqual(Array.from({ length: 30 }, (_, n) => String(21 + n)));
  });

  test.each<[string, string, string]>([
    ['500 characters', `'é '.repeat(250)`, 'é '.repeat(250)],
    ['501 characters', `'é '.repeat(250) + 'x'`, `${'é '.repeat(249)}é…`],
    ['three bytes a character', `'€ '.repeat(400)`, `${'€ '.repeat(249)}€…`],
    ['a pair at the cut', `'😀'.repeat(300)`, `${'😀'.repeat(249)}…`],
    [
      'a word at the cut: it might be half a secret',
      `'a '.repeat(200) + 's3-_.~+/=%'.repeat(20)`,
      `${'a '.repeat(200)}…`,
    ],
    ['one word', `'x'.repeat(501)`, '…'],
  ])('a line is bounded: %s', async (_, text, kept) => {
    expect((await runScript(`console.log(${text}); console.log('next')`)).lines).toEqual([kept, 'next']);
  });

  test('all that was written before the end is read', async () => {
    const script = `
      const { writeSync } = require('node:fs');
      for (let n = 0; n < 3000; n += 1) writeSync(1, 'x'.repeat(99) + '\\n');
      writeSync(1, 'last'); process.kill(process.pid, 'SIGKILL');`;
    const { killed, lines } = await runScript(script);
    expect([killed, lines.length, lines.at(-1)]).toEqual(['SIGKILL', 30, 'last']);
  });

  test('output without an end or a newline is bounded in memory', async () => {
    const script = `
      const { writeSync } = require('node:fs');
      const much = Buffer.alloc(1 << 20, 'word ');
      for (let n = 0; n < 512; n += 1) for (let at = 0; at < much.length;) at += writeSync(1, much, at);`;
    const before = process.memoryUsage().arrayBuffers;
    const { code, lines } = await runScript(script);
    expect([code, lines]).toEqual([0, [`${'word '.repeat(99)}…`]]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(256 << 20);
  });
});

describe('what cannot be started', () => {
  const out = folder();
  writeFileSync(join(out, 'text'), 'no program');
  test.each<[string, readonly string[], string, RegExp]>([
    ['an unknown command', ['bcda-no-such-command'], out, /^there is no such command/],
    ['an unknown path', [join(out, 'nothing')], out, /^there is no such command/],
    ['a folder that is not there', [NODE, '-e', ''], join(out, 'nowhere'), /working directory does not exist$/],
    ['a file that is no program', [join(out, 'text')], out, /^it is not a program/],
    ['a folder', [out], out, /^it is not a program/],
    ['a path through a file', [join(out, 'text', 'client')], out, /^its path/],
    ['no command', [], out, /^the command is empty/],
    ['an empty command', [''], out, /^the command is empty/],
    ['a NUL', [NODE, 'a\0b'], out, /NUL/],
    ['arguments that are too long', [NODE, 'x'.repeat(1 << 22)], out, /^its arguments and environment are too long/],
  ])('%s', async (_, command, cwd, says) => {
    const ending = await run(command, taskOf(), { ...OPTIONS, cwd });
    expect(ending).toEqual({ failedToStart: expect.stringMatching(says) as string, lines: [] });
    expect(ending.failedToStart).not.toContain(out);
  });

  test('a run that was ended before', async () => {
    const mark = join(folder(), 'ran');
    const ending = await run(
      [NODE, '-e', `require('node:fs').writeFileSync(process.argv[1], '')`, mark],
      taskOf({ signal: AbortSignal.abort() }),
    );
    expect(ending).toEqual({ failedToStart: 'the run was stopped before the client could be started', lines: [] });
    expect(existsSync(mark)).toBe(false);
  });
});

/** What the processes of a test tell it: each connects, says a line, and stays connected for as long as it lives. */
interface Witness {
  readonly port: number;
  /** Resolves with the process ids when all of these words were said. */
  readonly said: (...words: readonly string[]) => Promise<readonly number[]>;
  /** Says a word to all that are connected. */
  readonly tell: (word: string) => void;
  /** Resolves when every process that ever connected is gone. */
  readonly gone: () => Promise<void>;
  readonly close: () => void;
}

const witness = async (): Promise<Witness> => {
  const sockets = new Set<Socket>();
  const heard = new Map<string, number>();
  let look: () => void = () => undefined;
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise<void>((resolve) => (look = resolve));
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (data) => {
      for (const line of data.toString().trim().split('\n')) heard.set(line.split(' ')[0]!, Number(line.split(' ')[1]));
      look();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      look();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    said: async (...words) => {
      await until(() => words.every((word) => heard.has(word)));
      return words.map((word) => heard.get(word)!);
    },
    tell: (word) => sockets.forEach((socket) => void socket.write(word)),
    gone: () => until(() => sockets.size === 0),
    close: () => void server.close(),
  };
};

/** A script: says its word, then `more`, and never ends by itself. */
const hanging = (port: number, word: string, more = ''): string => `
  const socket = require('node:net').connect(${port}, '127.0.0.1');
  const say = (word) => socket.write(word + ' ' + process.pid + '\\n');
  const start = (script, { via = [], ...more } = {}) => {
    const [file, ...args] = [...via, process.execPath, '-e', script];
    return require('node:child_process').spawn(file, args, { stdio: 'inherit', ...more });
  };
  socket.on('connect', () => say('${word}'));
  ${more}`;
const IGNORES = `process.on('SIGTERM', () => say('asked'));`;

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // In a container nobody may have taken note of its end yet.
    return !linux || !/^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^(ESRCH|ENOENT)$/) as string });
    return false;
  }
};

describe('nothing of it is left', () => {
  const use = async (test: (seen: Witness, abort: AbortController, task: Task) => Promise<void>): Promise<void> => {
    const seen = await witness();
    const abort = new AbortController();
    try {
      await test(seen, abort, taskOf({ signal: abort.signal }));
      await seen.gone();
    } finally {
      abort.abort();
      seen.close();
    }
  };

  test('a child that hangs is asked to end', () =>
    use(async (seen, abort, task) => {
      const ending = run([NODE, '-e', hanging(seen.port, 'child')], task);
      const pids = await seen.said('child');
      abort.abort();
      expect(await ending).toEqual({ killed: 'SIGTERM', lines: [] });
      expect(pids.filter(isThere)).toEqual([]);
    }));

  test('however many run at a time, one listener ends them all if this program exits', () =>
    use(async (seen, abort, task) => {
      const before = process.listenerCount('exit');
      const endings = [1, 2, 3].map((index) => run([NODE, '-e', hanging(seen.port, `child${index}`)], task));
      for (const index of [1, 2, 3]) await seen.said(`child${index}`);
      expect(process.listenerCount('exit')).toBe(before + 1);
      abort.abort();
      await Promise.all(endings);
      expect(process.listenerCount('exit')).toBe(before);
    }));

  test('one that ends itself when it is asked gives its own status', () =>
    use(async (seen, abort, task) => {
      const ending = run(
        [NODE, '-e', hanging(seen.port, 'child', `process.on('SIGTERM', () => process.exit(7));`)],
        task,
      );
      await seen.said('child');
      abort.abort();
      expect(await ending).toEqual({ code: 7, lines: [] });
    }));

  test('one that does not mind is ended two seconds later', () =>
    use(async (seen, abort, task) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const ending = run([NODE, '-e', hanging(seen.port, 'child', IGNORES)], task);
      const pids = await seen.said('child');
      abort.abort();
      await seen.said('asked');
      vi.advanceTimersByTime(1999);
      expect(pids.filter(isThere)).toEqual(pids);
      vi.advanceTimersByTime(1);
      expect(await ending).toEqual({ killed: 'SIGKILL', lines: [] });
      expect(pids.filter(isThere)).toEqual([]);
      expect(vi.getTimerCount()).toBe(0);
    }));

  test('one that is to be run again is killed at once', () =>
    use(async (seen, abort, task) => {
      const ending = run([NODE, '-e', hanging(seen.port, 'child', IGNORES)], task);
      const pids = await seen.said('child');
      abort.abort(KILLED);
      expect(await ending).toEqual({ killed: 'SIGKILL', lines: [] });
      expect(pids.filter(isThere)).toEqual([]);
    }));

  test('a grandchild that ignores SIGTERM and holds the output open', () =>
    use(async (seen, abort, task) => {
      const child = hanging(seen.port, 'child', `start(${JSON.stringify(hanging(seen.port, 'grandchild', IGNORES))});`);
      const ending = run([NODE, '-e', child], task);
      const pids = await seen.said('child', 'grandchild');
      abort.abort();
      expect(await ending).toEqual({ killed: 'SIGTERM', lines: [] });
      expect(pids.filter(isThere)).toEqual([]);
    }));

  test('a grandchild that outlives a child that ended well', () =>
    use(async (seen, _, task) => {
      const grandchild = JSON.stringify(hanging(seen.port, 'grandchild', IGNORES));
      const child = `start(${grandchild}); socket.on('data', () => process.exit(0)); console.log('started');`;
      const ending = run([NODE, '-e', hanging(seen.port, 'child', child)], task);
      const pids = await seen.said('child', 'grandchild');
      seen.tell('end');
      expect(await ending).toEqual({ code: 0, lines: ['started'] });
      expect(pids.filter(isThere)).toEqual([]);
    }));

  // Without util-linux's setsid there is no such command; elsewhere than on Linux a process cannot be found by its environment.
  const leaves = linux && ['/usr/bin/setsid', '/bin/setsid'].some((path) => existsSync(path));
  test.runIf(leaves)('grandchildren that left the process group', () =>
    use(async (seen, abort, task) => {
      const far = JSON.stringify(hanging(seen.port, 'far', IGNORES));
      const twice = JSON.stringify(
        hanging(
          seen.port,
          'near',
          `start(${JSON.stringify(hanging(seen.port, 'twice', IGNORES))}, { detached: true });`,
        ),
      );
      const child = hanging(
        seen.port,
        'child',
        `start(${far}, { via: ['setsid'] }); start(${twice}, { via: ['setsid', '--fork'] });`,
      );
      const ending = run([NODE, '-e', child], task);
      const pids = await seen.said('child', 'near', 'far', 'twice');
      abort.abort();
      expect(await ending).toEqual({ killed: 'SIGTERM', lines: [] });
      expect(pids.filter(isThere)).toEqual([]);
    }),
  );

  test.runIf(linux)('processes of another task are let alone', () =>
    use(async (seen, abort, task) => {
      const ending = run([NODE, '-e', hanging(seen.port, 'other')], task);
      const pids = await seen.said('other');
      // The beginning of its URL is the same.
      await run([NODE, '-e', ''], taskOf({ url: task.url.slice(0, -1) }));
      expect(pids.filter(isThere)).toEqual(pids);
      abort.abort();
      await ending;
    }),
  );

  test.runIf(linux)('output that someone keeps open who cannot be found is not waited for', () =>
    use(async (seen, _, task) => {
      const hidden = JSON.stringify(hanging(seen.port, 'hidden'));
      const child = `
        start(${hidden}, { detached: true, env: {} });
        console.log('words'); socket.on('data', () => process.exit(0));`;
      const ending = run([NODE, '-e', hanging(seen.port, 'child', child)], task);
      const [, pid] = await seen.said('child', 'hidden');
      seen.tell('end');
      try {
        expect(await ending).toEqual({ code: 0, lines: ['words'] });
        expect(isThere(pid!)).toBe(true);
      } finally {
        process.kill(pid!, 'SIGKILL');
      }
    }),
  );
});
