import type { Severity } from '../validate/finding.js';

import { typeNamed } from '../definitions/terms.js';
import { carinGuide } from './profiles.js';
import { all, has, list, member, textAt, textOf, type Value } from './values.js';

/** What an invariant is asked with: its element, and the resource that it is in. */
interface CarinInvariant {
  readonly severity: Severity;
  readonly says: string;
  readonly holds: (node: Value, resource: Value, contained: boolean) => boolean;
}

const HL7 = 'http://terminology.hl7.org/CodeSystem/';
const NPI = 'http://hl7.org/fhir/sid/us-npi';

const error = (says: string, holds: CarinInvariant['holds']): CarinInvariant => ({ severity: 'error', says, holds });
const warning = (says: string, holds: CarinInvariant['holds']): CarinInvariant => ({
  severity: 'warning',
  says,
  holds,
});

/** Whether a concept has a coding of a value set of the guide. */
const isIn = (concept: Value | undefined, set: string): boolean =>
  all(concept, 'coding').some((coding) => {
    const codes = carinGuide().valueSets[set]?.[textAt(coding, 'system') ?? ''];
    return codes !== undefined && (codes === '*' || codes.includes(textAt(coding, 'code') ?? ''));
  });
const hasCode = (concept: Value | undefined, codes: readonly string[], system?: string): boolean =>
  all(concept, 'coding').some(
    (coding) =>
      codes.includes(textAt(coding, 'code') ?? '') && (system === undefined || textAt(coding, 'system') === system),
  );
const hasAmount = (items: readonly Value[]): boolean =>
  items.some((one) => isIn(member(one, 'category'), 'C4BBAdjudication'));

/** The type of what a reference refers to, as far as the resource itself says. */
const typeOf = (reference: Value | undefined, resource: Value): string | undefined => {
  const text = textAt(reference, 'reference') ?? '';
  if (!text.startsWith('#')) return typeNamed(text) ?? textAt(reference, 'type');
  return textAt(
    list(resource, 'contained').find((one) => textAt(one, 'id') === text.slice(1)),
    'resourceType',
  );
};
const providerIs = (type: string, roles: readonly string[]): CarinInvariant =>
  error(`a provider that is a ${type} for the role ${roles.join(', ')}`, (node, resource) => {
    if (!list(node, 'role').some((role) => hasCode(role, roles))) return true;
    const seen = typeOf(member(node, 'provider'), resource);
    return seen === undefined || seen === type;
  });
const claims = (profile: string): CarinInvariant =>
  warning(`a meta.profile that names version 2.2 of ${profile}`, (node) =>
    list(member(node, 'meta'), 'profile').some(
      (one) => textOf(one)?.startsWith(`${carinGuide().guide}/StructureDefinition/${profile}|2.2`) === true,
    ),
  );
const matches = (pattern: RegExp, says: string): CarinInvariant =>
  error(says, (node) => pattern.test(textAt(node, 'value') ?? ''));

/** The check digit of a National Provider Identifier (Luhn over 80840 and the number). */
const isNpi = (text: string): boolean => {
  if (!/^[0-9]{10}$/.test(text)) return true;
  const sum = Array.from(`80840${text}`)
    .reverse()
    .reduce((total, digit, nth) => {
      const value = Number(digit) * (nth % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
};

const focal = (insurance: Value): boolean => textAt(insurance, 'focal') === 'true';
const isAboutTransport = (info: Value): boolean =>
  hasCode(member(info, 'category'), TRANSPORT, `${carinGuide().guide}/CodeSystem/C4BBSupportingInfoType`);
const isVision = (type: Value | undefined): boolean => hasCode(type, ['vision'], `${HL7}claim-type`);
const isNotApplicable = (item: Value): boolean =>
  all(item, 'productOrService').some((one) => hasCode(one, ['not-applicable'], `${HL7}data-absent-reason`));

const TRANSPORT =
  'ambulancetransportreason transportationdistance roudtrippurpose stretcherpurpose pickuplocation dropofflocation'.split(
    ' ',
  );

/** The invariants of the guide, by key. Those that need a licensed value set or another resource are not among them. */
export const CARIN_INVARIANTS: Readonly<Record<string, CarinInvariant>> = {
  'EOB-inst-careTeam-practitioner': providerIs('Practitioner', ['attending', 'primary', 'referring', 'supervisor']),
  'EOB-prof-careTeam-practitioner': providerIs('Practitioner', ['rendering', 'primary', 'referring', 'supervisor']),
  'EOB-pharm-careTeam-practitioner': providerIs('Practitioner', ['primary', 'prescribing']),
  'EOB-pharm-careTeam-organization': providerIs('Organization', ['rendering']),
  'EOB-insurance-focal': error(
    'at most one insurance with focal true',
    (_, resource) => list(resource, 'insurance').filter(focal).length < 2,
  ),
  'EOB-institutional-item-or-header-adjudication': error(
    'amounts either in adjudication or in item.adjudication',
    (node) => hasAmount(list(node, 'adjudication')) !== hasAmount(all(node, 'item', 'adjudication')),
  ),
  'EOB-payee-other-type-requires-party': error(
    'a party of a payee of type other',
    (node) => !hasCode(member(node, 'type'), ['other'], `${HL7}payeetype`) || has(node, 'party'),
  ),
  'EOB-prof-all-transportation-supportinginfo-linked-to-line': error(
    'an item that refers to each supportingInfo about transportation',
    (node) => {
      const linked = new Set(all(node, 'item', 'informationSequence').map(textOf));
      return list(node, 'supportingInfo')
        .filter(isAboutTransport)
        .every((one) => linked.has(textAt(one, 'sequence') ?? ''));
    },
  ),
  'EOB-vision-item-productorservice': warning(
    'data-absent-reason#not-applicable as productOrService only in claims for vision',
    (node) => isVision(member(node, 'type')) || !list(node, 'item').some(isNotApplicable),
  ),
  'adjudication-has-amount-type-slice': error(
    'an amount among the adjudications of an item that has some',
    (node) => !has(node, 'adjudication') || hasAmount(list(node, 'adjudication')),
  ),
  'Practitioner-identifier': error('an identifier that is an NPI or a tax number', (node) =>
    list(node, 'identifier').some((one) =>
      [NPI, 'urn:oid:2.16.840.1.113883.4.4'].includes(textAt(one, 'system') ?? ''),
    ),
  ),
  'uncontained-requires-lastUpdated': error(
    'meta.lastUpdated, if it is not a contained resource',
    (node, _, contained) => contained || has(member(node, 'meta'), 'lastUpdated'),
  ),
  'EOB-institutional-inpatient-meta-profile-version': claims('C4BB-ExplanationOfBenefit-Inpatient-Institutional'),
  'EOB-institutional-outpatient-meta-profile-version': claims('C4BB-ExplanationOfBenefit-Outpatient-Institutional'),
  'EOB-pharmacy-meta-profile-version': claims('C4BB-ExplanationOfBenefit-Pharmacy'),
  'EOB-professional-nonclinician-meta-profile-version': claims('C4BB-ExplanationOfBenefit-Professional-NonClinician'),
  'organization-meta-profile-version': claims('C4BB-Organization'),
  'patient-meta-profile-version': claims('C4BB-Patient'),
  'practitioner-meta-profile-version': claims('C4BB-Practitioner'),
  'us-core-6': error(
    'a family or given name, or a data-absent-reason',
    (node) =>
      (has(node, 'family') || has(node, 'given')) !==
      list(node, 'extension').some(
        (one) => textAt(one, 'url') === 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
      ),
  ),
  'us-core-15': error(
    'a subscriberId, or an identifier of the type MB',
    (node) =>
      has(node, 'subscriberId') ||
      list(node, 'identifier').some((one) => hasCode(member(one, 'type'), ['MB'], `${HL7}v2-0203`)),
  ),
  'us-core-16': matches(/^[0-9]{10}$/, 'an NPI of ten digits'),
  'us-core-17': error('an NPI with its check digit', (node) => isNpi(textAt(node, 'value') ?? '')),
  'us-core-18': matches(/^[0-9]{2}D[0-9]{7}$/, 'a CLIA number'),
  'us-core-19': matches(/^[0-9]{5}$/, 'a NAIC code of five digits'),
};

/** What decides an invariant about several elements of a resource, if each element is looked at alone. */
interface Across {
  /** What is counted: values of an element directly in the resource. */
  readonly facts: readonly (readonly [element: string, is: (value: Value) => boolean])[];
  /** Whether the invariant holds, by the counts; undefined: they do not tell. */
  readonly holds: (counts: readonly number[]) => boolean | undefined;
}

/** Invariants about more than one value of a claim. Those about its meta alone are not among them. */
export const ACROSS_ELEMENTS: Readonly<Record<string, Across>> = {
  'EOB-insurance-focal': { facts: [['insurance', focal]], holds: ([primary = 0]) => (primary < 2 ? true : undefined) },
  'EOB-institutional-item-or-header-adjudication': {
    facts: [
      ['adjudication', (one) => hasAmount([one])],
      ['item', (one) => hasAmount(list(one, 'adjudication'))],
    ],
    holds: ([inHeader = 0, inItems = 0]) => inHeader > 0 !== inItems > 0,
  },
  'EOB-prof-all-transportation-supportinginfo-linked-to-line': {
    facts: [['supportingInfo', isAboutTransport]],
    holds: ([transports]) => (transports === 0 ? true : undefined),
  },
  'EOB-vision-item-productorservice': {
    facts: [
      ['type', isVision],
      ['item', isNotApplicable],
    ],
    holds: ([vision, items]) => vision !== 0 || items === 0,
  },
};
/** Invariants about the meta of a resource. */
export const ABOUT_META = /-meta-profile-version$/;

/** The rules of the guide that are not invariants. */
const CARIN_RULES: Readonly<Record<string, readonly [Severity, string]>> = {
  profile: ['error', 'a claim, Patient or Coverage names a profile of the guide in meta.profile'],
  version: ['warning', 'a Coverage names version 2.2 of its profile'],
  cardinality: ['error', 'as many values as the profile asks for, also of each slice'],
  type: ['error', 'a value of the type that the profile allows for a choice'],
  pattern: ['error', 'the code or text that the profile fixes'],
  reference: ['error', 'a reference to a type that the profile allows'],
  'binding.required': ['error', 'a code of a value set whose codes are public'],
  'binding.system': ['warning', 'a code of one of the systems of a value set whose codes are licensed, or too many'],
  'binding.extensible': ['warning', 'a code of the value set, because one of its systems is used'],
};

/** Every rule of CARIN Blue Button: its name, its severity and what it expects. */
export const carinRules = (): readonly (readonly [id: string, severity: Severity, says: string])[] => [
  ...Object.entries(CARIN_RULES).map(([name, [severity, says]]) => [`fhir.carin.${name}`, severity, says] as const),
  ...Object.entries(CARIN_INVARIANTS).map(
    ([key, { severity, says }]) => [`fhir.carin.invariant.${key}`, severity, says] as const,
  ),
];
