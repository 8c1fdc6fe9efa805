import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Profile } from '../../src/model/index.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { type Ran, run, type RunIo } from '../support/cli-run.js';
import { createMarks, type Marks } from './marks.js';
import { type Planted, type Planting, startPlanted } from './server.js';
import { byPlace, type Found, marksBelow, type OwnTemp } from './written.js';

/** Files that a test itself wrote, and the folder that a user named for data. */
const isExempt = (path: string): boolean => /\/(secrets|out)\//.test(path);

/** A server that plants, and a folder to work in. */
export interface Scene {
  readonly server: Planted;
  readonly marks: Marks;
  readonly cwd: string;
  /** Runs a command line there, and adds what it wrote to what is looked at. */
  readonly run: (argv: readonly string[], io?: RunIo) => Promise<Ran>;
  /** Looks at a text as well. */
  readonly see: (text: string | Uint8Array, where: string) => void;
  /** Where marks were found in all that was written so far. */
  readonly leaks: () => string[];
}

/** Has commands meet a server that plants, and removes both afterwards. */
export const meeting = async <T>(
  temp: OwnTemp,
  planting: Planting,
  use: (scene: Scene) => Promise<T>,
  profile: Profile = profile201912,
): Promise<T> => {
  const marks = createMarks();
  const server = await startPlanted(profile, marks, planting);
  const cwd = temp.folder('run');
  const found: Found[] = [];
  // Others may be at work beside it, each in a folder of its own.
  const isNotOurs = (path: string): boolean =>
    isExempt(path) || (path.startsWith(join(temp.path, 'run-')) && !path.startsWith(cwd));
  const see: Scene['see'] = (text, where) =>
    void found.push(...marks.in(Buffer.from(text as string)).map((place): Found => [place, where]));
  try {
    return await use({
      server,
      marks,
      cwd,
      see,
      run: async (argv, io = {}) => {
        // The temporary folder is looked at while it runs, too: whenever it says something.
        const watch: NonNullable<RunIo['watch']> = (text, interrupt) => {
          found.push(
            ...marksBelow(temp.path, marks, isNotOurs).map(([place, file]): Found => [place, `${file}, for a while`]),
          );
          io.watch?.(text, interrupt);
        };
        const ran = await run(argv, { cwd, env: server.env, ...io, watch });
        see(ran.out, 'stdout');
        see(ran.err, 'stderr');
        expect(ran.err).not.toContain('internal error');
        return ran;
      },
      leaks: () => byPlace([...found, ...marksBelow(temp.path, marks, isNotOurs)]),
    });
  } finally {
    await server.close();
    rmSync(cwd, { recursive: true, force: true });
  }
};
