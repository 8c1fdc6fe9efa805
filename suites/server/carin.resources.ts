import {
  type Assertion,
  every,
  holdsCarinInvariants,
  meetsCarin,
  namesCarin,
  promised,
  replies,
} from '../../src/expect/index.js';
import type { Profile } from '../../src/model/index.js';
import { PAGES, SECTIONS } from '../profiles/pages.js';
import { carinBlueButton } from '../sources.js';

const files = (look: Assertion, type?: string) =>
  [{ when: 'fetched', expect: promised(every(replies('data'), look), type) }] as const;
const carin = { where: (profile: Profile) => profile.carin !== undefined, needs: 'file' } as const;

/** What v3 promises by saying that its data conform with CARIN Blue Button 2.2.0. */
export const carinRequirements = [
  {
    ...carin,
    id: 'resources.carin-profile',
    level: 'MUST',
    basis: 'guide',
    source: { document: PAGES, section: SECTIONS.conformance },
    statement:
      'Every Patient, Coverage and ExplanationOfBenefit names a profile of CARIN Blue Button 2.2 in meta.profile.',
    decision:
      'The page says that the data conform with version 2.2.0. The guide has warnings where a profile is named without a version 2.2, and has none for Coverage; here it counts for all three. A prior authorization is no claim: the guide says nothing about it, and servers name another profile in it. Profiles of dental claims are not judged.',
    cases: files(namesCarin),
  },
  {
    ...carin,
    id: 'resources.carin-patient',
    level: 'MUST',
    basis: 'spec',
    source: carinBlueButton('C4BB Patient', 'C4BB-Patient'),
    statement: 'Every Patient meets the profile of CARIN Blue Button that it names.',
    decision:
      'Cardinalities are checked, those of slices too, and those that US Core 7.0.0 adds; its invariants have a requirement of their own.',
    cases: files(meetsCarin('Patient'), 'Patient'),
  },
  {
    ...carin,
    id: 'resources.carin-coverage',
    level: 'MUST',
    basis: 'spec',
    source: carinBlueButton('C4BB Coverage', 'C4BB-Coverage'),
    statement: 'Every Coverage meets the profile of CARIN Blue Button that it names.',
    decision:
      'Cardinalities, required codes and types of references are checked, also of contained resources that name a profile.',
    cases: files(meetsCarin('Coverage'), 'Coverage'),
  },
  {
    ...carin,
    id: 'resources.carin-claim',
    level: 'MUST',
    basis: 'spec',
    source: carinBlueButton('C4BB Explanation Of Benefit', 'C4BB-ExplanationOfBenefit'),
    statement: 'Every ExplanationOfBenefit meets the profile of CARIN Blue Button that it names.',
    decision:
      'Cardinalities, slices, patterns, types and codes are checked, also of contained resources that name a profile. Codes of licensed sets are not: only public ones can be. What matches no slice is allowed.',
    cases: files(meetsCarin('ExplanationOfBenefit'), 'ExplanationOfBenefit'),
  },
  {
    ...carin,
    id: 'resources.carin-invariants',
    level: 'SHOULD',
    basis: 'spec',
    source: carinBlueButton('Artifacts', 'C4BB-ExplanationOfBenefit'),
    statement: 'Every invariant of CARIN Blue Button that is an error holds for every resource.',
    decision:
      'Most need references that can be followed, and those of v3 only name a type: the type counts in their place. EOB-vision-item-productorservice does not count: as written it forbids a code that the professional claims which CMS publishes have, and which another value set of the guide allows.',
    cases: files(holdsCarinInvariants),
  },
] as const;
