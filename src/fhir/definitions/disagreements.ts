import { STU3 } from './rules.js';

/** Where the parts of a definition, or a reader of it, and this judge differ about invariants. */
export interface Disagreement {
  readonly keys: readonly string[];
  /** The one that differs: the definition's FHIRPath, its Schematron, its text, or the reader FHIRPath 5.2.0. */
  readonly from: 'FHIRPath' | 'Schematron' | 'text' | 'fhirpath 5.2.0';
  /** What that one has. */
  readonly has: string;
  /** What is judged, and why that is right. */
  readonly judged: string;
  readonly page: string;
}

const at = (page: string): string => STU3 + page;

export const DISAGREEMENTS: readonly Disagreement[] = [
  {
    keys: ['age-1', 'dis-1', 'mny-1'],
    from: 'FHIRPath',
    has: 'no answer for a value without a code, as code stands where a truth value is wanted',
    judged: 'a finding: the text says SHALL',
    page: at('datatypes.html#Quantity'),
  },
  {
    keys: ['rng-2'],
    from: 'FHIRPath',
    has: 'no answer for quantities without system and code',
    judged: 'compared where system, code and unit are the same, else nothing: of one unit, they can be',
    page: at('datatypes.html#Range'),
  },
  {
    keys: ['txt-1', 'txt-2'],
    from: 'FHIRPath',
    has: 'htmlchecks(), which is defined nowhere',
    judged: 'the lists of elements and attributes of the page on narratives',
    page: at('narrative.html#xhtml'),
  },
  {
    keys: ['cpb-15'],
    from: 'text',
    has: 'forbids implementation to kind instance',
    judged: 'forbidden to kind capability, as the FHIRPath has it: an instance is what an implementation describes',
    page: at('capabilitystatement.html'),
  },
  {
    keys: ['dom-3'],
    from: 'Schematron',
    has: 'never fires: it looks for an attribute called id',
    judged: 'text and FHIRPath: what nothing refers to is a finding, though it refer to its container (R4 allows that)',
    page: at('domainresource.html'),
  },
  {
    keys: ['dom-3'],
    from: 'FHIRPath',
    has: 'no answer for a contained resource without id',
    judged: 'a finding: nothing can refer to it, and the text says SHALL',
    page: at('references.html#contained'),
  },
  {
    keys: ['ref-1'],
    from: 'Schematron',
    has: 'a finding for # alone; the FHIRPath gives no answer',
    judged: 'none: # alone is the container, which is there',
    page: at('references.html#contained'),
  },
  {
    keys: ['TestScript/inv-3'],
    from: 'text',
    has: 'allows one of expression, headerField and path',
    judged: 'a finding where all three stand, as the FHIRPath has it',
    page: at('testscript.html'),
  },
  {
    keys: ['TestScript/inv-7', 'TestScript/inv-8'],
    from: 'FHIRPath',
    has: 'no answer for an operation without type',
    judged: 'a finding where none of sourceId, targetId, params and url stands: the text says SHALL',
    page: at('testscript.html'),
  },
  {
    keys: ['com-1', 'fhs-3', 'mad-2', 'pro-1'],
    from: 'FHIRPath',
    has: 'no answer without the flag (notDone, notGiven): nothing is compared with true',
    judged: 'a finding: a reason is permitted if the flag is true, and missing is not true',
    page: at('procedure.html'),
  },
  {
    keys: ['mad-3'],
    from: 'FHIRPath',
    has: 'compares a boolean with a string, so that notGiven = false is wrong too',
    judged: 'a finding where notGiven is true, as the text has it',
    page: at('medicationadministration.html'),
  },
  {
    keys: ['con-4'],
    from: 'FHIRPath',
    has: 'no answer for an abatement that is no boolean',
    judged: 'a finding: abated, and clinicalStatus says otherwise',
    page: at('condition.html'),
  },
  {
    keys: ['csd-1'],
    from: 'FHIRPath',
    has: 'never fires: a union (|) has no member twice',
    judged: 'a finding for a code that stands twice, on whatever level: the text says SHALL',
    page: at('codesystem.html'),
  },
  {
    keys: ['obs-7'],
    from: 'FHIRPath',
    has: 'compares one code with the list of all components’ codes: with two components it never fires',
    judged: 'each component, by system and code of its codings',
    page: at('observation.html'),
  },
  {
    keys: ['nsd-1'],
    from: 'FHIRPath',
    has: 'the reverse: a root must have uuid identifiers only',
    judged: 'text and Schematron: a root has no uuid identifier',
    page: at('namingsystem.html'),
  },
  {
    keys: ['md-1', 'eld-3'],
    from: 'FHIRPath',
    has: 'no answer for max that is no number',
    judged: 'a finding: a number or *',
    page: at('elementdefinition.html#ElementDefinition'),
  },
  {
    keys: ['eld-16'],
    from: 'fhirpath 5.2.0',
    has: 'cannot compile the pattern: it escapes characters that need none',
    judged: 'the pattern, with letters, digits, / - and _',
    page: at('elementdefinition.html#ElementDefinition'),
  },
  {
    keys: ['cmr-1', 'ctm-1', 'mps-1', 'rfr-1'],
    from: 'fhirpath 5.2.0',
    has: 'cannot resolve() a reference without a server',
    judged: 'the type that the reference names by its form (Type/id); one that names none is let pass',
    page: at('references.html#Reference'),
  },
];

/** Where the package `fhir` 4.12.0, loaded with STU3, differs about rules that it has a notion of. */
export interface ReaderDisagreement extends Omit<Disagreement, 'from'> {
  /** misses: it lets pass what is wrong; alarms: it has something against what is sound. */
  readonly kind: 'misses' | 'alarms';
}

const rules = (group: string, ...names: readonly string[]): string[] => names.map((one) => `fhir.stu3.${group}.${one}`);

export const READER_DISAGREEMENTS: readonly ReaderDisagreement[] = [
  {
    keys: rules('structure', 'empty'),
    kind: 'misses',
    has: 'no look at how many an array holds',
    judged: 'a finding: an array cannot be empty',
    page: at('json.html#repeat'),
  },
  {
    keys: rules('structure', 'null', 'primitive-extension'),
    kind: 'misses',
    has: 'no look at names with an underscore, nor at nulls in arrays',
    judged: 'a finding where null stands opposite nothing, and where what stands beside a value is no extension of it',
    page: at('json.html#primitive'),
  },
  {
    keys: rules('structure', 'choice'),
    kind: 'misses',
    has: 'each type of a choice by itself',
    judged: 'a finding: one type only',
    page: at('formats.html#choice'),
  },
  {
    keys: rules('binding', 'required'),
    kind: 'misses',
    has: 'nothing against a concept of text alone, nor against a coding without system or code',
    judged: 'a finding: a required binding asks for a code of the set',
    page: at('terminologies.html#required'),
  },
  {
    keys: rules('reference', 'target'),
    kind: 'misses',
    has: 'no look at what a reference to something contained leads to',
    judged: 'a finding: the type of what is contained is known',
    page: at('references.html#contained'),
  },
  {
    keys: rules(
      'primitive',
      ...'base64Binary code date dateTime decimal id instant integer markdown string unsignedInt uri'.split(' '),
    ),
    kind: 'misses',
    has: 'patterns that are not held to the ends of the text, no calendar, no bounds of 32 bits, nothing for some types',
    judged: 'a finding: the whole text, by the calendar, within the bounds',
    page: at('datatypes.html#primitive'),
  },
  {
    keys: rules('primitive', 'xhtml'),
    kind: 'misses',
    has: 'no look into a narrative',
    judged: 'a finding for what is no well-formed XHTML',
    page: at('narrative.html#xhtml'),
  },
  {
    keys: rules('cardinality', 'min'),
    kind: 'alarms',
    has: 'a missing element where an extension stands for the value (_x alone)',
    judged: 'nothing: the element is there, and says why it has no value',
    page: at('json.html#primitive'),
  },
  {
    keys: rules('binding', 'required'),
    kind: 'alarms',
    has: 'every coding of a concept held to the set',
    judged: 'nothing: one coding of the set is enough, others are translations',
    page: at('terminologies.html#required'),
  },
  {
    keys: rules('reference', 'target'),
    kind: 'alarms',
    has: 'another type read out of an absolute reference to a version',
    judged: 'nothing: the type stands before the id, whatever follows',
    page: at('references.html#literal'),
  },
];
