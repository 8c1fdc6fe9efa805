import { type Expectation, needsData, type StopFact, type View } from '../../model/index.js';

/** Whether the run saw a resource under output, of a type or of any type. */
const hasSeen = ({ facts }: View, type: string | undefined): boolean =>
  facts.some(
    (fact) =>
      fact.kind === 'file' &&
      fact.list === 'output' &&
      fact.resources > 0 &&
      (type === undefined || fact.type === type),
  );

/**
 * What the guide promises data of: where it found nothing to judge because no export of the run has a resource (of the type),
 * it is blocked, whether the files are empty or absent. Only the user knows a client that has such data.
 */
export const promised = (expectation: Expectation, type?: string): Expectation => ({
  ...expectation,
  judge: (view) => {
    const judgment = expectation.judge(view);
    if (judgment.outcome !== 'inapplicable' || hasSeen(view, type)) return judgment;
    return { ...judgment, outcome: 'blocked', ...(wasCut(view, type) ? unreadOf(type) : nothingOf(type)) };
  },
});

/** Whether a listed file (of the type) did not come completely: then the server, and not the client's data, is the reason. */
const wasCut = ({ facts }: View, type: string | undefined): boolean =>
  facts.some(
    (fact) =>
      fact.kind === 'file' && fact.list === 'output' && !fact.whole && (type === undefined || fact.type === type),
  );

const unreadOf = (type: string | undefined): Pick<StopFact, 'because' | 'cause'> => ({
  because: `exports listed ${type === undefined ? 'data files' : `files of type ${type}`}, but no resource of them could be read`,
  cause: 'earlier',
});

/** Why something is blocked that the run saw nothing of, and what would unblock it. */
const nothingOf = (type: string | undefined): Pick<StopFact, 'because' | 'cause' | 'unblock'> => {
  const what = type === undefined ? 'a resource' : `a resource of type ${type}`;
  return { because: `no export contained ${what}`, ...needsData(what) };
};
