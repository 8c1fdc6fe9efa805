import { isSignedBy, publicKey, signatureFile } from '../../../src/files/signature.js';
import type { CommandModule } from '../../command.js';
import { readInput } from '../../input/files.js';
import { transcriptIn } from '../../input/transcript.js';
import type { Io } from '../../io.js';
import { problemsOf } from '../../results/verify.js';

interface VerifyFlags {
  readonly key?: string;
}

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  program
    .command('verify')
    .description('judge a transcript again, and tell whether a certificate or a report is what follows from it')
    .argument('<CERTIFICATE>', 'certificate (Markdown or HTML), or report written by --report json=FILE')
    .argument('<TRANSCRIPT>', 'file written by --transcript in the same run')
    .option('--key <FILE>', 'PEM file with the public key of whoever signed it; the signature is in CERTIFICATE.sig')
    .action((file: string, transcript: string, flags: VerifyFlags) => end(verify(file, transcript, flags, io)));
};

/** Prints what does not fit. Returns the exit code: 0 if everything fits, 1 if not. */
const verify = (file: string, transcriptFile: string, { key }: VerifyFlags, io: Io): number => {
  const text = readInput(file, 'the certificate', io);
  const transcript = transcriptIn(readInput(transcriptFile, 'the transcript', io), transcriptFile);
  const signature = key === undefined ? [] : wrongSignature(file, text, key, io);
  const problems = [...signature, ...problemsOf({ text, file }, transcript)];
  for (const problem of problems) io.stdout.write(`✗ ${problem}\n`);
  if (problems.length > 0) return 1;
  const signed =
    key === undefined ? 'no key was given, so this does not show who made it' : `signed by the holder of ${key}`;
  io.stdout.write(`✓ ${file} is what follows from ${transcriptFile}; ${signed}.\n`);
  return 0;
};

const wrongSignature = (file: string, text: string, key: string, io: Io): string[] => {
  const by = publicKey(readInput(key, 'the key', io), key);
  const signature = readInput(signatureFile(file), 'the signature', io);
  return isSignedBy(text, signature, by) ? [] : [`${signatureFile(file)} is not the signature of ${file} by ${key}.`];
};
