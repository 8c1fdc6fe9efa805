import { noLoss, noSmallLoss, promised, sameContent } from '../../src/expect/index.js';
import { type Profile, suite, takes } from '../../src/model/index.js';
import { advice, guide } from '../sources.js';
import { everyFile } from './conversations.js';

/** Only there does a run export a type more than once. */
const where = (profile: Profile): boolean => takes(profile, '_type');

export default suite({
  role: 'server',
  id: 'history',
  title: 'The whole run',
  scenarios: { exported: { title: 'every export of the run, compared with the others', steps: everyFile } },
  requirements: [
    {
      id: 'history.no-loss',
      needs: 'file',
      level: 'MUST',
      basis: 'guide',
      where,
      source: guide('3. Check the status of the export job'),
      statement:
        'An export without an error entry about a type contains the resources of that type that the exports before and ' +
        'after it contain, and at least 99 % of those that an export before it contains.',
      decision:
        'The guide says that data which cannot be exported are named in the error field. Resources are compared by their ids. ' +
        'Data may change while a run lasts: new resources are no matter, and one resource may always disappear. ' +
        'An error file that names no resource type is about all of them, and one whose issues are only warnings or information is about no loss. Errors that name beneficiaries or Patients by their ids excuse for each of them the loss of as many resources as the run has of the person with most; an error that names nobody excuses any loss. An export without any resource of a type is judged in the chapter about resource types. ' +
        'Jobs given with --job are not compared, and nothing is with --sample.',
      cases: [{ when: 'exported', expect: promised(noLoss) }],
    },
    {
      id: 'history.no-small-loss',
      needs: 'file',
      level: 'SHOULD',
      basis: 'advice',
      where,
      source: advice('3. Check the status of the export job'),
      statement:
        'An export without an error entry about a type contains every resource of that type that an earlier export contains.',
      decision: 'A loss of more than 1 % is left to history.no-loss.',
      cases: [{ when: 'exported', expect: promised(noSmallLoss) }],
    },
    {
      id: 'history.same-content',
      needs: 'file',
      level: 'SHOULD',
      basis: 'advice',
      where,
      source: advice('4. Retrieve NDJSON output file(s)'),
      statement: 'A resource has the same content in every export of a run, apart from its meta.',
      decision:
        'The order of properties and white space do not count. Exports with _since or _typeFilter are not compared. Of a type with more than 2000 resources, at least 2000 are compared, the same ones in each export.',
      cases: [{ when: 'exported', expect: promised(sameContent) }],
    },
  ],
});
