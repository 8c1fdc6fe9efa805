import { contains, type ContentItem } from '../../src/expect/index.js';
import { isOfPages, isOneGuide, judgesItem, type Profile, saysContent, suite } from '../../src/model/index.js';
import { PAGES, SECTIONS } from '../profiles/pages.js';
import { guide } from '../sources.js';
import { everyFile } from './conversations.js';
import { inPages } from './under.js';

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
  under: inPages({ source: { document: PAGES, section: SECTIONS.data } }),
} as const;
/** Of Coverages, the guides of 2019 name other details than the pages of today. */
const ofGuides = { ...about, where: (profile: Profile) => saysContent(profile) && isOneGuide(profile) };
const TABLE =
  'What counts is the table in which CMS says which STU3 element has which CCLF field: each element of the item will do, in any resource of the run. Fewer than 10 resources of the type show nothing, unless none has more than an id and meta.';
const UNSEEN = 'A recommendation, because the data of December 2019 themselves did not show it.';
/** In STU3 each part has elements of its own; in R4 one element names it. */
const PARTS = ['coverage.part', ...['a', 'b', 'c', 'd'].map((part) => `coverage.part-${part}`)];

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
      under: inPages({ source: { document: PAGES, section: SECTIONS.data }, level: 'MUST', decision: TABLE }),
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
      id: 'content.parts',
      where: (profile: Profile) => judgesItem(profile, 'eob.part-a'),
      level: 'SHOULD',
      source: { document: PAGES, section: SECTIONS.adjudicated },
      statement: 'There are ExplanationOfBenefit resources of Part A, of Part B and of Part D.',
      decision:
        'The kind of a claim tells its part: the codes of its type, those of Blue Button or those of FHIR, where an institutional claim counts for Part A. Fewer than 100 claims show nothing, unless none has more than an id and meta. A client may have no claims of a part: it is a recommendation.',
      cases: [
        {
          when: 'fetched',
          expect: contains(
            EOB,
            [
              item('the type of a claim of Part A', 'eob.part-a'),
              item('the type of a claim of Part B', 'eob.part-b'),
              item('the type of a claim of Part D', 'eob.part-d'),
            ],
            100,
          ),
        },
      ],
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
      id: 'content.coverage-details',
      where: (profile: Profile) => saysContent(profile) && isOfPages(profile),
      level: 'MUST',
      source: { document: PAGES, section: SECTIONS.data },
      statement: 'Coverage resources tell of which part of Medicare they are.',
      decision: `${TABLE} The page names details of the coverage, and dual coverage, which nobody may have. Its part is what it is about.`,
      cases: cases('Coverage', item('a part of Medicare', ...PARTS)),
    },
    {
      ...ofGuides,
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
      ...ofGuides,
      id: 'content.coverage-part-c',
      level: 'SHOULD',
      statement: 'Coverage resources tell of coverage by Part C.',
      decision: `${TABLE} ${UNSEEN}`,
      cases: cases('Coverage', item('Part C', 'coverage.part-c')),
    },
    {
      ...ofGuides,
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
