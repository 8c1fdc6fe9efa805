import { expect, test } from 'vitest';
import { hold, tried, type Kind } from './trial.js';

/** What the others are compared with: the front takes nothing away and adds nothing. */
const SOUND: Kind = {
  kind: 'a sound server behind the front',
  ids: [],
  everyReport: true,
  exit: 0,
  says: /conforms to profile 2019-12/,
};

test(SOUND.kind, async () => {
  const result = await tried(SOUND);
  hold(SOUND, result);
  expect(result.report?.conforms).toBe('yes');
  expect(result.report?.summary).toMatchObject({ fail: 0, warn: 0, blocked: 0 });
});
