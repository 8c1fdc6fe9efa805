import { Option } from 'commander';
import {
  type LimitedCommand,
  LIMIT_NAMES,
  LIMITS,
  type LimitName,
  type Limits,
  CannotJudge,
  printable,
} from '../../src/model/index.js';
import { gather } from './numbers.js';

/** `--limit` as the command line has it. */
export interface LimitFlags {
  readonly limit?: readonly string[];
}

/** `--limit`, for every command that has a limit to change; the example is one of them. */
export const limitOption = (example = 'reply-seconds=20'): Option =>
  new Option('--limit <NAME=VALUE>', `change a limit, such as ${example} (docs/limits.md); repeatable`).argParser(
    gather,
  );

const FACTORS: Readonly<Record<string, number>> = { '': 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** The limits of a command line, each `NAME=VALUE`; throws CannotJudge for a limit that the command does not have. */
export const limitsFrom = ({ limit = [] }: LimitFlags, command: LimitedCommand): Partial<Limits> =>
  Object.fromEntries(limit.map((text) => readOne(text, command)));

const readOne = (text: string, command: LimitedCommand): [LimitName, number] => {
  const [name = '', ...rest] = text.split('=');
  const known = LIMIT_NAMES.find((one) => one === name);
  const own = LIMIT_NAMES.filter((one) => LIMITS[one].commands.includes(command));
  if (known === undefined || !own.includes(known))
    throw new CannotJudge(
      `--limit: ${known === undefined ? `there is no limit "${printable(name, 40)}"` : `${name} does not apply to ${command}`}. The limits of ${command} are ${own.join(', ')} (docs/limits.md).`,
    );
  const value = readValue(known, rest.join('='));
  if (value === undefined)
    throw new CannotJudge(`--limit ${name} must be ${rangeOf(known)}, such as ${name}=${LIMITS[known].default}.`);
  return [known, value];
};

const readValue = (name: LimitName, text: string): number | undefined => {
  const { unit, least, most } = LIMITS[name];
  const [, digits = '', fraction = '', factor = ''] = /^(\d{1,16})(\.\d{1,3})?(KiB|MiB|GiB)?$/.exec(text) ?? [];
  if (digits === '' || (fraction !== '' && unit !== 'seconds') || (factor !== '' && unit !== 'bytes')) return undefined;
  const value = Number(digits + fraction) * (FACTORS[factor] ?? NaN);
  return value >= least && value <= most ? value : undefined;
};

const rangeOf = (name: LimitName): string => {
  const { unit, least, most } = LIMITS[name];
  const kind =
    unit === 'seconds'
      ? 'a number of seconds'
      : unit === 'bytes'
        ? 'a whole number of bytes, KiB, MiB or GiB'
        : 'a whole number';
  return `${kind} from ${least} to ${most}`;
};
