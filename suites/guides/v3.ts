import type { Guide } from '../../src/model/index.js';
import { profileV3 } from '../profiles/v3.js';
import { accessPage } from './today/access.js';
import { apiPage } from './today/api.js';
import { dataPage } from './today/data.js';
import { filterPage } from './today/filter.js';
import { introductionPage } from './today/introduction.js';
import { migratePage } from './today/migrate.js';
import { newsPage } from './today/news.js';
import { partialPage } from './today/partial.js';
import { tokenPage } from './today/token.js';

/**
 * The pages of the BCDA site that say what version 3 is, in the order in which a reader needs them, and the
 * announcement about January, which writes of v2. Where two pages differ, or a page and what servers do, the entry says
 * what counts.
 */
export const guideV3: Guide = {
  profile: profileV3.id,
  title: profileV3.title,
  published: 'https://github.com/CMSgov/bcda-static-site/commits/3028f5220de8dbb56fdda81f9402fc9a4e5a25e2/src',
  sections: [
    ...apiPage,
    ...tokenPage,
    ...accessPage,
    ...filterPage,
    ...migratePage,
    ...dataPage,
    ...partialPage,
    ...introductionPage,
    ...newsPage,
  ],
};
