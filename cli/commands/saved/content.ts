import { printable } from '../../../reporters/text/index.js';
import { CannotJudge, type FieldCount } from '../../../src/model/index.js';
import type { CommandModule } from '../../command.js';
import { readReport } from '../../input/report.js';
import type { Io } from '../../io.js';

interface ContentFlags {
  readonly missing?: boolean;
}

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  program
    .command('content')
    .description('show in how many resources of a run each field of the claims files (CCLF) was seen; not a verdict')
    .argument('<REPORT>', 'file written by --report json=FILE')
    .option('--missing', 'only the fields that no resource has')
    .action((file: string, flags: ContentFlags) => end(content(file, flags, io)));
};

/** Prints one line for each field and element, type by type. Returns the exit code. */
const content = (file: string, { missing = false }: ContentFlags, io: Io): number => {
  const { content: fields = [], profile } = readReport(file, 'the report', io);
  if (fields.length === 0)
    throw new CannotJudge(
      `${file} has no counts of elements: the run downloaded no data, or there is no table of fields for profile ${printable(profile, 60)}.`,
    );
  for (const type of new Set(fields.map((one) => one.type))) {
    const own = fields.filter((one) => one.type === type);
    const seen = own.filter((one) => one.seen > 0).length;
    io.stdout.write(`${printable(type, 60)}: ${seen} of ${own.length} elements were seen\n`);
    for (const one of own) if (!missing || one.seen === 0) io.stdout.write(`  ${lineOf(one)}\n`);
  }
  return 0;
};

const lineOf = ({ seen, of, fields, paths }: FieldCount): string => {
  const names = fields.filter((name) => name !== '-').map((name) => printable(name, 100));
  const count = `${seen === 0 ? '✗' : '✓'} ${seen} of ${of}`.padEnd(16);
  const elements = paths.map((path) => printable(path, 400)).join(' or ');
  return `${count} ${elements}${names.length === 0 ? '' : `  (${names.join(', ')})`}`;
};
