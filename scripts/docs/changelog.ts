import { catalogue } from '../../suites/index.js';
import { released, sinceOf, weightsIn } from '../../suites/released/index.js';
import { tool } from '../../src/package.js';

const requirements = catalogue.flatMap((suite) => suite.requirements);

const [, newest] = released.at(-1) ?? [];
const before: ReadonlyMap<string, string> = newest === undefined ? new Map() : weightsIn(newest);

const listed = (items: readonly string[]): string => (items.length === 0 ? 'None so far.' : items.join('\n'));

/** The requirements that this version adds. */
export const addedRequirements = (): string =>
  listed(
    requirements
      .filter((requirement) => sinceOf(requirement) === tool.version)
      .map(
        ({ id, level, basis, statement }) => `- \`${id}\` (${level}, ${basis}): ${statement.replaceAll('*', '\\*')}`,
      ),
  );

/** The requirements with another level or basis than in the last release, and those that are gone. */
export const movedRequirements = (): string => {
  const now = new Map(requirements.map(({ id, level, basis }) => [id, `${level} ${basis}`]));
  return listed(
    [...before].flatMap(([id, weight]) => {
      const is = now.get(id);
      if (is === weight) return [];
      return [is === undefined ? `- \`${id}\` (${weight}) is gone` : `- \`${id}\`: ${weight} → ${is}`];
    }),
  );
};
