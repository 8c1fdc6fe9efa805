import { noneOutside, otherPeople, promised, samePeople } from '../../src/expect/index.js';
import { exportsOthers, suite } from '../../src/model/index.js';
import { PAGES, SECTIONS } from '../profiles/pages.js';
import { documentedExports } from './conversations.js';

const page = (section: string) => ({ document: PAGES, section });
const about = { where: exportsOthers, needs: 'file', basis: 'guide' } as const;

export default suite({
  role: 'server',
  id: 'groups',
  title: 'Groups',
  scenarios: { exported: { title: 'the documented export of each group', steps: documentedExports('files') } },
  requirements: [
    {
      ...about,
      id: 'groups.all-is-patient',
      level: 'SHOULD',
      source: page(SECTIONS.patient),
      statement: 'Without _since, the export of Group/all and that of Patient have the same Patients.',
      decision:
        'Patients are compared by their ids. Data may change while a run lasts: one Patient in a hundred, and one always, may be in one export alone. An export with errors about Patients shows nothing.',
      cases: [{ when: 'exported', expect: promised(samePeople, 'Patient') }],
    },
    {
      ...about,
      id: 'groups.runout-apart',
      level: 'SHOULD',
      source: page(SECTIONS.group),
      statement: 'No Patient of the export of Group/runout is in the export of Group/all.',
      cases: [{ when: 'exported', expect: promised(otherPeople, 'Patient') }],
    },
    {
      ...about,
      id: 'groups.runout-dates',
      level: 'MUST',
      source: page(SECTIONS.group),
      statement: 'No claim of the export of Group/runout is for care of this year alone.',
      decision:
        'The page says that claims have no service date after December 31 of the year before. A claim fails only if neither its billable period nor any item has a moment before this year: care may begin in one year and end in the next.',
      cases: [
        {
          when: 'exported',
          expect: promised(
            noneOutside(
              'served',
              { sets: ['endpoints'], which: ({ apart }) => apart === true, of: 'claims' },
              'are for care of this year alone',
            ),
            'ExplanationOfBenefit',
          ),
        },
      ],
    },
  ],
});
