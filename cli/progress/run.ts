import { counted } from '../../reporters/text/index.js';
import { printable, type Progress } from '../../src/model/index.js';
import type { Sink } from '../io.js';
import { createMeter, type Meter } from './meter.js';

/** Shows how a run goes. */
export interface RunProgress {
  readonly show: (progress: Progress) => void;
  /** Prints a sentence that stays. */
  readonly say: (sentence: string) => void;
  /** Removes the line that is rewritten. */
  readonly done: () => void;
}

/** Shows a run on a terminal (one line, rewritten) or in a log (a line per event of note), or not at all. */
export const createRunProgress = (sink: Sink, quiet: boolean, now = (): number => performance.now()): RunProgress => {
  const meter = createMeter(sink, quiet, now);
  const exports = exportCounter();
  const say = (sentence: string): void => meter.say(printable(sentence));
  const show = meter.isTerminal ? onTerminal(meter, exports.name) : inLog(meter, exports.name);
  return {
    say,
    done: meter.done,
    show: (progress) => {
      exports.see(progress);
      if (progress.kind === 'plan') say(planText(progress));
      else show(progress);
    },
  };
};

/** Everything that happens during a run after its plan. */
type Step = Exclude<Progress, { kind: 'plan' }>;
type NameOf = (of: string) => string;

const planText = ({ profile, requirements, exports }: Progress & { kind: 'plan' }): string =>
  `Profile ${profile}: ${counted(requirements, 'requirement')} to judge; at most ${counted(exports, 'export')} will be started, one after another.`;

/** Counts the exports that the server starts, so that a line can say which of them it is about. */
const exportCounter = (): { see: (progress: Progress) => void; name: NameOf } => {
  let planned = 0;
  let started = 0;
  return {
    see: (progress) => {
      if (progress.kind === 'plan') planned = progress.exports;
      if (progress.kind === 'exchange' && progress.exchange.label === 'kickoff' && isSuccess(progress)) started += 1;
    },
    // A server that accepts what it must refuse starts more than were planned.
    name: (of) => `export ${started}${started > planned ? '' : ` of ${planned}`}, ${printable(of, 60)}`,
  };
};

const isSuccess = ({ exchange: { reply } }: Progress & { kind: 'exchange' }): boolean =>
  reply !== undefined && reply.status >= 200 && reply.status < 300;

const onTerminal = ({ paint, count }: Meter, name: NameOf): ((step: Step) => void) => {
  let chapter = '';
  let standing = '';
  return (step) => {
    if (step.kind === 'scenario') chapter = step.suite;
    const line = (): string => `${chapter}${chapter === '' ? '' : ': '}${lineOf(step, name)}`;
    if (step.kind === 'conditions') standing = standingText(step);
    if (step.kind === 'bytes') count(line);
    else paint(standing === '' ? line() : standing);
  };
};

/** One line per scenario, per stage of an export and per new reason to wait; a long job does not flood the log. */
const inLog = ({ say, count }: Meter, name: NameOf): ((step: Step) => void) => {
  let last = '';
  const print = (line: string): void => say(printable(line));
  const printOnce = (line: string): void => {
    if (line !== last) print(line);
    last = line;
  };
  let standing = '';
  const printStanding = (line: string): void => {
    if (line !== standing) print(line);
    standing = line;
  };
  return (step) => {
    if (step.kind === 'scenario') print(`${step.suite}: ${step.title}`);
    if (step.kind === 'exchange' && stageOf(step) !== undefined)
      printOnce(`  ${name(step.exchange.of ?? '')}: ${stageOf(step)}`);
    if (step.kind === 'conditions') printStanding(standingText(step));
    if (step.kind === 'poll') count(() => `  ${lineOf(step, name)}`);
    // The polls of a job show the pauses between them.
    if (step.kind === 'wait' && !step.why.startsWith('job of')) printOnce(`  ${lineOf(step, name)}`);
  };
};

/** Names that are shown of a list. */
const SHOWN = 3;

/** Which conditions are done, under way and left: how many, and the next names. */
const standingText = ({ done, underWay, left }: Progress & { kind: 'conditions' }): string => {
  const all = done.length + underWay.length + left.length;
  const named = (ids: readonly string[]): string =>
    ids.length === 0 ? '' : `: ${ids.slice(0, SHOWN).join(', ')}${ids.length > SHOWN ? ', …' : ''}`;
  return `${done.length} of ${all} scenarios done, ${underWay.length} under way${named(underWay)}, ${left.length} left${named(left)}`;
};

const lineOf = (step: Step, name: NameOf): string => {
  switch (step.kind) {
    case 'scenario':
      return step.title;
    case 'exchange':
      return `${step.exchange.label}${step.exchange.of === undefined ? '' : ` of ${step.exchange.of}`}`;
    case 'conditions':
      return standingText(step);
    case 'poll':
      return `${name(step.of)}: poll ${step.polls}${step.progress === '' ? '' : `, ${printable(step.progress, 60)}`}`;
    case 'bytes':
      return `${name(step.of)}: ${(step.bytes / 1e6).toFixed(1)} MB`;
    case 'wait':
      return `waiting ${Math.ceil(step.ms / 1000)} s: ${step.why}`;
  }
};

/** The stage of an export that an exchange completes. */
const stageOf = (step: Progress & { kind: 'exchange' }): string | undefined => {
  const { label, of } = step.exchange;
  if (of === undefined || !isSuccess(step)) return undefined;
  return label === 'kickoff' ? 'started' : label === 'manifest' ? 'finished' : undefined;
};
