import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { transcriptIn } from '../../bin/transcript.js';
import { type Checked, judgeTranscript } from '../../src/assess/index.js';
import type { Profile } from '../../src/model/index.js';
import { faults } from '../../suites/faults.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';
import { rogues } from '../../suites/rogues.js';
import { checkUnder } from '../matrix/matrix.js';
import { certifiedRogue } from '../matrix/rogues.js';
import { holds } from '../support/arbitrary.js';

const fits = ({ id }: Profile, { profiles: only }: { readonly profiles?: readonly string[] }): boolean =>
  only?.includes(id) ?? true;

/** A saved transcript is judged as the run itself did, word by word. */
const saysTheSame = ({ report, transcript }: Checked, profile: Profile): void => {
  const saved = transcriptIn(JSON.stringify(transcript), 'saved.json');
  const again = judgeTranscript(saved, profile, { catalogue });
  expect(again.verdicts).toEqual(report.verdicts);
  expect({ ...again, timings: 0 }).toEqual({ ...report, timings: 0 });
};

const named = <T extends { readonly id: string }>(all: readonly T[], id: string): T[] =>
  all.filter((one) => one.id === id);

describe('a saved transcript is judged as the run itself was', () => {
  const servers = fc.constantFrom(...profiles).chain((profile) =>
    fc.tuple(
      fc.constant(profile.id),
      fc.shuffledSubarray(
        faults.filter((fault) => fits(profile, fault)).map(({ id }) => id),
        { maxLength: 5 },
      ),
    ),
  );
  holds('of a server with any faults', 20, servers, async ([id, ids]) => {
    const [profile] = named(profiles, id);
    if (profile === undefined) throw new Error(`there is no profile ${id}`);
    const running = ids.flatMap((one) => named(faults, one));
    saysTheSame(await checkUnder(profile, running), profile);
  });

  const clients = fc
    .constantFrom(...profiles)
    .chain((profile) =>
      fc.tuple(
        fc.constant(profile.id),
        fc.constantFrom(...rogues.filter((rogue) => fits(profile, rogue)).map(({ id }) => id)),
      ),
    );
  holds('of a client with any fault', 6, clients, async ([id, rogue]) => {
    const [profile] = named(profiles, id);
    if (profile === undefined) throw new Error(`there is no profile ${id}`);
    saysTheSame(await certifiedRogue(profile, named(rogues, rogue)[0]), profile);
  });
});
