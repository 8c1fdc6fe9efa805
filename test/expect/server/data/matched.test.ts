import { answeredOnce, numberedOnce } from '../../../../src/expect/index.js';
import type { Exchange, Fact, FileFact, MatchedFact, View } from '../../../../src/model/index.js';
import { profileV2 } from '../../../../suites/profiles/v2.js';
import { profileV3 } from '../../../../suites/profiles/v3.js';
import { expectationTable } from '../../../support/tables.js';
import { exchange, fileFact, manifest, stop, view } from '../../../support/views.js';

const OF = 'Group/all';
const matched = (more: Partial<MatchedFact> = {}): MatchedFact => ({
  ...{ kind: 'matched', exchange: 2, of: OF, type: 'ExplanationOfBenefit' },
  ...{ resources: 300, repeated: 0, missing: 0 },
  ...more,
});
const ofClaims = (more: Partial<MatchedFact> = {}): MatchedFact => matched({ type: 'Claim', ...more });
/** An export with a file, and how its claims match. */
const run = (facts: readonly Fact[], { own = {}, more = [], error = [], profile = profileV2 }: Parts = {}): View =>
  view(
    [manifest(OF, { error }), exchange(200, { id: 2, label: 'data', of: OF }), ...more],
    [fileFact(2, own), ...facts],
    { profile },
  );
interface Parts {
  readonly own?: Partial<FileFact>;
  readonly more?: readonly Exchange[];
  readonly error?: readonly object[];
  readonly profile?: typeof profileV2 | typeof profileV3;
}
const inV3 = { profile: profileV3 };

expectationTable('numberedOnce', numberedOnce, [
  { title: 'each number once', in: run([matched()], inV3), is: 'pass' },
  { title: 'one twice', in: run([matched({ repeated: 1 })], inV3), is: 'fail', says: /1 of 300 claims .* of another/ },
  { title: 'no number', in: run([matched({ resources: 0 })], inV3), is: 'inapplicable' },
  { title: 'no claim', in: run([], inV3), is: 'inapplicable' },
  { title: 'more than can be remembered', in: run([matched({ over: true })], inV3), is: 'blocked' },
  { title: 'stopped before', in: run([stop(['data'])], inV3), is: 'blocked' },
]);

expectationTable('answeredOnce', answeredOnce, [
  { title: 'each is answered', in: run([ofClaims()]), is: 'pass' },
  { title: 'claims of other types alone', in: run([matched({ repeated: 9 })]), is: 'inapplicable' },
  { title: 'no Claim', in: run([ofClaims({ resources: 0 })]), is: 'inapplicable' },
  { title: 'one in a hundred is not', in: run([ofClaims({ missing: 3 })]), is: 'pass' },
  { title: 'one is not', in: run([ofClaims({ resources: 2, missing: 1 })]), is: 'pass' },
  {
    title: 'more are not',
    in: run([ofClaims({ missing: 4 })]),
    is: 'fail',
    says: /4 have no ClaimResponse, and 0 have/,
  },
  { title: 'more are twice', in: run([ofClaims({ repeated: 4 })]), is: 'fail', says: /and 4 have several/ },
  {
    title: 'an export since an instant',
    in: run([ofClaims({ of: 'Patient?_since={instant}', missing: 9 })]),
    is: 'inapplicable',
  },
  {
    title: 'a cut file',
    in: run([ofClaims({ missing: 9 })], { own: { type: 'ClaimResponse', whole: false } }),
    is: 'blocked',
  },
  { title: 'a cut file of another type', in: run([ofClaims()], { own: { whole: false } }), is: 'pass' },
  {
    title: 'a file that did not come',
    in: run([ofClaims()], { more: [exchange(500, { id: 3, label: 'data', of: 'Patient' })] }),
    is: 'blocked',
  },
  {
    title: 'several in a cut file',
    in: run([ofClaims({ repeated: 9 })], { own: { type: 'Claim', whole: false } }),
    is: 'fail',
  },
  {
    title: 'a sample',
    in: run([ofClaims({ missing: 9 })], { own: { sampled: 5 } }),
    ...{ is: 'blocked', cause: 'choice', unblock: 'all lines (no --sample)' },
  },
  { title: 'stopped before', in: run([ofClaims({ missing: 9 }), stop(['data'], { of: OF })]), is: 'blocked' },
  {
    title: 'a ClaimResponse without an id',
    in: run([ofClaims({ missing: 9 })], {
      own: {
        type: 'ClaimResponse',
        identities: { repeated: 0, lines: [], over: false, withoutId: { count: 1, lines: [1] } },
      },
    }),
    is: 'blocked',
  },
  {
    title: 'errors about the type are listed',
    in: run(
      [ofClaims({ missing: 9 }), fileFact(3, { list: 'error', type: 'OperationOutcome', names: ['ClaimResponse'] })],
      {
        error: [{ type: 'OperationOutcome', url: 'x' }],
        more: [exchange(200, { id: 3, label: 'error-data', of: OF })],
      },
    ),
    is: 'inapplicable',
  },
]);
