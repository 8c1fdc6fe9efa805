import { beforeEach, describe, expect, test } from 'vitest';
import { judgeTranscript } from '../../../src/assess/index.js';
import type { Outcome } from '../../../src/model/index.js';
import { catalogue } from '../../../suites/index.js';
import { profileV1 } from '../../../suites/profiles/v1.js';
import { profileV3 } from '../../../suites/profiles/v3.js';
import { missing, type Placed, type RealRecording, transcriptOf } from '../recording.js';
import { FILES, mappingOf, recordingOf } from './places.js';
import { ownRuns, vectors } from './verdicts.js';

describe.each([profileV1, profileV3])('the server of August 2026 under $id', (profile) => {
  const bare: RealRecording = { ...recordingOf(profile), mapping: [], bodyFiles: {} };
  beforeEach(({ skip }) => skip(missing(bare) !== undefined, missing(bare)));

  const recording = (): RealRecording => {
    const mapping = mappingOf(bare);
    const bodyFiles = Object.fromEntries(
      mapping.flatMap(({ line, name }) => (FILES[name] === undefined ? [] : [[line, FILES[name]]])),
    );
    return { ...bare, mapping, bodyFiles };
  };
  const verdictsOf = (run: string): { readonly [id: string]: Outcome } => {
    const read = recording();
    const placed = read.mapping.flatMap(({ line, uses }) =>
      uses.filter((use) => use.run === run).map((use): Placed => ({ ...use, line })),
    );
    const { verdicts } = judgeTranscript(transcriptOf(read, placed), profile, { catalogue });
    return Object.fromEntries(verdicts.map(({ id, outcome }) => [id, outcome]));
  };

  test('has a place, or a reason why not, for every exchange', () => {
    const { mapping } = recording();
    expect(mapping.length).toBe(profile.id === 'v1' ? 414 : 439);
    expect(mapping.filter(({ uses, because }) => uses.length > 0 === (because !== undefined))).toEqual([]);
    expect(mapping.filter(({ uses }) => uses.length > 0).length).toBeGreaterThan(75);
  });

  test('its main run', () => {
    const { fail, blocked, inapplicable } = vectors[profile.id]!;
    const seen = verdictsOf('main');
    const wanted = Object.keys(seen).map((id): [string, Outcome] => [
      id,
      fail.includes(id)
        ? 'fail'
        : blocked.includes(id)
          ? 'blocked'
          : inapplicable.includes(id)
            ? 'inapplicable'
            : 'pass',
    ]);
    expect(seen).toEqual(Object.fromEntries(wanted));
    // No id is misspelled, and each belongs to the profile.
    expect([...fail, ...blocked, ...inapplicable].filter((id) => !(id in seen))).toEqual([]);
  });

  test.each(Object.entries(ownRuns[profile.id]!))('%s', (run, { pass, fail }) => {
    const seen = verdictsOf(run);
    expect(Object.keys(seen).filter((id) => seen[id] === 'fail')).toEqual(fail);
    expect(pass.filter((id) => seen[id] !== 'pass')).toEqual([]);
  });
});
