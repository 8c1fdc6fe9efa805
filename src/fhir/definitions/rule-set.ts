import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package.js';
import { RULES } from './rules.js';

let known: string | undefined;

/** SHA-256 of the rules and their tables, hex: findings under different rule sets are not comparable. */
export const ruleSet = (): string => {
  if (known !== undefined) return known;
  const hash = createHash('sha256').update(JSON.stringify(RULES));
  for (const name of ['core', 'other'])
    hash.update(readFileSync(join(packageRoot, 'schemas/fhir/stu3/tables', `${name}.json`)));
  return (known = hash.digest('hex'));
};
