import type { GuideSection } from '../../../src/model/index.js';
import { informs, judged, section, unseen } from '../units.js';
import { LATER, LEFT_OUT } from './reasons.js';
import { fileRequest, runout, statusRequest } from './shared.js';

/** The announcement “BCDA data limited in Jan 2026 for yearly updates”, unit by unit. */
export const newsPage: readonly GuideSection[] = [
  section('BCDA data limited in Jan 2026 for yearly updates', [
    judged(
      '56856096f6db',
      'In January some data are not there, since the lists of enrollees are replaced; then what needs them is blocked, and not failed.',
      'kickoff.no-attribution',
    ),
    informs('d3e29fbb1d27', 'An organization gets its data back as soon as they are ready.'),
    unseen('6ab1e689c710', 'It takes about a month.', LATER),
    informs('d40645ef87e6', 'The first and the last day of the year in question.'),
  ]),
  section('BCDA data limited in Jan 2026 for yearly updates > What data will be unavailable in Jan 2026?', [
    unseen('d2020bd58abf', 'Claims of the new year are missing.', LEFT_OUT),
    judged('da1db24f4351', 'Both endpoints for people of today are closed in the meantime.', 'kickoff.no-attribution'),
  ]),
  section('BCDA data limited in Jan 2026 for yearly updates > How should I request PY 2025 runout data?', [
    informs('9a1094eed91c', 'How to get runout data comes next.'),
    judged('d7c92118a3f5', 'They are the group runout.', ...runout),
    judged('c942d69ab208', 'Care of the new year is left out.', 'groups.runout-dates'),
    judged('db60758900e3', 'No care in runout data is of a later year than the last one.', 'groups.runout-dates'),
    unseen(
      '0361ebd511a3',
      'With _since, runout data are those updated since the last time.',
      'A run asks for runout data without _since alone: one export more could show it.',
    ),
    informs('4eefc10b8449', 'Another page is about runout.'),
  ]),
  section('BCDA data limited in Jan 2026 for yearly updates > How will I know when data is available again?', [
    informs('8515980c990e', 'An announcement tells when it is over.'),
    informs('9c7768adeae5', 'Then both endpoints work as ever.'),
  ]),
  section('BCDA data limited in Jan 2026 for yearly updates > Examples of requests/outcomes to expect in Jan 2026', [
    informs('288c7082ba42', 'A request for people of today comes next.'),
    informs('1ac14b0b66b8', 'Request: GET of the Patient export under v2.'),
    informs('d909b62a81f2', 'Request: GET of the export of Group/all under v2.'),
    judged(
      '86cccd5e3223',
      'It is answered 404, with an OperationOutcome.',
      'kickoff.no-attribution',
      'errors.outcomes-valid',
      'errors.outcomes-json',
    ),
    informs('575febf88145', 'A sample of the OperationOutcome is on another page.'),
    informs('f63675c95324', 'The group runout still works.'),
    informs('18029fa6ae02', 'A request for runout data comes next.'),
    informs('ab8f7d9b667e', 'Request: GET of the runout export under v2.'),
    judged('24552a497fac', 'It is answered 202.', 'kickoff.runout'),
    judged('ffcb19f6c94f', 'Content-Location has the URL of the job.', 'kickoff.content-location'),
    judged(
      '8614a18837be',
      'Header of the answer: here without a host; the page about access and the standard show an absolute URL, and they count.',
      'kickoff.content-location',
      'kickoff.job-url',
    ),
    judged('816663c275d2', 'Its status is asked for until it is done.', ...statusRequest, 'client.polling.until-done'),
    informs('79afba41194b', 'Request: GET of the URL of the job under v2.'),
    judged('c055b9b25abe', 'Then the files are there.', ...fileRequest),
    informs('6eb808bc7c3b', 'Request: GET of a file, whose name here is not that of the manifest in other samples.'),
    judged('37f7775fec2f', 'No care in runout data is of a later year than the last one.', 'groups.runout-dates'),
  ]),
  section('BCDA data limited in Jan 2026 for yearly updates > Need help?', [
    informs('38cfba151d18', 'Where news are.'),
    informs('c1bde0b39a59', 'Where help is.'),
  ]),
];
