import type { Guide } from '../../src/model/index.js';
import { guide201909 } from './2019-09.js';
import { guide201912 } from './2019-12.js';
import { guideV3 } from './v3.js';

export { bulkData } from './bulk-data.js';

/** Every guide, unit by unit, oldest first: the two of 2019, and the pages of today as far as version 3 goes. */
export const guides: readonly Guide[] = [guide201909, guide201912, guideV3];
