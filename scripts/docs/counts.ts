import { selectRequirements } from '../../src/assess/index.js';
import { finds } from '../../src/assess/known-failures.js';
import { scenariosOf } from '../../src/assess/select.js';
import { plannedExports } from '../../src/drive/plan.js';
import type { Profile, Role } from '../../src/model/index.js';
import { conditions } from '../../suites/client/conditions.js';
import { rogues } from '../../suites/client/rogues.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';
import { faults } from '../../suites/server/faults.js';
import { alignedTable } from './spans.js';

const selected = (profile: Profile, role: Role) => selectRequirements(profile, { catalogue }, role);

/** How much the catalogue has for each profile. */
export const requirementCounts = (): string =>
  alignedTable(
    ['profile', 'server requirements', 'client requirements'],
    profiles.map((profile) => [
      profile.id,
      `${selected(profile, 'server').length}`,
      `${selected(profile, 'client').length}`,
    ]),
  );

/** What the harness itself is tested with. */
export const faultCounts = (): string =>
  `${faults.length} server faults, ${conditions.length} client conditions and ${rogues.length} faulty clients test the harness itself.`;

/** How many exports a full check starts under each profile. */
export const exportCounts = (): string =>
  alignedTable(
    ['profile', 'exports that a full check starts, at most'],
    profiles.map((profile) => [profile.id, `${plannedExports(profile, scenariosOf(selected(profile, 'server')))}`]),
  );

/** The requirements that are judged by rules. */
export const judgedByRules = (): string =>
  catalogue
    .flatMap(({ requirements }) => requirements)
    .filter(finds)
    .map(({ id }) => `- \`${id}\``)
    .join('\n');
