import type { Role } from '../src/model/index.js';

/** Names of the formats that are one text, as `--report` takes them. They stand apart from the reporters, which a run loads at its end. */
const NAMES = [
  'console',
  'json',
  'junit',
  'markdown',
  'github',
  'har',
  'fhir',
  'curl',
  'certificate',
  'html',
  'certificate-html',
] as const;

/** The name of a format that is one text. */
export type Format = (typeof NAMES)[number];

/** Names of the formats that a report about a server, or about a client, can have. */
export const formatsFor = (role: Role): Format[] =>
  NAMES.filter((name) => role === 'client' || !name.startsWith('certificate'));

/** Every format that is a folder of files, by the name that `--report` takes. `own` matches the entries of such a folder. */
export const folderFormats = {
  allure: {
    name: 'allure',
    own: /^(.*-(result|container|globals)\.json|.*-attachment(\..*)?|environment\.properties|(categories|executor)\.json|history)$/,
  },
};

/** The name of a format that is a folder of files. */
export type FolderFormatName = keyof typeof folderFormats;

/** Whether a format is a folder of files. */
export const isFolderFormat = (name: string): name is FolderFormatName => Object.hasOwn(folderFormats, name);
