import type { GuideSection } from '../../../src/model/index.js';
import { informs, judged, section, unseen } from '../units.js';
import { LATER, LATER_AND_DIFFERS, LEFT_OUT, SUBMITTED } from './reasons.js';
import { claims } from './shared.js';

/** The page “BCDA Data”, unit by unit. */
export const dataPage: readonly GuideSection[] = [
  section('BCDA Data', [
    judged(
      '91392200ed6b',
      'Claims come through the API as FHIR, by bulk export.',
      'kickoff.accepted',
      'resources.explanation-of-benefit',
    ),
  ]),
  section('BCDA Data > Data Dictionaries', [
    informs('8e7064f62a40', 'A data dictionary tells which field of CCLF is where.'),
    informs('aefc60ed4182', 'Another page compares BCDA and CCLF.'),
    informs('0af0469abc62', 'What the data dictionary has.'),
    informs('cf79ec457f0d', 'The data dictionary of v3.'),
    informs('7b536925d42d', 'That of v1 and v2.'),
    informs('3f4f7d62af88', 'That of partially adjudicated claims of v2.'),
  ]),
  section('BCDA Data > Partially adjudicated claims data', [
    judged(
      '82a19fe0716d',
      'There are claims that are not fully processed.',
      'parameters.type-filter-outcome',
      'resources.outcome',
    ),
    unseen('748ad5e70110', 'They are there two to four days after submission.', SUBMITTED),
    unseen('03cbc39c2b3e', 'The others come weekly; another page says that those of v3 come more often.', LATER),
    informs('82c313e7df33', 'Another page is about partially adjudicated claims.'),
  ]),
  section('BCDA Data > Sample files', [
    informs('d861f93601c8', 'Samples are like the data of production.'),
    informs('4ba458f545f6', 'The sandbox has test data.'),
    informs('52df81f891b9', 'Link: a sample with claims.'),
    informs('c494154f2dc9', 'Link: a sample with people.'),
    informs('8b9d5fb63ef8', 'Link: a sample with coverage.'),
    informs('3a149770b921', 'Link: a sample of a type of v2.'),
    informs('417f11c2ee66', 'Link: a sample of another type of v2.'),
    informs('f5f32dcbef13', 'These two are of v2 only.'),
  ]),
  section('BCDA Data > Data overview', [
    unseen('4da5f4bc2cfa', 'Partially adjudicated claims are renewed daily, the others weekly.', LATER_AND_DIFFERS),
    informs('6d28289c000c', 'What the data have comes next.'),
    informs('49c6b5cfaa8d', 'Head of the table.'),
    judged('eb91d7767919', 'Part A: hospitals, nursing facilities and hospices.', 'content.parts'),
    judged('c2d171d34956', 'Part B: doctors, outpatient care, prevention and equipment.', 'content.parts'),
    judged('ba155ba218e3', 'Part D: prescribed drugs.', 'content.parts'),
  ]),
  section('BCDA Data > Resource types', [
    judged('ebeb84969a23', 'Both endpoints export by type.', 'parameters.default', 'parameters.one-type'),
    informs('04754d8a6706', 'Types changed between versions, as another page shows.'),
    informs('188e4d7ce0e2', 'A note is about confidential data.'),
    unseen('e2e8d87a26d4', 'Records about substance use are left out.', LEFT_OUT),
    unseen('d683c9df46b0', 'So are people who do not want to share data.', LEFT_OUT),
  ]),
  section('BCDA Data > Resource types > ExplanationOfBenefit (EOB)', [
    judged(
      '1cb28241955e',
      'Claims tell where, when, why, by whom and for how much care was given, and have the content of CCLF files 1 to 7.',
      ...claims,
      'output.cclf',
    ),
    unseen('421d13a068fe', 'They are renewed weekly.', LATER_AND_DIFFERS),
  ]),
  section('BCDA Data > Resource types > Patient', [
    judged(
      '556c232df329',
      'Patients tell who people are and which identifiers they have, and have the content of CCLF files 8 and 9.',
      'resources.patient',
      'resources.carin-patient',
      'resources.mbi',
      'output.cclf',
    ),
    unseen('421d13a068fe', 'They are renewed weekly.', LATER_AND_DIFFERS),
  ]),
  section('BCDA Data > Resource types > Coverage', [
    judged(
      'b39c10a0259a',
      'Coverage tells what insurance people have, in two programs too.',
      'resources.coverage',
      'resources.carin-coverage',
      'resources.whose',
    ),
    unseen('421d13a068fe', 'It is renewed weekly.', LATER_AND_DIFFERS),
  ]),
  section('BCDA Data > Resource types > Claim (v2 only)', [
    informs('7cbea1750f74', 'What Claim is, which v3 does not have.'),
    informs('32b83608de15', 'What it is used for.'),
    informs('1023e890239b', 'How often it is renewed.'),
  ]),
  section('BCDA Data > Resource types > ClaimResponse (v2 only)', [
    informs('f9a3096a0212', 'What ClaimResponse is, which v3 does not have.'),
    informs('1023e890239b', 'How often it is renewed.'),
  ]),
];
