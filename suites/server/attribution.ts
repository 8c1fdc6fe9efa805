import { ask } from '../../src/model/steps.js';
import {
  type Assertion,
  controlled,
  datedWithZone,
  every,
  givesNoDates,
  hasIngestionDates,
  header,
  ingestedBefore,
  kickoffAccepted,
  mediaType,
  onlyStatus,
  replies,
  status,
} from '../../src/expect/index.js';
import { type Expectation, type Profile, suite } from '../../src/model/index.js';
import { PAGES, SECTIONS } from '../profiles/pages.js';
import { advice } from '../sources.js';
import { documentedExports } from './conversations.js';

const where = ({ paths }: Profile): boolean => paths.attribution !== undefined;
const source = { document: PAGES, section: SECTIONS.attribution };
const asked = ask('attribution', 'attribution', 'token');
const answered = onlyStatus('the server has attribution data', (code) => code === 200);

const CREDENTIALS = {
  'no-token': 'without a token',
  'garbage-token': 'with a made-up token',
  'expired-token': 'with an expired token',
} as const;

/** Judges the attribution status, which shows nothing where no export request is accepted. */
const answer = (...looks: readonly Assertion[]): Expectation =>
  every(replies('attribution'), kickoffAccepted, ...looks);

export default suite({
  role: 'server',
  id: 'attribution',
  title: 'The attribution status',
  scenarios: {
    asked: { title: 'a request for the attribution status', steps: [...documentedExports('kickoff'), asked] },
    protected: {
      title: 'requests for the attribution status without a token, with a made-up one and with an expired one',
      steps: [
        ...documentedExports('kickoff'),
        asked,
        ask('attribution-no-token', 'attribution', 'none'),
        ask('attribution-garbage-token', 'attribution', 'garbage-token'),
        ask('attribution-expired-token', 'attribution', 'expired-token'),
      ],
    },
  },
  requirements: [
    {
      id: 'attribution.answers',
      where,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'A request for the attribution status returns 200, or 404 where nothing was ever ingested.',
      cases: [{ when: 'asked', expect: answer(status(200, 404)) }],
    },
    {
      id: 'attribution.json',
      where,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The attribution status has content type application/json.',
      cases: [
        {
          when: 'asked',
          expect: answer(answered, header('content-type', mediaType('application/json'))),
        },
      ],
    },
    {
      id: 'attribution.shape',
      where,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source,
      statement:
        'The attribution status has ingestion_dates, an array of entries with a type and a timestamp, each of the two documented types at most once.',
      cases: [{ when: 'asked', expect: answer(answered, hasIngestionDates) }],
    },
    {
      id: 'attribution.timestamp',
      where,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'Each timestamp of the attribution status is a date and a time with a zone.',
      decision: 'The page has a blank in place of the T and a zone of hours alone; RFC 3339 is fine too.',
      cases: [{ when: 'asked', expect: answer(answered, datedWithZone) }],
    },
    {
      id: 'attribution.past',
      where,
      needs: 'kickoff',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement: 'No timestamp of the attribution status is in the future.',
      decision:
        'Five minutes allow for clocks that differ. How old a timestamp may be is not judged: it depends on the month.',
      cases: [{ when: 'asked', expect: answer(answered, ingestedBefore) }],
    },
    ...(['no-token', 'garbage-token', 'expired-token'] as const).map((which) => ({
      id: `attribution.${which}` as const,
      where,
      needs: 'kickoff' as const,
      level: 'MUST' as const,
      basis: 'guide' as const,
      source,
      statement: `A request for the attribution status ${CREDENTIALS[which]} returns 401 and gives no date.`,
      cases: [
        {
          when: 'protected' as const,
          expect: every(
            replies(`attribution-${which}`),
            kickoffAccepted,
            controlled(replies('attribution')),
            status(401),
            givesNoDates,
          ),
        },
      ],
    })),
  ],
});
