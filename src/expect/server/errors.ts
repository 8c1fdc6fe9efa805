import { type Assertion, not, nothing, ok, unreadable } from '../assertion.js';
import { objectIn, valueAt } from './bodies.js';
import { fileOf } from './data/file-facts.js';
import { statusOf } from './replies.js';

/** An error file that is listed says something. */
export const hasResources: Assertion = {
  says: 'the file has at least one resource',
  at: (exchange, view) => {
    const fact = fileOf(exchange, view);
    if (fact === undefined) return unreadable(`the file was not downloaded: ${statusOf(exchange)}`);
    if (fact.resources > 0) return ok;
    const isText = fact.findings.some(({ rule }) => rule !== 'blank-line' && rule !== 'bom');
    return isText || !fact.whole ? unreadable('no line of the file could be read') : not('no resource in the file');
  },
};

/** No entry under error leads to a file that the manifest lists under output. */
export const errorsApart: Assertion = {
  says: 'no error entry has the url of a data file',
  at: (exchange) => {
    const manifest = objectIn(exchange);
    const urlsOf = (list: 'output' | 'error'): unknown[] => {
      const entries = manifest?.[list];
      return Array.isArray(entries) ? (entries as unknown[]).map((entry) => valueAt(entry, 'url')) : [];
    };
    const files = new Set(urlsOf('output').filter((url) => typeof url === 'string'));
    const errors = urlsOf('error');
    if (errors.length === 0) return nothing('no manifest lists an error file');
    const wrong = errors.filter((url) => typeof url === 'string' && files.has(url));
    return wrong.length === 0 ? ok : not(`${wrong.length} of ${errors.length} error entries lead to data files`);
  },
};

/** Only responses whose body is one OperationOutcome are concerned. */
export const isOutcome: Assertion = {
  precondition: true,
  says: 'the body is an OperationOutcome',
  at: (exchange) =>
    objectIn(exchange)?.['resourceType'] === 'OperationOutcome' ? ok : nothing('no response was an OperationOutcome'),
};
