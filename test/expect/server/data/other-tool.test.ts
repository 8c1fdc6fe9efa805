import { sameForOtherTool } from '../../../../src/expect/index.js';
import type { Exchange, Fact } from '../../../../src/model/index.js';
import { assertionTable } from '../../../support/tables.js';
import { exchange, fileFact, numbered, type ReplySpec, stop, textBody, view } from '../../../support/views.js';

const JOB = 'https://bcda.example/api/v1/jobs/42';
const asked = (label: string, status: number | undefined, spec: ReplySpec = {}, tool?: string): Exchange =>
  exchange(status, {
    label,
    ...spec,
    request: { method: 'GET', url: JOB, headers: tool === undefined ? [] : [['User-Agent', tool]] },
  });

const MANIFEST = { request: 'a', output: [{ type: 'Patient' }] };
const [sound, other] = [{ json: MANIFEST }, { json: { ...MANIFEST, request: 'b' } }];
/** What another tool got, after what the run itself had got. */
const row = (
  title: string,
  of: Exchange,
  own: readonly Exchange[],
  facts: readonly Fact[] = [],
): { title: string; of: Exchange; in: ReturnType<typeof view> } => {
  const all = numbered(...own, of);
  return { title, of: all.at(-1)!, in: view(all, facts) };
};
const own = [asked('manifest', 200, sound), asked('status-again', 200, sound)];
const tool = (status: number | undefined, spec: ReplySpec = {}): Exchange =>
  asked('status-as-postman', status, spec, 'PostmanRuntime/7.20.1');

const files = [asked('data', 200), asked('file-again', 200)];
const curl = (status: number): Exchange => asked('file-as-curl', status, {}, 'curl/7.67.0');
const [one, two] = ['a'.repeat(64), 'b'.repeat(64)];
const shas = (...all: readonly string[]): Fact[] => all.map((sha256, index) => fileFact(index + 1, { sha256 }));

assertionTable('sameForOtherTool', sameForOtherTool, [
  { ...row('the same manifest', tool(200, sound), own), is: 'ok' },
  { ...row('the same file', curl(200), files, shas(one, one, one)), is: 'ok' },
  {
    ...row('a refusal', tool(403), own),
    is: 'not',
    says: 'status 403 with the User-Agent PostmanRuntime, and status 200 with that of this run',
  },
  { ...row('a redirect', tool(302), own), is: 'not', says: 'status 302' },
  { ...row('a token that is refused', tool(401), own), is: 'not', says: 'status 401' },
  { ...row('another manifest', tool(200, other), own), is: 'not', says: 'another body with the User-Agent PostmanR' },
  { ...row('a page', tool(200, { body: textBody() }), own), is: 'not', says: 'another body' },
  { ...row('another file', curl(200), files, shas(one, one, two)), is: 'not', says: 'User-Agent curl than' },
  {
    ...row('a manifest that changes for everybody', tool(200, other), [
      asked('manifest', 200, sound),
      asked('status-again', 200, { json: { ...MANIFEST, request: 'c' } }),
    ]),
    is: 'unreadable',
    says: 'another response each time',
  },
  {
    ...row('the manifest that changed since', tool(200, other), [own[0]!, asked('status-again', 200, other)]),
    is: 'ok',
  },
  { ...row('a job that is gone for everybody', tool(404), [own[0]!, asked('status-again', 404)]), is: 'unreadable' },
  { ...row('a job that was not asked for again', tool(404), [own[0]!]), is: 'unreadable', says: 'was not made' },
  {
    title: 'a job that could not be asked for again',
    of: tool(404),
    in: view([tool(404)], [stop(['status-again'])]),
    is: 'unreadable',
    says: 'was not made',
  },
  { ...row('a busy server', tool(429), own), is: 'unreadable', says: '429' },
  { ...row('a gateway', tool(502), own), is: 'unreadable', says: '502' },
  { ...row('no response', tool(undefined), own), is: 'unreadable', says: 'no response' },
]);
