import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/package.js';
import { definitionsOf } from '../../src/fhir/definitions/definitions.js';
import { type FhirRelease, RELEASES } from '../../src/fhir/definitions/release.js';
import { NOT_JUDGED } from '../../src/fhir/invariants/definition-invariants.js';
import { literal, table } from './table.js';

interface Said {
  readonly human: string;
  readonly severity: string;
  readonly on: readonly string[];
}

const NEVER: Readonly<Record<FhirRelease, Readonly<Record<string, string>>>> = {
  stu3: {
    boolean: ' (never broken: a value that is not a boolean breaks `fhir.stu3.structure.json-type`)',
    uuid: ' (never broken: no element of STU3 has the type uuid)',
  },
  r4: {
    boolean: ' (never broken: a value that is not a boolean breaks `fhir.r4.structure.json-type`)',
    decimal: ' (never broken: a number in JSON is one; what is not a number breaks `fhir.r4.structure.json-type`)',
  },
};

/** The tables of the rules of a release, for docs/validation.md. */
export const releaseRules = (release: FhirRelease) => {
  const definitions = definitionsOf(release);
  const { page: base } = RELEASES[release];
  const link = (url: string): string => `[${url.replace(base, '')}](${url})`;

  const rules = (): string =>
    table(
      ['rule', 'severity', 'expects', 'page'],
      Object.values(definitions.rules)
        .filter(({ id }) => !/\.(primitive|invariant)\./.test(id))
        .map(({ id, severity, says, spec }) => [`\`${id}\``, severity, literal(says), link(spec)]),
    );

  const primitives = (): string =>
    table(
      ['rule', 'expects', 'page'],
      [...definitions.primitives].map(([type, { expected }]) => {
        const xhtml = type === 'xhtml';
        const page = definitions.pageOf(xhtml ? 'Narrative' : type);
        const says = xhtml ? definitions.rules['primitive.xhtml'].says : expected;
        return [
          `\`${definitions.ruleOf('primitive', type)}\``,
          literal(says) + (NEVER[release][type] ?? ''),
          link(page),
        ];
      }),
    );

  const path = join(packageRoot, 'schemas/fhir', release, 'invariants.json');
  const said = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, Said>>;

  const invariants = (part: 'core' | 'other'): string => {
    const known = new Set(part === 'core' ? [] : definitions.invariantKeys('core'));
    const keys = definitions.invariantKeys(part).filter((key) => !known.has(key) && !NOT_JUDGED[release].has(key));
    return table(
      ['rule', 'severity', 'applies to', 'the definition says', 'page'],
      keys.sort(byName).map((key) => invariant(key, said[key])),
    );
  };

  const invariant = (key: string, of: Said | undefined): string[] => {
    if (of === undefined) throw new Error(`invariants.json has no ${key}`);
    const [on = ''] = of.on.includes('DomainResource') ? ['DomainResource'] : of.on;
    const [type = ''] = on.split('.');
    const rule = `\`${definitions.ruleOf('invariant', key)}\``;
    return [rule, of.severity, `\`${on}\``, literal(of.human), link(definitions.pageOf(type))];
  };

  return { rules, primitives, invariants };
};

const byName = (one: string, other: string): number => one.localeCompare(other, 'en', { numeric: true });
