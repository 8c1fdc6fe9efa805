import type { Severity } from '../validate/finding.js';
import { type FhirRelease, RELEASES } from './release.js';

const STU3 = 'https://hl7.org/fhir/STU3/';
const RFC8259 = 'https://www.rfc-editor.org/rfc/rfc8259';
const NDJSON = 'https://github.com/ndjson/ndjson-spec';

export interface Rule {
  readonly severity: Severity;
  readonly spec: string;
  readonly says: string;
}
/** A rule with its full name. */
export interface NamedRule extends Rule {
  readonly id: string;
}
const error = (spec: string, says: string): Rule => ({ severity: 'error', spec, says });
const warning = (spec: string, says: string): Rule => ({ severity: 'warning', spec, says });

/** Rules about a file, its lines and their JSON, which are the same for every release. */
export const LINE_RULES = {
  'ndjson.bom': error(`${RFC8259}#section-8.1`, 'no byte order mark at the beginning of the file'),
  'ndjson.utf-8': error(`${RFC8259}#section-8.1`, 'UTF-8'),
  'ndjson.utf-16': error(`${RFC8259}#section-8.1`, 'UTF-8; this file is UTF-16, so nothing else of it is validated'),
  'ndjson.blank-line': error(NDJSON, 'no blank line between lines'),
  'ndjson.crlf': warning(NDJSON, 'lines that end with a newline only'),
  'ndjson.line-too-long': error(NDJSON, 'a line of at most 16 MiB'),
  'ndjson.pretty-printed': error(NDJSON, 'one resource per line, not JSON that spans several lines'),
  'ndjson.not-an-object': error(NDJSON, 'a JSON object'),
  'ndjson.other-type': error(NDJSON, 'a resource of the type that the file is listed with'),
  'ndjson.other-release': error(
    'https://hl7.org/fhir/R4/versions.html',
    'a resource of the release that the others are of',
  ),
  'ndjson.repeated-id': warning(`${STU3}resource.html#id`, 'each type and id once in a file'),
  'ndjson.cut': error(
    NDJSON,
    'complete compressed data and nothing after it; this file is cut or damaged, or has other bytes after its data',
  ),
  'json.syntax': error(RFC8259, 'JSON'),
  'json.depth': error(`${RFC8259}#section-9`, 'objects and arrays nested at most 256 deep'),
  'json.values': error(`${RFC8259}#section-9`, 'at most 250,000 values in a line'),
  'json.duplicate-key': error(`${STU3}json.html`, 'each property once in an object, however its name is escaped'),
  'json.lone-surrogate': error(`${RFC8259}#section-8.2`, 'complete characters, not half of a surrogate pair'),
} as const satisfies Record<string, Rule>;

export type LineRule = keyof typeof LINE_RULES;

const fhirRules = (base: string, title: string) =>
  ({
    'resource-type': error(`${base}json.html#resources`, `a resourceType that names an ${title} resource`),
    'structure.unknown-element': error(`${base}json.html`, 'only elements of the type'),
    'structure.list': error(
      `${base}json.html#repeat`,
      'an array for an element that may repeat, and only for such an element',
    ),
    'structure.empty': error(`${base}json.html#repeat`, 'no empty array'),
    'structure.null': error(`${base}json.html#null`, 'null only in an array of primitives, opposite an extension'),
    'structure.json-type': error(`${base}json.html`, 'the kind of JSON value that the type requires'),
    'structure.choice': error(`${base}formats.html#choice`, 'only one type for a choice of types'),
    'structure.primitive-extension': error(
      `${base}json.html#primitive`,
      'next to a primitive value, an object with an id or extensions; next to an array, an array of the same length',
    ),
    'cardinality.min': error(`${base}conformance-rules.html#cardinality`, 'a required element'),
    'binding.required': error(`${base}terminologies.html#required`, 'a code of the required value set'),
    'binding.extensible': warning(
      `${base}terminologies.html#extensible`,
      'a code of the extensible value set, because one of its systems is used',
    ),
    'reference.target': error(`${base}references.html#Reference`, 'a reference to an allowed type'),
    'primitive.xhtml': error(`${base}narrative.html#xhtml`, 'well-formed XHTML in one div'),
    'invariant.ele-1': error(`${base}element.html`, 'a value or children; an id alone is neither'),
  }) as const satisfies Record<string, Rule>;

/** Rules that are judged in STU3 only. */
const STU3_RULES = {
  'binding.maximum': error(`${STU3}extension-elementdefinition-maxvalueset.html`, 'a code of the maximum value set'),
  'reference.white-space': error(`${STU3}references.html#Reference`, 'a reference without white space'),
  'element-id': error(`${STU3}element.html#id`, 'an id of an element without white space'),
  'extension.url': error(
    `${STU3}extensibility.html#Extension`,
    'an absolute URL; only an extension in an extension may have a relative one',
  ),
  'contained.repeated-id': error(
    `${STU3}references.html#contained`,
    'an id that no other contained resource has, because references use it',
  ),
  'string.control-character': warning(
    `${STU3}datatypes.html#string`,
    'no control characters except tab, newline and carriage return',
  ),
} as const satisfies Record<string, Rule>;

/** A rule of every release, without `fhir.` and the release. */
export type FhirRule = keyof ReturnType<typeof fhirRules>;
/** A rule of STU3 only. */
export type Stu3Rule = keyof typeof STU3_RULES;

/** The rules of a release by name; those of another release are absent, and not judged. */
export type FhirRules = Readonly<Record<FhirRule, NamedRule>> & Readonly<Partial<Record<Stu3Rule, NamedRule>>>;

/** The rules about resources of a release; those of invariants and primitive types, whose names end in the key or the type, are not among them. */
export const rulesAboutResources = (release: FhirRelease): FhirRules => {
  const { page, title } = RELEASES[release];
  const rules: Record<string, Rule> = { ...fhirRules(page, title), ...(release === 'stu3' && STU3_RULES) };
  const named = Object.entries(rules).map(([name, rule]) => [name, { id: `fhir.${release}.${name}`, ...rule }]);
  return Object.fromEntries(named) as FhirRules;
};

const PAGES: Readonly<Record<string, string>> = {
  Dosage: 'dosage.html#Dosage',
  Element: 'element.html#Element',
  ElementDefinition: 'elementdefinition.html#ElementDefinition',
  Extension: 'extensibility.html#Extension',
  Meta: 'resource.html#Meta',
  Narrative: 'narrative.html#Narrative',
  Reference: 'references.html#Reference',
};
const METADATA = ['ContactDetail', 'Contributor', 'DataRequirement', 'ParameterDefinition', 'RelatedArtifact'];
const MORE_METADATA = ['TriggerDefinition', 'UsageContext'];

/** The page that defines a type. */
export const pageOf = (release: FhirRelease, type: string, resource: boolean): string => {
  const { page } = RELEASES[release];
  if (resource) return `${page}${type.toLowerCase()}.html`;
  const metadata = METADATA.includes(type) || MORE_METADATA.includes(type);
  return page + (PAGES[type] ?? `${metadata ? 'metadatatypes' : 'datatypes'}.html#${type}`);
};
