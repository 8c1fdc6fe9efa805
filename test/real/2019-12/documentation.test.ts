import { documentedAs } from '../documented.js';
import { skipWhereMissing } from '../judged.js';
import { recording } from './mapping.js';

skipWhereMissing(recording);

documentedAs('the documentation of the real server of December 2019: a page without its document', recording, {
  // The sample did not keep the text of the page, only that it came: this stands in for it.
  notKept: '<!doctype html><title>a page whose text was not kept</title>',
  verdicts: [
    ['contract.page', 'pass'],
    // True of the build that was recorded: swagger.json is missing beside the page.
    ['contract.document', 'fail', 'the document was not found: status 404'],
    ['contract.valid', 'blocked'],
    ['contract.covers', 'blocked'],
  ],
  asked: ['/api/v1/swagger', '/api/v1/swagger/', '/api/v1/swagger/swagger.json'],
});
