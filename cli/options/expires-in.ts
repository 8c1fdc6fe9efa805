import { Option } from 'commander';
import { EXPIRES_IN } from '../../src/model/index.js';

/** The option of commands that start reference servers. */
export const expiresInOption = (): Option =>
  new Option('--expires-in <KIND>', "expires_in of a token response (default: the guide's way)").choices(EXPIRES_IN);
