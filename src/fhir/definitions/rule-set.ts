import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FhirRelease } from './release.js';
import { LINE_RULES, rulesAboutResources } from './rules.js';
import { tablePath } from './tables.js';

const known = new Map<FhirRelease, string>();

/** SHA-256 of the rules of a release and their tables, hex: findings under different rule sets are not comparable. */
export const ruleSet = (release: FhirRelease): string => {
  const made = known.get(release);
  if (made !== undefined) return made;
  const hash = createHash('sha256').update(JSON.stringify([LINE_RULES, rulesAboutResources(release)]));
  for (const name of ['core', 'other']) hash.update(readFileSync(tablePath(release, name)));
  const digest = hash.digest('hex');
  known.set(release, digest);
  return digest;
};
