import { causesOf, defectsFor } from '../../cli/results/example-runs.js';
import { explanationOf } from '../../cli/results/example-text.js';
import type { Explanation, Profile, Requirement, Role } from '../../src/model/index.js';
import { type Family, shownUnder } from '../../suites/examples/families.js';
import { catalogue } from '../../suites/index.js';

export { FAMILIES, fileOf } from '../../suites/examples/families.js';

/** A requirement that traffic can show, with the profile of its examples. */
interface Shown {
  readonly role: Role;
  readonly requirement: Requirement;
  readonly profile: Profile;
}

/** What the file of a family explains, in reading order. */
export const shownIn = (family: Family): Shown[] =>
  catalogue.flatMap(({ role, requirements }) =>
    requirements.flatMap((requirement): Shown[] => {
      const profile = shownUnder(requirement, family);
      return requirement.cases === undefined || profile === undefined ? [] : [{ role, requirement, profile }];
    }),
  );

/** Whether an explanation names the faults that there are. */
const isCurrent = ({ causes }: Explanation, { role, requirement, profile }: Shown): boolean =>
  JSON.stringify(causes) === JSON.stringify(causesOf(defectsFor(role, requirement.id, profile)));

/** What the file of a family must hold: of what it holds, those that are current and not wanted anew, and all others made now. */
export const explanationsOf = async (
  family: Family,
  known: readonly Explanation[],
  isWanted: (id: string) => boolean,
): Promise<Explanation[]> => {
  const all: Explanation[] = [];
  for (const shown of shownIn(family)) {
    const { role, requirement, profile } = shown;
    const old = known.find(({ id }) => id === requirement.id);
    const keep = old !== undefined && old.profile === profile.id && isCurrent(old, shown) && !isWanted(requirement.id);
    all.push(keep ? old : await explanationOf(role, requirement.id, profile));
  }
  return all;
};

/** One explanation a line, so that a change of one changes one line. */
export const examplesText = (all: readonly Explanation[]): string =>
  `[\n${all.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`;
