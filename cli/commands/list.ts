import { Option } from 'commander';
import { isNamed } from '../../src/assess/select.js';
import {
  belongsTo,
  CannotJudge,
  caseUnder,
  printable,
  type Profile,
  type Requirement,
  type Role,
  type Suite,
} from '../../src/model/index.js';
import { catalogue } from '../../suites/index.js';
import { newest, onlyUnder } from '../../suites/profiles/index.js';
import type { CommandModule } from '../command.js';
import type { Io } from '../io.js';
import { profileNamed, profileOption } from '../options/profile.js';

interface ListFlags {
  readonly json?: boolean;
  readonly role?: Role;
  readonly profile?: string;
}

interface Entry {
  readonly suite: Suite;
  readonly requirement: Requirement;
}

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  program
    .command('list')
    .description('list the requirements, including those that cannot be tested')
    .argument('[ID...]', 'ids or prefixes (default: all)')
    .option('--json', 'print JSON')
    .addOption(new Option('--role <ROLE>', 'only the requirements for this role').choices(['server', 'client']))
    .addOption(profileOption('only the requirements of this guide'))
    .action((ids: string[], flags: ListFlags) => end(list(ids, flags, io)));
};

/** Prints the catalogue. Returns the exit code. */
const list = (ids: readonly string[], flags: ListFlags, io: Io): number => {
  const profile = profileNamed(flags.profile ?? '');
  const entries = catalogue
    .filter(({ role }) => flags.role === undefined || role === flags.role)
    .flatMap((suite: Suite) => suite.requirements.map((requirement): Entry => ({ suite, requirement })))
    .filter(({ requirement }) => profile === undefined || belongsTo(requirement, profile));
  const names = ids.map((name) => nameIn(entries, name));
  const chosen = entries.filter(
    ({ requirement }) => names.length === 0 || names.some((name) => isNamed(requirement.id, name)),
  );
  const data = chosen.map((entry) => plain(entry, profile ?? newest));
  io.stdout.write(flags.json === true ? `${JSON.stringify(data, null, 2)}\n` : textOf(chosen));
  return 0;
};

/** The name of some of the entries, as given or with the `client.` of a client's requirement; throws CannotJudge for others. */
const nameIn = (entries: readonly Entry[], given: string): string => {
  const name = [given, `client.${given}`].find((one) =>
    entries.some(({ requirement }) => isNamed(requirement.id, one)),
  );
  if (name !== undefined) return name;
  throw new CannotJudge(`No requirement in this list has the id or prefix "${printable(given, 80)}".`);
};

/** An entry as data, without the code that judges. */
const plain = ({ suite, requirement }: Entry, profile: Profile): Record<string, unknown> => {
  const { id, level, basis, statement, decision, source, cases, untestable } = requirement;
  return {
    id,
    chapter: suite.id,
    role: suite.role,
    level,
    basis,
    profiles: onlyUnder(requirement) ?? null,
    statement,
    ...(decision !== undefined && { decision }),
    source,
    ...(cases !== undefined && { expected: cases.map((one) => caseUnder(one, profile).expect.says) }),
    ...(untestable !== undefined && { untestable }),
  };
};

const textOf = (entries: readonly Entry[]): string => {
  if (entries.length === 0) return 'The catalogue has no such requirements.\n';
  const suites = [...new Set(entries.map(({ suite }) => suite))];
  return suites
    .map((suite) => {
      const own = entries.filter((entry) => entry.suite === suite);
      return `${suite.title} (${suite.id})\n${own.map(({ requirement }) => lines(requirement)).join('')}`;
    })
    .join('\n');
};

const lines = ({ id, level, basis, where, statement, source, untestable }: Requirement): string =>
  [
    `  ${id}  ${level}, ${basis}${where === undefined ? '' : `, only ${onlyUnder({ where })?.join(', ')}`}`,
    `    ${statement}`,
    `    ${source.document}, “${source.section}”`,
    ...(untestable === undefined ? [] : [`    cannot be tested: ${untestable}`]),
    '',
  ].join('\n');
