import { CannotJudge, type Fact, type Transcript } from '../../src/model/index.js';
import { departures } from '../../schemas/violations.js';
import { jsonIn } from './json.js';

/** Reads a saved transcript; throws CannotJudge if the text is not a transcript that can be judged. `file` is its name. */
export const transcriptIn = (text: string, file: string): Transcript => {
  const value = jsonIn(text, `${file} is not a transcript: it is not JSON.`);
  const wrong = departures('transcript', value);
  if (wrong.length > 0)
    throw new CannotJudge(
      `${file} is not a transcript that can be judged: ${wrong.join('; ')}. Give a file written by --transcript.`,
    );
  const transcript = value as Transcript;
  const why = whyBroken(transcript);
  if (why !== undefined) throw new CannotJudge(`${file} is not a ${why}`);
  return transcript;
};

/** What no schema can say: the target is a URL, exchanges are numbered in order, and the exchanges that facts name exist. */
const whyBroken = ({ role, target, startedAt, exchanges, facts }: Transcript): string | undefined => {
  // The URLs of requests are texts in which parts are replaced by marks.
  if (role === 'server' && !URL.canParse(target)) return 'transcript: its target is not a URL.';
  // A leap second is a valid instant, but Date cannot represent it.
  if (Number.isNaN(Date.parse(startedAt))) return 'transcript that can be judged: its startedAt is not a date.';
  const strange = exchanges.findIndex(({ id }, index) => id !== index + 1);
  if (strange !== -1) return `complete transcript: exchange ${strange + 1} is missing.`;
  const named = facts.flatMap(exchangesOf).find((id) => id < 1 || id > exchanges.length);
  return named === undefined ? undefined : `complete transcript: a fact names exchange ${named}, which is missing.`;
};

/** Every exchange that a fact names. */
const exchangesOf = (fact: Fact): number[] => {
  if (fact.kind !== 'contract') return 'exchange' in fact ? [fact.exchange] : [];
  const { page, found, document } = fact;
  return [
    ...[page, found, document].flatMap((one) => (one?.exchange === undefined ? [] : [one.exchange])),
    ...(document?.compared ?? []),
    ...(document?.departures ?? []).map(({ exchange }) => exchange),
  ];
};
