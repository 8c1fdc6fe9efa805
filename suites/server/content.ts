import { contains, type ContentItem } from '../../src/expect/index.js';
import { saysContent, suite } from '../../src/model/index.js';
import { guide } from '../sources.js';
import { everyFile } from './conversations.js';

const item = (says: string, ...items: readonly string[]): ContentItem => ({ says, items });
/** The first file brings what the guide names; the item must occur. */
const cases = (type: string, ...wanted: readonly ContentItem[]) =>
  [{ when: 'fetched', expect: contains(type, wanted) }] as const;
const EOB = 'ExplanationOfBenefit';

const about = {
  needs: 'file',
  basis: 'guide',
  source: guide('4. Retrieve NDJSON output file(s)'),
  where: saysContent,
} as const;
const TABLE =
  'What counts is the table in which CMS says which STU3 element has which CCLF field: each element of the item will do, in any resource of the run. Fewer than 10 resources of the type show nothing, unless none has more than an id and meta.';
const UNSEEN = 'A recommendation, because the data of December 2019 themselves did not show it.';

export default suite({
  role: 'server',
  id: 'content',
  title: 'Content',
  scenarios: { fetched: { title: 'every resource of every listed data file', steps: everyFile } },
  requirements: [
    {
      ...about,
      id: 'content.claims-where',
      level: 'MUST',
      statement: 'ExplanationOfBenefit resources say where services were performed.',
      decision: TABLE,
      cases: cases(EOB, item('where a service was performed', 'eob.where')),
    },
    {
      ...about,
      id: 'content.claims-when',
      level: 'MUST',
      statement: 'ExplanationOfBenefit resources say when services were performed.',
      decision: TABLE,
      cases: cases(EOB, item('when a service was performed', 'eob.when')),
    },
    {
      ...about,
      id: 'content.claims-diagnosis',
      level: 'MUST',
      statement: 'ExplanationOfBenefit resources have diagnosis codes.',
      decision: TABLE,
      cases: cases(EOB, item('a diagnosis', 'eob.diagnosis')),
    },
    {
      ...about,
      id: 'content.claims-provider',
      level: 'SHOULD',
      statement: 'ExplanationOfBenefit resources name the provider who performed the service.',
      decision: `${TABLE} ${UNSEEN}`,
      cases: cases(EOB, item('a provider', 'eob.provider')),
    },
    {
      ...about,
      id: 'content.claims-cost',
      level: 'MUST',
      statement: 'ExplanationOfBenefit resources say what care cost.',
      decision: TABLE,
      cases: cases(EOB, item('a cost', 'eob.cost')),
    },
    {
      ...about,
      id: 'content.patients-identifiers',
      level: 'MUST',
      statement: 'Patient resources have identifiers of the beneficiary.',
      decision: TABLE,
      cases: cases('Patient', item('an identifier', 'patient.identifiers', 'patient.identifier-updates')),
    },
    {
      ...about,
      id: 'content.patients-demographics',
      level: 'MUST',
      statement: 'Patient resources say who the beneficiary is, with demographic information.',
      decision: TABLE,
      cases: cases('Patient', item('a name', 'patient.who'), item('demographic information', 'patient.demographics')),
    },
    {
      ...about,
      id: 'content.coverage-parts',
      level: 'MUST',
      statement: 'Coverage resources tell of coverage by Part A, by Part B and by Part D.',
      decision: TABLE,
      cases: cases(
        'Coverage',
        item('Part A', 'coverage.part-a'),
        item('Part B', 'coverage.part-b'),
        item('Part D', 'coverage.part-d'),
      ),
    },
    {
      ...about,
      id: 'content.coverage-part-c',
      level: 'SHOULD',
      statement: 'Coverage resources tell of coverage by Part C.',
      decision: `${TABLE} ${UNSEEN}`,
      cases: cases('Coverage', item('Part C', 'coverage.part-c')),
    },
    {
      ...about,
      id: 'content.coverage-markers',
      level: 'MUST',
      statement: 'Coverage resources have the markers for end-stage renal disease and for old age insurance.',
      decision: TABLE,
      cases: cases(
        'Coverage',
        item('a marker for end-stage renal disease', 'coverage.esrd'),
        item('a marker for old age and survivors insurance', 'coverage.oasi'),
      ),
    },
  ],
});
