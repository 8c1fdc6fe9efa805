import { RELEASES } from './release.js';

/** A difference about invariants between this judge and a part of the definition, or another implementation. */
interface Disagreement {
  readonly keys: readonly string[];
  /** What differs: the definition's FHIRPath, its Schematron, its text, or the implementation FHIRPath 5.2.0. */
  readonly from: 'FHIRPath' | 'Schematron' | 'text' | 'fhirpath 5.2.0';
  /** What it says or does. */
  readonly has: string;
  /** What this judge does, and why that is right. */
  readonly judged: string;
  readonly page: string;
}

const at = (page: string): string => RELEASES.stu3.page + page;

export const DISAGREEMENTS: readonly Disagreement[] = [
  {
    keys: ['age-1', 'dis-1', 'mny-1'],
    from: 'FHIRPath',
    has: 'gives no result for a value without a code, because it uses code as a truth value',
    judged: 'a finding: the text says SHALL',
    page: at('datatypes.html#Quantity'),
  },
  {
    keys: ['rng-2'],
    from: 'FHIRPath',
    has: 'gives no result for quantities without system and code',
    judged: 'compares them if system, code and unit are equal: quantities with one unit are comparable',
    page: at('datatypes.html#Range'),
  },
  {
    keys: ['txt-1', 'txt-2'],
    from: 'FHIRPath',
    has: 'uses htmlchecks(), which is not defined anywhere',
    judged: 'uses the lists of elements and attributes on the page about narratives',
    page: at('narrative.html#xhtml'),
  },
  {
    keys: ['cpb-15'],
    from: 'text',
    has: 'forbids implementation for kind "instance", which is an error in the text',
    judged:
      'forbids it for kind "capability", like the FHIRPath: implementation describes an instance. The sentence of the finding says so too',
    page: at('capabilitystatement.html'),
  },
  {
    keys: ['dom-3'],
    from: 'Schematron',
    has: 'never fires, because it searches for an attribute named id',
    judged:
      'follows text and FHIRPath: a contained resource without a reference to it is a finding, even if it refers to its container (which R4 allows). In the metadata of a server, a check does not count it (metadata.valid-stu3)',
    page: at('domainresource.html'),
  },
  {
    keys: ['dom-3'],
    from: 'FHIRPath',
    has: 'gives no result for a contained resource without an id',
    judged: 'a finding: nothing can refer to it, and the text says SHALL',
    page: at('references.html#contained'),
  },
  {
    keys: ['ref-1'],
    from: 'Schematron',
    has: 'reports # alone; the FHIRPath gives no result',
    judged: 'no finding: # alone refers to the container, which exists',
    page: at('references.html#contained'),
  },
  {
    keys: ['TestScript/inv-3'],
    from: 'text',
    has: 'allows only one of expression, headerField and path',
    judged: 'a finding if all three are present, like the FHIRPath',
    page: at('testscript.html'),
  },
  {
    keys: ['TestScript/inv-7', 'TestScript/inv-8'],
    from: 'FHIRPath',
    has: 'gives no result for an operation without a type',
    judged: 'a finding if none of sourceId, targetId, params and url is present: the text says SHALL',
    page: at('testscript.html'),
  },
  {
    keys: ['com-1', 'fhs-3', 'mad-2', 'pro-1'],
    from: 'FHIRPath',
    has: 'gives no result without the flag (notDone, notGiven), because nothing is compared with true',
    judged: 'a finding: a reason is allowed only if the flag is true, and a missing flag is not true',
    page: at('procedure.html'),
  },
  {
    keys: ['mad-3'],
    from: 'FHIRPath',
    has: 'compares a boolean with a string, so that notGiven = false is also reported',
    judged: 'a finding if notGiven is true, like the text',
    page: at('medicationadministration.html'),
  },
  {
    keys: ['con-4'],
    from: 'FHIRPath',
    has: 'gives no result for an abatement that is not a boolean',
    judged: 'a finding: the condition has abated, and clinicalStatus says that it has not',
    page: at('condition.html'),
  },
  {
    keys: ['csd-1'],
    from: 'FHIRPath',
    has: 'never fires, because a union (|) has no duplicates',
    judged: 'a finding for a code that occurs twice, on any level: the text says SHALL',
    page: at('codesystem.html'),
  },
  {
    keys: ['obs-7'],
    from: 'FHIRPath',
    has: 'compares one code with the list of the codes of all components, so it never fires with two components',
    judged: 'compares each component by system and code of its codings',
    page: at('observation.html'),
  },
  {
    keys: ['nsd-1'],
    from: 'FHIRPath',
    has: 'says the opposite: a root must have only uuid identifiers',
    judged: 'follows text and Schematron: a root has no uuid identifier',
    page: at('namingsystem.html'),
  },
  {
    keys: ['md-1', 'eld-3'],
    from: 'FHIRPath',
    has: 'gives no result for a max that is not a number',
    judged: 'a finding: max must be a number or *',
    page: at('elementdefinition.html#ElementDefinition'),
  },
  {
    keys: ['eld-16'],
    from: 'fhirpath 5.2.0',
    has: 'cannot compile the pattern, because of unnecessary escapes in it',
    judged: 'uses the pattern with letters, digits, / - and _',
    page: at('elementdefinition.html#ElementDefinition'),
  },
  {
    keys: ['cmr-1', 'ctm-1', 'mps-1', 'rfr-1'],
    from: 'fhirpath 5.2.0',
    has: 'cannot resolve() a reference without a server',
    judged: 'uses the type in the reference (Type/id); a reference without a type passes',
    page: at('references.html#Reference'),
  },
];

/** A difference between this judge and the package `fhir` 4.12.0, loaded with a release, about rules that it also implements. */
interface ReaderDisagreement extends Omit<Disagreement, 'from'> {
  /** misses: it accepts what is invalid; alarms: it reports what is valid. */
  readonly kind: 'misses' | 'alarms';
}

const rules = (group: string, ...names: readonly string[]): string[] => names.map((one) => `fhir.stu3.${group}.${one}`);
const r4Rules = (group: string, ...names: readonly string[]): string[] => names.map((one) => `fhir.r4.${group}.${one}`);
const inBoth = (group: string, ...names: readonly string[]): string[] => [
  ...rules(group, ...names),
  ...r4Rules(group, ...names),
];

export const READER_DISAGREEMENTS: readonly ReaderDisagreement[] = [
  {
    keys: inBoth('structure', 'empty'),
    kind: 'misses',
    has: 'does not check the number of items in an array',
    judged: 'a finding: an array must not be empty',
    page: at('json.html#repeat'),
  },
  {
    keys: inBoth('structure', 'null', 'primitive-extension'),
    kind: 'misses',
    has: 'checks neither names with an underscore nor nulls in arrays',
    judged:
      'a finding for a null with nothing opposite, and for a member with an underscore that is not an extension of its value',
    page: at('json.html#primitive'),
  },
  {
    keys: inBoth('structure', 'choice'),
    kind: 'misses',
    has: 'checks each type of a choice separately',
    judged: 'a finding: only one type is allowed',
    page: at('formats.html#choice'),
  },
  {
    keys: inBoth('binding', 'required'),
    kind: 'misses',
    has: 'accepts a concept with only text, and a coding without system or code',
    judged: 'a finding: a required binding requires a code of the value set',
    page: at('terminologies.html#required'),
  },
  {
    keys: rules('reference', 'target'),
    kind: 'misses',
    has: 'does not check the type of a contained resource that is referred to',
    judged: 'a finding: the type of a contained resource is known',
    page: at('references.html#contained'),
  },
  {
    keys: [
      ...inBoth(
        'primitive',
        ...'base64Binary code date dateTime id instant integer markdown string unsignedInt uri'.split(' '),
      ),
      ...rules('primitive', 'decimal'),
      ...r4Rules('primitive', 'canonical', 'url'),
    ],
    kind: 'misses',
    has: 'matches patterns anywhere in the text, and checks neither calendar nor 32-bit bounds, and some types not at all',
    judged: 'a finding: checks the whole text, the calendar and the bounds',
    page: at('datatypes.html#primitive'),
  },
  {
    keys: inBoth('primitive', 'xhtml'),
    kind: 'misses',
    has: 'does not parse narratives',
    judged: 'a finding for XHTML that is not well-formed',
    page: at('narrative.html#xhtml'),
  },
  {
    keys: [
      ...rules('binding', 'maximum'),
      ...['element-id', 'extension.url', 'reference.white-space', 'contained.repeated-id'].map(
        (one) => `fhir.stu3.${one}`,
      ),
      'fhir.stu3.string.control-character',
    ],
    kind: 'misses',
    has: 'knows no maximum value sets, and reads neither ids of elements nor URLs of extensions nor references',
    judged: 'a finding: the definitions and the pages say so',
    page: at('element.html'),
  },
  {
    keys: rules('cardinality', 'min'),
    kind: 'alarms',
    has: 'reports a missing element if only an extension is present (_x alone)',
    judged: 'no finding: the element is present and says why it has no value',
    page: at('json.html#primitive'),
  },
  {
    keys: rules('binding', 'required'),
    kind: 'alarms',
    has: 'requires every coding of a concept to be in the value set',
    judged: 'no finding: one coding of the value set is enough, the others are translations',
    page: at('terminologies.html#required'),
  },
  {
    keys: rules('reference', 'target'),
    kind: 'alarms',
    has: 'reads a wrong type from an absolute reference to a version',
    judged: 'no finding: the type precedes the id, whatever follows',
    page: at('references.html#literal'),
  },
  {
    keys: r4Rules('primitive', 'oid', 'uuid'),
    kind: 'alarms',
    has: 'does not know the type uuid in an extension, and no oid with a zero',
    judged: 'no finding: the value has the form of its type',
    page: 'https://hl7.org/fhir/R4/datatypes.html#primitive',
  },
];
