import { printable, wrapped } from '../../reporters/text/index.js';
import {
  belongsTo,
  CannotJudge,
  didYouMean,
  type Profile,
  type Requirement,
  type Suite,
} from '../../src/model/index.js';
import { catalogue } from '../../suites/index.js';
import { newest, onlyUnder, profiles } from '../../suites/profiles/index.js';
import type { CommandModule } from '../command.js';
import type { Io } from '../io.js';
import { profileNamed, profileOption } from '../options/profile.js';
import { explanationOf } from '../results/example-text.js';

interface ExplainFlags {
  readonly profile?: string;
}

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  program
    .command('explain')
    .description('explain a requirement: why it matters, what meets it and what does not, usual causes, and what to do')
    .argument('<ID>', 'id of the requirement, such as token.issued')
    .addOption(
      profileOption(
        'the guide whose reference server shows the examples (default: the newest that has the requirement)',
      ),
    )
    .action(async (id: string, flags: ExplainFlags) => end(await explain(id, flags, io)));
};

/** Prints what there is to know about a requirement, with examples from runs against the reference server. */
const explain = async (id: string, flags: ExplainFlags, io: Io): Promise<number> => {
  const { suite, requirement } = requirementNamed(id);
  const profile = profileFor(requirement, flags.profile);
  const parts = [
    [`${id}  ${requirement.level}, ${requirement.basis}`, requirement.statement],
    ...described(suite, requirement),
    ...(requirement.cases === undefined ? [] : await shown(suite, requirement, profile)),
    ...part('What to do', suite.remedy),
  ];
  io.stdout.write(
    `${parts.map(([title = '', ...lines]) => [title, ...lines.flatMap(indented)].join('\n')).join('\n\n')}\n`,
  );
  return 0;
};

const part = (title: string, text: string | undefined): string[][] => (text === undefined ? [] : [[title, text]]);

/** Each line at most as wide as a page. */
const indented = (line: string): string[] => wrapped(printable(line, 4000).split(' '), ' ', '  ');

const requirementNamed = (id: string): { suite: Suite; requirement: Requirement } => {
  for (const suite of catalogue)
    for (const requirement of suite.requirements) if (requirement.id === id) return { suite, requirement };
  const ids = catalogue.flatMap(({ requirements }) => requirements.map((one) => one.id));
  const near = ids.filter((one) => one.startsWith(`${id}.`));
  throw new CannotJudge(
    `No requirement is called "${printable(id, 100)}".${didYouMean(id, ids)}${near.length === 0 ? '' : ` Give one of ${near.slice(0, 20).join(', ')}.`} \`bcda-conformance list\` shows all ids.`,
  );
};

const profileFor = (requirement: Requirement, named: string | undefined): Profile => {
  const given = profileNamed(named ?? 'auto');
  if (given !== undefined && !belongsTo(requirement, given))
    throw new CannotJudge(`${requirement.id} is not part of profile ${given.id}.`);
  return given ?? profiles.findLast((profile) => belongsTo(requirement, profile)) ?? newest;
};

const described = (suite: Suite, requirement: Requirement): string[][] => {
  const { source, decision, untestable, since } = requirement;
  const url = source.url === undefined ? '' : ` ${source.url}`;
  const only = onlyUnder(requirement);
  return [
    [
      'Source',
      `${source.document}, “${source.section}”${url}`,
      ...(since === undefined
        ? []
        : [`in the catalogue since ${since}${only === undefined ? '' : `, only ${only.join(', ')}`}`]),
    ],
    ...part('How the project reads it', decision),
    ...part('Why traffic cannot show it', untestable),
    ...part('Why it matters', suite.why),
  ];
};

/** Examples, and what usually causes a failure: the faults that the harness itself is tested with. */
const shown = async (suite: Suite, requirement: Requirement, profile: Profile): Promise<string[][]> => {
  const { meets, fails, causes } = await explanationOf(suite.role, requirement.id, profile);
  return [
    ['What meets it', ...meets],
    ...(fails === undefined ? [] : [['What does not', `${fails.title}:`, ...fails.lines]]),
    ...(causes.length === 0 ? [] : [['Usual causes', ...causes.map((cause) => `- ${cause}`)]]),
  ];
};
