import { givesNothing } from '../../../src/expect/index.js';
import { assertionTable } from '../../support/tables.js';
import { BASE, exchange, fileFact, jsonBody, textBody, view } from '../../support/views.js';

const url = `${BASE}/data/1/a.ndjson`;
const at = (address: string) => ({ request: { method: 'GET', url: address, headers: [] } });
const file = exchange(200, { id: 1, label: 'data', ...at(url) });
const ofBytes = (bytes: number, address = url) => {
  const of = exchange(403, { id: 2, label: 'data-basic', ...at(address), body: textBody(bytes) });
  return { of, in: view([file, of], [fileFact(1, { bytes: 120 })]) };
};

assertionTable('givesNothing', givesNothing, [
  { title: 'an empty body', of: exchange(401), is: 'ok' },
  { title: 'an OperationOutcome', of: exchange(403, { json: { resourceType: 'OperationOutcome' } }), is: 'ok' },
  {
    title: 'the URL of a job',
    of: exchange(401, { headers: { 'Content-Location': `${BASE}/api/v1/jobs/42` } }),
    is: 'not',
    says: 'named a job',
  },
  { title: 'another Content-Location', of: exchange(404, { headers: { 'Content-Location': '/error' } }), is: 'ok' },
  { title: 'a manifest', of: exchange(403, { json: { output: [] } }), is: 'not', says: 'the manifest' },
  { title: 'a resource', of: exchange(403, { json: { resourceType: 'Coverage' } }), is: 'not', says: 'type Coverage' },
  {
    title: 'the first of several resources',
    of: exchange(400, { body: jsonBody({ resourceType: 'Patient' }, 3) }),
    is: 'not',
    says: 'type Patient',
  },
  { title: 'as many bytes as the file', ...ofBytes(120), is: 'not', says: 'the file' },
  { title: 'as many bytes, with the token in the URL', ...ofBytes(120, `${url}?access_token=x`), is: 'not' },
  { title: 'other bytes', ...ofBytes(7), is: 'ok' },
  { title: 'no response', of: exchange(undefined), is: 'ok' },
]);
