import { isNamed } from '../../src/assess/index.js';
import { printable } from '../../reporters/text/index.js';
import { CannotJudge, type Requirement, type Role, type Suite } from '../../src/model/index.js';
import { catalogue } from '../../suites/index.js';
import type { Io } from '../io.js';

export interface ListFlags {
  readonly json?: boolean;
  readonly role?: Role;
  readonly profile?: string;
}

interface Entry {
  readonly suite: Suite;
  readonly requirement: Requirement;
}

/** `list [ID…]`: shows the catalogue. Returns the exit code. */
export const list = (ids: readonly string[], flags: ListFlags, io: Io): number => {
  const entries = catalogue
    .filter(({ role }) => flags.role === undefined || role === flags.role)
    .flatMap((suite: Suite) => suite.requirements.map((requirement): Entry => ({ suite, requirement })))
    .filter(
      ({ requirement }) => flags.profile === undefined || (requirement.profiles?.includes(flags.profile) ?? true),
    );
  const unknown = ids.find((name) => !entries.some(({ requirement }) => isNamed(requirement.id, name)));
  if (unknown !== undefined)
    throw new CannotJudge(`No requirement in this list is called "${printable(unknown, 80)}".`);
  const chosen = entries.filter(
    ({ requirement }) => ids.length === 0 || ids.some((name) => isNamed(requirement.id, name)),
  );
  io.stdout.write(flags.json === true ? `${JSON.stringify(chosen.map(plain), null, 2)}\n` : textOf(chosen));
  return 0;
};

/** An entry as data: what a reader can use, without the code that judges. */
const plain = ({ suite, requirement }: Entry): Record<string, unknown> => {
  const { id, level, basis, profiles, statement, decision, source, cases, untestable } = requirement;
  return {
    id,
    chapter: suite.id,
    role: suite.role,
    level,
    basis,
    profiles: profiles ?? null,
    statement,
    ...(decision !== undefined && { decision }),
    source,
    ...(cases !== undefined && { expected: cases.map(({ expect }) => expect.says) }),
    ...(untestable !== undefined && { untestable }),
  };
};

const textOf = (entries: readonly Entry[]): string => {
  if (entries.length === 0) return 'The catalogue has nothing of the kind.\n';
  const suites = [...new Set(entries.map(({ suite }) => suite))];
  return suites
    .map((suite) => {
      const own = entries.filter((entry) => entry.suite === suite);
      return `${suite.title} (${suite.id})\n${own.map(({ requirement }) => lines(requirement)).join('')}`;
    })
    .join('\n');
};

const lines = ({ id, level, basis, profiles, statement, source, untestable }: Requirement): string =>
  [
    `  ${id}  ${level}, ${basis}${profiles === undefined ? '' : `, only ${profiles.join(', ')}`}`,
    `    ${statement}`,
    `    ${source.document}, “${source.section}”`,
    ...(untestable === undefined ? [] : [`    cannot be judged from traffic: ${untestable}`]),
    '',
  ].join('\n');
