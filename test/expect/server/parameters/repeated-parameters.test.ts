import { foreignTypeIsTold, refusedAlone } from '../../../../src/expect/index.js';
import type { Exchange, View } from '../../../../src/model/index.js';
import { profileV1 } from '../../../../suites/profiles/v1.js';
import { assertionTable, expectationTable } from '../../../support/tables.js';
import { exchange, manifest, stop, view } from '../../../support/views.js';

const in1 = { profile: profileV1 };

const twice = exchange(202, { id: 2, label: 'repeated-type' });
const after = (...others: Exchange[]): { of: Exchange; in: View } => ({
  of: twice,
  in: view([...others, twice], [], in1),
});
assertionTable('refusedAlone', refusedAlone('mixed-types', 'the list'), [
  { title: 'it is', ...after(exchange(400, { label: 'mixed-types' })), is: 'ok' },
  {
    title: 'it is not',
    ...after(exchange(202, { label: 'mixed-types' })),
    is: 'nothing',
    says: 'the list was not refused',
  },
  { title: 'the server fails', ...after(exchange(500, { label: 'mixed-types' })), is: 'nothing' },
  { title: 'it was not asked for', ...after(exchange(400, { label: 'other' })), is: 'unreadable' },
]);

const OF = 'Patient?_type=Claim';
const OUTCOME = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'value' }] };
const ERROR = [{ type: 'OperationOutcome', url: 'x' }];
/** A request for the type, after one without it, and what came of it. */
const asked = (status: number | undefined, json?: unknown, more: readonly Exchange[] = [], plain = 202): View =>
  view(
    [
      exchange(plain, { id: 1, label: 'kickoff', of: 'Patient' }),
      exchange(status, { id: 2, label: 'kickoff', of: OF, ...(json !== undefined && { json }) }),
      ...more,
    ],
    [],
    in1,
  );
const told = (content: object): View => asked(202, undefined, [manifest(OF, content, { id: 3 })]);

expectationTable('foreignTypeIsTold', foreignTypeIsTold, [
  { title: 'refused', in: asked(400, OUTCOME), is: 'pass', evidence: [2] },
  { title: 'refused without an OperationOutcome', in: asked(400), is: 'fail', says: 'without an OperationOutcome' },
  { title: 'an error of the server', in: asked(500, OUTCOME), is: 'fail', says: '500' },
  { title: 'busy', in: asked(429), is: 'blocked' },
  { title: 'no reply', in: asked(undefined), is: 'blocked' },
  { title: 'a request without it is refused too', in: asked(400, OUTCOME, [], 500), is: 'blocked' },
  { title: 'left out with an error file', in: told({ output: [], error: ERROR }), is: 'pass', evidence: [3] },
  { title: 'left out', in: told({ output: [], error: [] }), is: 'fail', says: 'no error file' },
  {
    title: 'exported',
    in: told({ output: [{ type: 'Claim', url: 'x' }], error: ERROR }),
    ...{ is: 'fail', says: 'files of the type' },
  },
  { title: 'a manifest without lists', in: told({}), is: 'blocked' },
  { title: 'not asked for', in: view([], [stop(['kickoff'], { of: OF })], in1), is: 'blocked' },
  {
    title: 'no manifest',
    in: { ...asked(202), facts: [stop(['manifest', 'data'], { of: OF })] },
    is: 'blocked',
  },
]);
