import type { Severity } from '../validate/finding.js';

export const STU3 = 'https://hl7.org/fhir/STU3/';
const RFC8259 = 'https://www.rfc-editor.org/rfc/rfc8259';
const NDJSON = 'https://github.com/ndjson/ndjson-spec';

interface Rule {
  readonly severity: Severity;
  readonly spec: string;
  readonly says: string;
}
const error = (spec: string, says: string): Rule => ({ severity: 'error', spec, says });
const warning = (spec: string, says: string): Rule => ({ severity: 'warning', spec, says });

/** Every rule except those of invariants and primitive types, whose names end in the key or the type. */
export const RULES = {
  'ndjson.bom': error(`${RFC8259}#section-8.1`, 'no byte order mark at the beginning of the file'),
  'ndjson.utf-8': error(`${RFC8259}#section-8.1`, 'UTF-8'),
  'ndjson.blank-line': error(NDJSON, 'no blank line between lines'),
  'ndjson.crlf': warning(NDJSON, 'lines that end with a newline only'),
  'ndjson.line-too-long': error(NDJSON, 'a line of at most 16 MiB'),
  'ndjson.pretty-printed': error(NDJSON, 'one resource per line, not JSON that spans several lines'),
  'ndjson.not-an-object': error(NDJSON, 'a JSON object'),
  'ndjson.other-type': error(NDJSON, 'a resource of the type that the file is listed with'),
  'ndjson.other-release': error('https://hl7.org/fhir/R4/versions.html', 'a resource of STU3, not of R4'),
  'ndjson.repeated-id': warning(`${STU3}resource.html#id`, 'each type and id once in a file'),
  'ndjson.cut': error(NDJSON, 'a complete file; this one ends inside its compressed data'),
  'json.syntax': error(RFC8259, 'JSON'),
  'json.depth': error(`${RFC8259}#section-9`, 'objects and arrays nested at most 256 deep'),
  'json.duplicate-key': error(`${STU3}json.html`, 'each property once in an object, however its name is escaped'),
  'json.lone-surrogate': error(`${RFC8259}#section-8.2`, 'complete characters, not half of a surrogate pair'),
  'fhir.stu3.resource-type': error(`${STU3}json.html#resources`, 'a resourceType that names an STU3 resource'),
  'fhir.stu3.structure.unknown-element': error(`${STU3}json.html`, 'only elements of the type'),
  'fhir.stu3.structure.list': error(
    `${STU3}json.html#repeat`,
    'an array for an element that may repeat, and only for such an element',
  ),
  'fhir.stu3.structure.empty': error(`${STU3}json.html#repeat`, 'no empty array'),
  'fhir.stu3.structure.null': error(
    `${STU3}json.html#null`,
    'null only in an array of primitives, opposite an extension',
  ),
  'fhir.stu3.structure.json-type': error(`${STU3}json.html`, 'the kind of JSON value that the type requires'),
  'fhir.stu3.structure.choice': error(`${STU3}formats.html#choice`, 'only one type for a choice of types'),
  'fhir.stu3.structure.primitive-extension': error(
    `${STU3}json.html#primitive`,
    'next to a primitive value, an object with an id or extensions; next to an array, an array of the same length',
  ),
  'fhir.stu3.cardinality.min': error(`${STU3}conformance-rules.html#cardinality`, 'a required element'),
  'fhir.stu3.binding.required': error(`${STU3}terminologies.html#required`, 'a code of the required value set'),
  'fhir.stu3.binding.extensible': warning(
    `${STU3}terminologies.html#extensible`,
    'a code of the extensible value set, because one of its systems is used',
  ),
  'fhir.stu3.binding.maximum': error(
    `${STU3}extension-elementdefinition-maxvalueset.html`,
    'a code of the maximum value set',
  ),
  'fhir.stu3.reference.white-space': error(`${STU3}references.html#Reference`, 'a reference without white space'),
  'fhir.stu3.reference.target': error(`${STU3}references.html#Reference`, 'a reference to an allowed type'),
  'fhir.stu3.primitive.xhtml': error(`${STU3}narrative.html#xhtml`, 'well-formed XHTML in one div'),
  'fhir.stu3.element-id': error(`${STU3}element.html#id`, 'an id of an element without white space'),
  'fhir.stu3.extension.url': error(
    `${STU3}extensibility.html#Extension`,
    'an absolute URL; only an extension in an extension may have a relative one',
  ),
  'fhir.stu3.contained.repeated-id': error(
    `${STU3}references.html#contained`,
    'an id that no other contained resource has, because references use it',
  ),
  'fhir.stu3.string.control-character': warning(
    `${STU3}datatypes.html#string`,
    'no control characters except tab, newline and carriage return',
  ),
  'fhir.stu3.invariant.ele-1': error(`${STU3}element.html`, 'a value or children; an id alone is neither'),
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof RULES;

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
export const pageOf = (type: string, resource: boolean): string => {
  if (resource) return `${STU3}${type.toLowerCase()}.html`;
  const metadata = METADATA.includes(type) || MORE_METADATA.includes(type);
  return STU3 + (PAGES[type] ?? `${metadata ? 'metadatatypes' : 'datatypes'}.html#${type}`);
};
