import type { GuideSection } from '../../../src/model/index.js';
import { informs, judged, section, unseen } from '../units.js';
import { END_OF_OLD_VERSIONS, LATER, LATER_AND_DIFFERS, SOURCE } from './reasons.js';
import { carin, oneClaimType } from './shared.js';

/** The page “Introducing v3”, unit by unit. */
export const introductionPage: readonly GuideSection[] = [
  section('Introducing v3', [
    informs('6beb163cab96', 'Version 3 came in July 2026.'),
    informs('c51154aff8d7', 'It is faster and better.'),
    informs('2fa780020f0d', 'It serves three ends.'),
    unseen('a8b3a1bc5a50', 'Users of the older versions move until the end of July 2027.', END_OF_OLD_VERSIONS),
  ]),
  section('Introducing v3 > Improve health outcomes', [
    informs('4a869fbb135e', 'Claims come earlier.'),
    informs('8b07d848c36c', 'There are years of data.'),
  ]),
  section('Introducing v3 > Track performance toward CMS quality measures', [
    informs('92b23a755ab9', 'Unusual claims are seen earlier.'),
    informs('50620751461f', 'Quality can rise.'),
  ]),
  section('Introducing v3 > Standardize health data systems', [
    informs('dabf33410b78', 'Standards save work.'),
    informs('6549a0488b03', 'Nearness to CCLF makes the change easier.'),
  ]),
  section('Introducing v3 > BCDA v3 functional improvements > More frequent and timely updates', [
    informs('d7be0e2604c7', 'Updates are more frequent.'),
    informs('de8b80f28821', 'Details come next.'),
    unseen('d5fd04c675ea', 'Claims come sooner after they are processed.', LATER),
    unseen('ddfb0497be6f', 'Patient and Coverage are renewed six times a week.', LATER_AND_DIFFERS),
    unseen('e0fb8f9fc2c0', 'Claims of Part D are renewed five times a week.', LATER_AND_DIFFERS),
  ]),
  section('Introducing v3 > BCDA v3 functional improvements > Easier claims tracking', [
    informs('1c027da0f53e', 'Claims are easier to track.'),
    unseen('4c043944424e', 'All claims come from one source.', SOURCE),
    judged('ba4716f029f6', 'All claims have one type.', ...oneClaimType),
    judged(
      '5cffc9ff4533',
      'Claim control numbers and a tag tell of a claim which it is and how far it is processed; it is outcome that does the latter.',
      'resources.claim-control-number',
      'resources.system-type',
      'resources.outcome',
    ),
  ]),
  section('Introducing v3 > BCDA v3 functional improvements > Enhanced filtering capabilities', [
    judged(
      '1486433159d8',
      '_typeFilter is the parameter of the standard.',
      'parameters.type-filter',
      'parameters.type-filter-repeated',
    ),
    judged('c4ec25c329bf', 'It narrows by what resources say of themselves.', 'parameters.type-filter-tag'),
  ]),
  section('Introducing v3 > BCDA v3 functional improvements > Simplified, reliable data mapping capabilities', [
    unseen('750732e90a86', 'The data are closer to those of CCLF.', 'A run has no CCLF files to compare with.'),
    informs('3a8b6bcb0d8e', 'A data dictionary is made from the sources.'),
  ]),
  section(
    'Introducing v3 > BCDA v3 functional improvements > Improved conformance with select FHIR Implementation Guides',
    [
      judged(
        '63d7a172be41',
        'Extensions follow the FHIR standards better.',
        'resources.no-old-urls',
        'resources.explanation-of-benefit',
      ),
      judged(
        'd1124be39004',
        'Exports follow the standard for bulk export, and resources CARIN Blue Button; this page has its 2.1.0, and 2.2.0 of the migration page counts.',
        'kickoff.accepted',
        'status.completes',
        'manifest.json',
        'output.downloadable',
        ...carin,
        'resources.carin-invariants',
      ),
      judged('e4ef7fe25e2e', 'The old URLs of Blue Button are gone.', 'resources.no-old-urls'),
      judged('e8abc782a647', 'Those of FHIR definitions take their place.', 'resources.no-old-urls'),
    ],
  ),
  section('Introducing v3 > Problems solved in v3', [
    informs('36762562075f', 'Where v1 and v2 have claims from.'),
    informs('273b30d831d2', 'Where v2 has partially adjudicated claims from.'),
    unseen('e33d7ced2aa3', 'One source takes the place of both.', SOURCE),
    informs('72caaa83642b', 'What is solved comes next.'),
    informs('047d0a7c22ae', 'Fewer differences from CCLF.'),
    informs('7978e4d90503', 'No gaps for new people.'),
    informs('5f1efb754428', 'People with two old ids.'),
    informs('e49afb3516ef', 'Claims of both kinds are easier to link.'),
    judged(
      '4ff0038a40de',
      'The identifiers of a claim are the same in all its stages.',
      'resources.claim-control-number',
    ),
  ]),
  section('Introducing v3 > Problems solved in v3 > Comparison of claims flows in v1/v2 versus v3', [
    informs('b738be7c8b2b', 'A claim arrives, and takes one of two ways.'),
    informs('28498bb92c7c', 'The ways under v1 and v2.'),
    unseen('28dc9a3e7849', 'The one way under v3.', SOURCE),
    informs('58fd61d04d18', 'All ways meet in one server.'),
    informs('7d36fc7782f6', 'That is so in all versions.'),
    judged(
      'a0fe68b4db36',
      'In the end all claims are in the API.',
      'parameters.type-filter-union',
      'parameters.type-filter-tag',
    ),
  ]),
  section('Introducing v3 > What this means for your organization', [
    informs('f122fcf854a4', 'Less work.'),
    informs('c5067247b232', 'Better data.'),
    informs('ad2e7af78fd5', 'More updates.'),
    informs('68c31954789d', 'Closer to the standards.'),
  ]),
  section('Introducing v3 > What this means for your organization > Ready to get started? > Next steps', [
    informs('f1a756ce1bbd', 'Link: how to migrate.'),
    informs('5fd0ccf2888a', 'Link: the documentation.'),
    informs('c5260caf8f40', 'Link: office hours.'),
    informs('3fc2334e5b29', 'A question.'),
    informs('4afc22027763', 'Whom to ask.'),
  ]),
];
