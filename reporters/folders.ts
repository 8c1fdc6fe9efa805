import { writeAllure } from './allure/index.js';

/** Every format that is a folder of files, by the name that `--report` takes. `own` matches the entries of such a folder. */
export const folderFormats = {
  allure: {
    name: 'allure',
    fill: writeAllure,
    own: /^(.*-(result|container|globals)\.json|.*-attachment(\..*)?|environment\.properties|(categories|executor)\.json|history)$/,
  },
};

/** The name of a format that is a folder of files. */
export type FolderFormatName = keyof typeof folderFormats;
