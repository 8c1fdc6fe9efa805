import type { Command } from 'commander';
import type { CompareFlags } from './commands/compare.js';
import type { DoctorFlags } from './commands/doctor.js';
import type { Io } from './io.js';
import { addRemote, addReports, type End } from './options/shared.js';
import { COMPARISON_FILES, DIAGNOSIS_FILES } from './output/report-files.js';

/** Declares `compare`, for after a run. */
export const addCompare = (program: Command, io: Io, end: End): void => {
  const command = program
    .command('compare')
    .description('compare two saved reports; ends 1 where something regressed')
    .argument('<OLD>', 'report that --report json=FILE wrote')
    .argument('<NEW>', 'a later one of the same role and profile');
  addReports(command, COMPARISON_FILES).action(async (older: string, newer: string, flags: CompareFlags) => {
    const { compare } = await import('./commands/compare.js');
    end(compare(older, newer, flags, io));
  });
};

/** Declares `doctor`, for before a run. */
export const addDoctor = (program: Command, io: Io, end: End): void => {
  const command = program
    .command('doctor')
    .description('look whether a server is ready to be checked, without an export; without URL the embedded one')
    .argument('[URL]', 'base URL of the server, may carry a path prefix');
  addReports(addRemote(command), DIAGNOSIS_FILES).action(async (url: string | undefined, flags: DoctorFlags) => {
    const { doctor } = await import('./commands/doctor.js');
    end(await doctor(url, flags, io));
  });
};
