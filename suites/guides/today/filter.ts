import type { GuideSection, GuideUnit } from '../../../src/model/index.js';
import { informs, judged, section, unseen } from '../units.js';
import { ATTRIBUTION, HISTORY } from './reasons.js';
import {
  curlHeaders,
  curlHeadersLow,
  exporting,
  filters,
  oneType,
  runout,
  since,
  systemType,
  twoTypes,
} from './shared.js';

const onlyV3 = (digest: string): GuideUnit =>
  judged(
    digest,
    'Version 3 has this parameter, and no other version.',
    'parameters.type-filter',
    'client.kickoff.request',
  );

/** The page “How to Filter Claims Data”, unit by unit. */
export const filterPage: readonly GuideSection[] = [
  section('How to Filter Claims Data', [
    judged(
      '169b4eb09566',
      'Three parameters narrow an export.',
      'parameters.since',
      'parameters.one-type',
      'parameters.type-filter',
    ),
    judged('cac8cab7767f', '_since takes a date.', 'parameters.since'),
    judged(
      '579e6f962d6a',
      '_type takes one type or more.',
      'parameters.one-type',
      'parameters.two-types',
      'client.kickoff.types',
    ),
    judged('214c49f267e9', '_typeFilter takes a condition.', 'parameters.type-filter'),
    informs('73785e6bead9', 'Parameters save time and space in both environments.'),
  ]),
  section('How to Filter Claims Data > The _since parameter', [
    judged(
      '20a328ecd81c',
      'With _since an export has what changed after a date.',
      'parameters.since-filters',
      'parameters.since-complete',
    ),
    judged(
      '0deb590c8e74',
      'The date is a FHIR instant, with milliseconds and a zone.',
      'parameters.since',
      'parameters.since-invalid',
    ),
    informs('188926643415', 'A date in words.'),
    judged('dc4a773e7e0b', 'The same date as an instant.', 'parameters.since'),
    informs('f82b0a47b9c9', 'A note is about dates before the end of March 2026.'),
    judged('9789ff69a5fb', 'The resources of v3 were made in March 2026.', 'parameters.since-epoch'),
    judged(
      '9c0ed8c21242',
      'So none of them was updated before that month; the day that the heading has is not used.',
      'parameters.since-epoch',
    ),
    informs('f9f9d3a845f9', 'An older date brings much more data.'),
    judged(
      '6ca996b83215',
      'From then on a resource has the date of its update.',
      'parameters.since-filters',
      'resources.last-updated',
      'resources.carin-patient',
      'resources.carin-coverage',
      'resources.carin-claim',
    ),
    judged('f2f5ff0fac57', 'The date of care has a filter of its own, service-date.', 'parameters.type-filter-date'),
    informs('105fb2ee40cc', 'The first export is better without _since.'),
    judged(
      '7ef8e0053caf',
      'transactionTime of one export is a good _since for the next.',
      'parameters.since-transaction-time',
      'manifest.transaction-time',
    ),
    judged(
      '57ccf57d24b1',
      'Both endpoints take _since, and differ for new people.',
      'parameters.since',
      'parameters.since-group',
    ),
  ]),
  section('How to Filter Claims Data > The _since parameter > Using _since with /Patient', [
    judged(
      'd534d1fe1d8a',
      'Patient with _since: what changed later, whoever it is about.',
      'parameters.since-filters',
      'parameters.since-complete',
    ),
    unseen(
      '6fbee511bb7c',
      'Newly attributed means: given to the organization since the last attribution.',
      ATTRIBUTION,
    ),
    unseen('543b1e371852', 'Without _since, the data reach back to March 2021.', HISTORY),
  ]),
  section(
    'How to Filter Claims Data > The _since parameter > Using _since with /Patient > Example request using _since with /Patient',
    [judged('2cec77a6e26d', 'Request: GET of the Patient export with _type and _since.', ...since)],
  ),
  section(
    'How to Filter Claims Data > The _since parameter > Using _since with /Patient > Example curl command using _since with /Patient',
    [
      judged('5d2c5be4ae5b', 'The example has request and headers.', ...exporting),
      judged('f9d0cf2180df', 'The dollar sign marks an action.', 'client.kickoff.request'),
      judged('79cb0193131c', 'curl line: the URL with _type and _since.', ...since),
      ...curlHeaders,
    ],
  ),
  section('How to Filter Claims Data > The _since parameter > Using _since with /Group', [
    judged(
      '3078864fa4c4',
      'Group with _since: what changed for those who were there, and everything of those who are new.',
      'parameters.since',
      'parameters.since-group',
    ),
    informs('1a607fe176db', 'One request is enough to get everything new.'),
    unseen('543b1e371852', 'Without _since, the data reach back to March 2021.', HISTORY),
  ]),
  section(
    'How to Filter Claims Data > The _since parameter > Using _since with /Group > Example request using _since with /Group',
    [
      informs('89e37d00d118', 'What the answer has comes next.'),
      judged('71759b9755fa', 'What changed since the date, for those who were there.', 'parameters.since-group'),
      unseen(
        'e94277929da0',
        'Everything since 2014, for those who came in the last month.',
        'Who is new cannot be seen; and the pages differ about the year.',
      ),
      judged(
        'c20515f1d6ee',
        'Request: GET of the Group export with _type and _since.',
        'parameters.since',
        'parameters.since-group',
      ),
    ],
  ),
  section(
    'How to Filter Claims Data > The _since parameter > Using _since with /Group > Example curl command using _since with /Group',
    [
      judged('81a4c730347c', 'curl line: the URL with _type and _since.', 'parameters.since', 'parameters.since-group'),
      ...curlHeaders,
    ],
  ),
  section('How to Filter Claims Data > The _type parameter', [
    judged(
      'e26a472f44c7',
      '_type says which types are wanted.',
      'parameters.one-type',
      'parameters.two-types',
      'client.kickoff.types',
    ),
    judged('149e175bf8f7', 'Without it both endpoints export every type.', 'parameters.default'),
  ]),
  section('How to Filter Claims Data > The _type parameter > Using _type', [
    judged(
      '835d243ba178',
      'Commas stand between types.',
      'parameters.two-types',
      'parameters.repeated-parameter',
      'client.kickoff.types',
    ),
    informs('da87b2c5b9ff', 'The examples are for Group.'),
  ]),
  section('How to Filter Claims Data > The _type parameter > Using _type > Example request for 1 resource type', [
    judged('c0220885c427', 'Request: GET of the Group export with one type.', ...oneType),
  ]),
  section('How to Filter Claims Data > The _type parameter > Using _type > Example request for 2 resource types', [
    judged('a99d927649f5', 'Request: GET of the Group export with two types.', ...twoTypes),
  ]),
  section('How to Filter Claims Data > The _type parameter > Using _type > Example curl command using _type', [
    judged('f53e15c42a59', 'curl line: the URL with two types.', ...twoTypes),
    ...curlHeaders,
  ]),
  section('How to Filter Claims Data > The _typeFilter parameter', [
    onlyV3('dd6d54998752'),
    onlyV3('2b4ba4257060'),
    judged('849eccaec9ef', '_typeFilter narrows by what resources say of themselves.', 'parameters.type-filter'),
    judged(
      '7cd4f5dbed35',
      'An export has only claims that meet the condition, an encoded FHIR query.',
      ...filters,
      'parameters.type-filter-complete',
    ),
  ]),
  section('How to Filter Claims Data > The _typeFilter parameter > Using _typeFilter', [
    judged(
      '748a9fac6d65',
      'Three search parameters of claims can be in it.',
      ...filters,
      'parameters.type-filter-invalid',
    ),
    judged('cab4f12321ac', '_tag is about meta.tag.', 'parameters.type-filter-tag', 'resources.system-type'),
    judged(
      '59595780eddf',
      'Its value has system and code.',
      'parameters.type-filter-tag',
      'parameters.type-filter-invalid',
    ),
    informs('7b47cf51db19', 'The codes of the system come next.'),
    systemType('e0d1e5776be1'),
    systemType('70180e25afa1'),
    systemType('28d1b871ebd8'),
    judged(
      '13e55a9ac77b',
      'Without a System-Type an export has claims of two of them.',
      'parameters.type-filter-default',
    ),
    judged(
      '33ebdaf76aa7',
      'outcome is about how far a claim is processed.',
      'parameters.type-filter-outcome',
      'resources.outcome',
    ),
    judged('7f3d7b78361c', 'It has two values.', 'parameters.type-filter-outcome', 'resources.outcome'),
    judged('ffaf15c3ce18', 'service-date is about the date of care.', 'parameters.type-filter-date'),
    judged(
      '8e201a445104',
      'That is a date within the billable period; a claim fails only if neither its period nor any of its items is at such a time.',
      'parameters.type-filter-date',
    ),
    judged('239d93a7c96e', 'It is a FHIR date with a prefix.', 'parameters.type-filter-date'),
  ]),
  section(
    'How to Filter Claims Data > The _typeFilter parameter > Using _typeFilter > Example request using _typeFilter',
    [
      informs('89e37d00d118', 'What the answer has comes next.'),
      judged('9064ef0e2165', 'Everything but claims is as without the filter.', 'parameters.type-filter-others-whole'),
      judged('55cc4770829a', 'Claims are those that are fully processed.', 'parameters.type-filter-outcome'),
      judged(
        'faf330cf41bb',
        'Request: GET of the Group export with outcome=complete, encoded.',
        'parameters.type-filter',
        'parameters.type-filter-outcome',
      ),
    ],
  ),
  section(
    'How to Filter Claims Data > The _typeFilter parameter > Using _typeFilter > Example curl command using _typeFilter',
    [
      judged(
        '71e47ec693be',
        'curl line: the URL with outcome=complete.',
        'parameters.type-filter',
        'parameters.type-filter-outcome',
      ),
      ...curlHeaders,
    ],
  ),
  section('How to Filter Claims Data > The runout identifier', [
    judged(
      'f6ba5652506b',
      'runout asks for those who belonged to the organization last year only.',
      'kickoff.runout',
      'groups.runout-apart',
    ),
    judged('9dca0a7be9d0', 'No care in runout data is of a later year than the last one.', 'groups.runout-dates'),
  ]),
  section('How to Filter Claims Data > The runout identifier > Using the runout identifier', [
    informs('78a70dec2bfc', 'The examples are for Group.'),
  ]),
  section(
    'How to Filter Claims Data > The runout identifier > Using the runout identifier > Example request for 1 resource type using runout',
    [
      judged('430b1b449291', 'Request: GET of the runout export with one type.', ...runout),
      judged('6d4d33270340', 'curl line: its URL.', ...runout),
      ...curlHeadersLow,
    ],
  ),
  section(
    'How to Filter Claims Data > The runout identifier > Using the runout identifier > Example request for 2 resource types using runout',
    [
      judged('1e8dabbba92c', 'Request: GET of the runout export with two types.', ...runout),
      judged('ccf4c99dbace', 'curl line: its URL.', ...runout),
      ...curlHeadersLow,
    ],
  ),
  section(
    'How to Filter Claims Data > The runout identifier > Using the runout identifier > Request for all resources using runout',
    [
      judged('d4f8af6748a3', 'Request: GET of the runout export.', ...runout),
      judged('7e2c8677af43', 'curl line: its URL.', ...runout),
      ...curlHeadersLow,
    ],
  ),
];
