import { counted } from '../../reporters/text/index.js';
import { printable } from '../../src/model/index.js';
import type { Pulled } from '../../src/reference/index.js';
import { sizeText } from '../progress/pull.js';

/** What `pull` downloaded, in sentences. */
export const pulledText = ({ files, bytes, kept, errors }: Pulled, out: string): string => {
  const before = kept === 0 ? '' : `; ${counted(kept, 'file')} had been downloaded before`;
  const all = `Pulled ${counted(files, 'file')} into ${printable(out)}: ${sizeText(bytes)}${before}.`;
  if (errors === 0) return all;
  return `${all} The server could not export everything: see ${counted(errors, 'error file')} (OperationOutcome-…).`;
};
