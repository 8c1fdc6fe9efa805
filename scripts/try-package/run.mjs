import { execFile } from 'node:child_process';

/** A line of progress. */
export const say = (line) => process.stdout.write(`${line}\n`);

/** Does something, and says how long it took. */
export const timed = async (what, action) => {
  const begun = performance.now();
  const result = await action();
  say(`✓ ${what} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
  return result;
};

/** Runs a command to its end. A client's secrets and settings of the user are not handed on. */
export const run = (command, args, { cwd, env = {} }) =>
  new Promise((resolve) => {
    const kept = Object.entries(process.env).filter(
      ([name]) =>
        !/^(BCDA_|NODE_OPTIONS$|VITEST|npm_|INIT_CWD$)/.test(name) || /^npm_config_(cache|registry)$/i.test(name),
    );
    const options = { cwd, env: { ...Object.fromEntries(kept), ...env }, maxBuffer: 64 * 1024 * 1024 };
    execFile(command, args, options, (error, out, err) => {
      resolve({ code: error === null ? 0 : (error.code ?? error.signal), out, err });
    });
  });

/** Fails with a sentence unless something holds. */
export const must = (holds, sentence) => {
  if (!holds) throw new Error(sentence);
};

/** Runs a command and fails unless it ends as expected, with what is expected in its output. */
export const mustRun = async (what, command, args, { code = 0, says, ...options }) => {
  const ran = await run(command, args, options);
  const tail = `${ran.out}\n${ran.err}`.trim().split('\n').slice(-15).join('\n');
  must(ran.code === code, `${what}: expected exit code ${code}, seen ${ran.code}:\n${tail}`);
  must(says === undefined || says.test(ran.out), `${what}: expected ${says} in its output:\n${tail}`);
  return ran;
};
