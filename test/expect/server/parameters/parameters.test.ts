import { emptyTypeMakesSense, exportsJustWhatWasAsked } from '../../../../src/expect/index.js';
import type { Exchange, Fact, StopFact, View } from '../../../../src/model/index.js';
import { expectationTable } from '../../../support/tables.js';
import { exchange, fileFact, kickoff, manifest, profile201909, stop, view } from '../../../support/views.js';

const ALL = ['ExplanationOfBenefit', 'Patient', 'Coverage'];
const PLAIN = 'Patient';
const NAMED = `Patient?_type=${ALL.toReversed().join(',')}`;
const EMPTY = 'Patient?_type=';
const one = (type: string): string => `Patient?_type=${type}`;

/** What an export brought: a number of resources per type, or undefined for a file that did not come. */
type Brought = Readonly<Record<string, number | undefined>>;
const everything: Brought = { ExplanationOfBenefit: 3, Patient: 2, Coverage: 1 };

/** Exports that came to their manifests, with a download per type. */
const exported = (exports: Readonly<Record<string, Brought>>, facts: readonly Fact[] = []): View => {
  const exchanges: Exchange[] = [];
  const files: Fact[] = [...facts];
  const add = (more: Exchange): number => exchanges.push({ ...more, id: exchanges.length + 1 });
  for (const [of, brought] of Object.entries(exports)) {
    const output = Object.keys(brought).map((type) => ({ type, url: 'x' }));
    add(manifest(of, { output }));
    for (const [type, resources] of Object.entries(brought)) {
      const id = add(exchange(resources === undefined ? 404 : 200, { label: 'data', of }));
      if (resources !== undefined) files.push(fileFact(id, { type, resources }));
    }
  }
  return view(exchanges, files);
};
const without = (type: string): Brought =>
  Object.fromEntries(Object.entries(everything).filter(([key]) => key !== type));

/** In one of two exports, the only file of a type was cut off before the end of its first line. */
const partly = (): View => {
  const { exchanges, facts } = exported({ [PLAIN]: everything, [NAMED]: { ...everything, Coverage: 0 } });
  const cut = facts.at(-1)!;
  return view(exchanges, [...facts.slice(0, -1), { ...cut, whole: false, because: 'cut off' } as Fact]);
};

expectationTable('exportsJustWhatWasAsked', exportsJustWhatWasAsked('endpoints', 'all-types'), [
  {
    title: 'all three, twice',
    in: exported({ [PLAIN]: everything, [NAMED]: everything }),
    is: 'pass',
    evidence: [1, 5],
  },
  {
    title: 'one type is missing in one of them',
    in: exported({ [PLAIN]: everything, [NAMED]: without('Coverage') }),
    is: 'fail',
    says: 'not exported, although other exports contain it: Coverage',
    evidence: [5],
  },
  {
    title: 'one type is empty in both, and its own export has resources',
    in: exported({
      [PLAIN]: { ...everything, Coverage: 0 },
      [NAMED]: without('Coverage'),
      [one('Coverage')]: { Coverage: 4 },
    }),
    is: 'fail',
    says: 'and 1 more',
  },
  {
    title: 'one type is missing everywhere',
    in: exported({ [PLAIN]: without('Coverage'), [NAMED]: { ...everything, Coverage: 0 }, [one('Coverage')]: {} }),
    is: 'pass',
  },
  {
    title: 'a type of which only a part of a file arrived',
    in: partly(),
    is: 'blocked',
    says: 'not every file',
  },
  {
    title: 'a type that nobody asked for',
    in: exported({ [PLAIN]: { ...everything, Group: 1 }, [NAMED]: everything }),
    is: 'fail',
    says: 'also exported: Group',
  },
  {
    title: 'an empty file of a type that nobody asked for is listed elsewhere',
    in: exported({ [PLAIN]: { ...everything, Group: 0 }, [NAMED]: everything }),
    is: 'pass',
  },
  {
    title: 'a file did not come',
    in: exported({ [PLAIN]: { ...everything, Coverage: undefined }, [NAMED]: everything }),
    is: 'blocked',
    says: 'not every file',
  },
  {
    title: 'one export did not come',
    in: exported({ [PLAIN]: everything }, [
      stop(['manifest'], { of: NAMED, cause: 'deadline', unblock: '--deadline' }),
    ]),
    is: 'blocked',
    cause: 'deadline',
    unblock: '--deadline',
  },
  {
    title: 'one export was left out by the budget',
    in: exported({ [PLAIN]: everything }, [stop(['manifest', 'data'], { of: NAMED, cause: 'budget' })]),
    is: 'pass',
  },
  {
    title: 'an export of another set did not come',
    in: exported({ [PLAIN]: everything, [NAMED]: everything }, [stop(['manifest'], { of: one('Coverage') })]),
    is: 'pass',
  },
  { title: 'none came', in: exported({}, [stop(['manifest'], { of: PLAIN })]), is: 'blocked' },
]);

expectationTable('exportsJustWhatWasAsked', exportsJustWhatWasAsked('each-type'), [
  {
    title: 'each alone',
    in: exported(Object.fromEntries(ALL.map((type) => [one(type), { [type]: 1 }]))),
    is: 'pass',
  },
  {
    title: 'the parameter is ignored',
    in: exported(Object.fromEntries(ALL.map((type) => [one(type), everything]))),
    is: 'fail',
    says: 'also exported: Patient, Coverage (and 2 more)',
  },
  { title: 'a profile without _type', in: view([], [], { profile: profile201909 }), is: 'inapplicable' },
]);

expectationTable('exportsJustWhatWasAsked', exportsJustWhatWasAsked('type-pairs'), [
  {
    title: 'only the first is exported',
    in: exported({ [PLAIN]: everything, [one('Patient,Coverage')]: { Patient: 2 } }),
    is: 'fail',
    says: 'Patient,Coverage: not exported, although other exports contain it: Coverage',
  },
  { title: 'both', in: exported({ [one('Patient,Coverage')]: { Patient: 2, Coverage: 1 } }), is: 'pass' },
]);

const listing = (of: string, ...types: readonly string[]) =>
  manifest(of, { output: types.map((type) => ({ type, url: 'x' })) });
const asked = (code: number | undefined, ...more: readonly Exchange[]): View =>
  view([kickoff(PLAIN, 1), exchange(code, { id: 9, label: 'kickoff', of: EMPTY }), ...more]);
const unread = (more: Partial<StopFact>, of = EMPTY): StopFact => stop(['manifest', 'data'], { of, ...more });

expectationTable('emptyTypeMakesSense', emptyTypeMakesSense, [
  ...[400, 404, 422].map((code) => ({
    title: `refused by ${code}`,
    in: asked(code),
    is: 'pass' as const,
    evidence: [9],
  })),
  { title: 'the default', in: asked(202, listing(PLAIN, ...ALL), listing(EMPTY, ...ALL.toReversed())), is: 'pass' },
  {
    title: 'the default in several files',
    in: asked(202, listing(PLAIN, ...ALL), listing(EMPTY, ...ALL, ...ALL)),
    is: 'pass',
  },
  {
    title: 'nothing',
    in: asked(202, listing(PLAIN, ...ALL), listing(EMPTY)),
    is: 'fail',
    says: 'without _type Coverage, ExplanationOfBenefit, Patient',
  },
  { title: 'one type', in: asked(202, listing(PLAIN, ...ALL), listing(EMPTY, 'Patient')), is: 'fail' },
  {
    title: 'lists that hold no object',
    in: asked(202, manifest(PLAIN, { output: [null, 3] }), manifest(EMPTY, { output: [null, { type: {} }] })),
    is: 'fail',
    says: 'lists no type, {}, and without _type no type',
  },
  ...[200, 302, 500, 501].map((code) => ({
    title: `a ${code}`,
    in: asked(code),
    is: 'fail' as const,
    says: `${code}`,
  })),
  { title: 'no reply', in: asked(undefined), is: 'blocked', cause: 'earlier', says: 'no response' },
  ...[401, 408, 429].map((code) => ({ title: `a ${code}`, in: asked(code), is: 'blocked' as const, says: `${code}` })),
  { title: 'no manifest of it', in: asked(202, listing(PLAIN, ...ALL)), is: 'blocked' },
  { title: 'no manifest of the other', in: asked(202, listing(EMPTY, ...ALL)), is: 'blocked' },
  {
    title: 'still running at the deadline',
    in: { ...asked(202, listing(PLAIN, ...ALL)), facts: [unread({ cause: 'deadline', unblock: '--deadline' })] },
    is: 'blocked',
    cause: 'deadline',
    unblock: '--deadline',
  },
  {
    title: 'the request without _type was refused too',
    in: view([exchange(400, { label: 'kickoff', of: PLAIN }), exchange(400, { label: 'kickoff', of: EMPTY })]),
    is: 'blocked',
    says: 'without _type was not accepted',
  },
  {
    title: 'left out by the budget',
    in: view([kickoff(PLAIN, 1)], [unread({ cause: 'budget', unblock: '--export-budget' })]),
    is: 'blocked',
    cause: 'budget',
    unblock: '--export-budget',
  },
  { title: 'a stop of another export', in: view([], [unread({}, PLAIN)]), is: 'inapplicable' },
  { title: 'a profile without _type', in: view([], [], { profile: profile201909 }), is: 'inapplicable' },
]);
