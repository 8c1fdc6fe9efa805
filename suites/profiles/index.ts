import { profile201909 } from './2019-09.js';
import { profile201912 } from './2019-12.js';

/** Every profile the project knows, oldest first. */
export const profiles = [profile201909, profile201912] as const;

/** The guide that was published last. */
export const newest = profile201912;
