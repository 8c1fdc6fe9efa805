import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { belongsTo, isOfPages, type Profile, wordedUnder } from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';
import { type TodayStatement, todayStatements } from '../support/today-statements.js';
import { todayMap } from './today-map.js';

/** The list lies beside the checkout; where it does not, what needs it is skipped. */
const list = join(packageRoot, '..', 'shared', 'today', 'requirements-today.md');
const statements = existsSync(list) ? todayStatements(readFileSync(list, 'utf8')) : undefined;
const read = (skip: (note: string) => never): readonly TodayStatement[] => statements ?? skip(`there is no ${list}`);

const versions = profiles.filter(isOfPages);
const ofServers = catalogue.filter(({ role }) => role === 'server').flatMap(({ requirements }) => requirements);
const isJudged = (id: string, profile: Profile): boolean =>
  ofServers.some((one) => one.id === id && belongsTo(one, profile));

describe('reading the list of statements', () => {
  const table = (...rows: readonly string[]): TodayStatement[] =>
    todayStatements(
      `## Other\n| a.no | MUST | guide | = | = | = |\n\n## Server role\n${rows.join('\n')}\n\n## Client role\n`,
    );
  test('takes each id with its versions', () => {
    expect(table('| a.b | MUST | guide | = | yes | no | x |', '| a.c | SHOULD | spec | - | - | yes | x |')).toEqual([
      { id: 'a.b', versions: ['v1', 'v2'], level: 'MUST' },
      { id: 'a.c', versions: ['v3'], level: 'SHOULD' },
    ]);
  });
  test('takes every id of a row', () => {
    const ids = table(
      '| a.b, .c, d.e | MUST | guide | = | = | = | x |',
      '| p.{x,y}.{k,l}-m | MUST | guide | = | = | = | x |',
      '| q.z | MUST | guide | not judged | | | x |',
    ).map(({ id }) => id);
    expect(ids).toEqual(['a.b', 'a.c', 'd.e', 'p.x.k-m', 'p.x.l-m', 'p.y.k-m', 'p.y.l-m', 'q.z']);
  });
});

describe("every statement of today's pages", () => {
  test('there are as many as the list has', ({ skip }) => {
    expect(read(skip).length).toBe(228);
  });

  describe.each(versions)('under $id', (profile) => {
    test('has a requirement or a reason', ({ skip }) => {
      const open = read(skip).filter(
        ({ id, versions: holds }) => holds.includes(profile.id) && !isJudged(id, profile) && todayMap[id] === undefined,
      );
      expect(open.map(({ id }) => id)).toEqual([]);
    });

    test('has the level of its requirement, unless a decision says why', ({ skip }) => {
      const other = read(skip).flatMap(({ id, level, versions: holds }) => {
        const requirement = ofServers.find((one) => one.id === id && belongsTo(one, profile));
        if (requirement === undefined || !holds.includes(profile.id) || !/^(?:MUST|SHOULD)$/.test(level)) return [];
        const own = wordedUnder(requirement, profile);
        return own.level === level || own.decision !== undefined
          ? []
          : [`${id}: ${own.level}, and ${level} in the list`];
      });
      expect(other).toEqual([]);
    });
  });

  test('is answered by requirements that there are under each of its versions', ({ skip }) => {
    const lost = read(skip).flatMap(({ id, versions: holds }) => {
      const answer = todayMap[id];
      if (answer === undefined || !('by' in answer)) return [];
      const own = versions.filter((profile) => holds.includes(profile.id));
      return own.flatMap((profile) =>
        answer.by.filter((one) => !isJudged(one, profile)).map((one) => `${id} by ${one} under ${profile.id}`),
      );
    });
    expect(lost).toEqual([]);
  });

  test('has no answer that is not needed', ({ skip }) => {
    const known = new Map(read(skip).map((one) => [one.id, one]));
    const idle = Object.keys(todayMap).filter((id) => {
      const holds = known.get(id)?.versions ?? [];
      return versions.filter((one) => holds.includes(one.id)).every((profile) => isJudged(id, profile));
    });
    expect(idle).toEqual([]);
  });
});
