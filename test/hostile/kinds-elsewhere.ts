import { json, text } from '../../src/reference/index.js';
import { head, happening } from './answers.js';
import type { FrontPlace, Takes } from './front.js';
import { KICKOFF, METADATA, OUTPUT, TOKEN } from './ids.js';
import type { Kind } from './trial.js';

/** Where no request may go, and no token: other origins, other schemes, and what only this machine's network can reach. */
const ELSEWHERE = [
  'http://127.0.0.1:9/api/v1/jobs/42',
  'https://127.0.0.1/api/v1/jobs/42',
  'http://localhost/api/v1/jobs/42',
  'http://stranger.example/api/v1/jobs/42',
  '//stranger.example/api/v1/jobs/42',
  String.raw`\\stranger.example\api\v1\jobs\42`,
  'file:///etc/passwd',
  'http://169.254.169.254/latest/meta-data/',
  'http://10.0.0.1/api/v1/jobs/42',
  'http://192.168.0.1/api/v1/jobs/42',
  'http://[fd00::1]/api/v1/jobs/42',
  'http://[::ffff:169.254.169.254]/api/v1/jobs/42',
  'ftp://10.0.0.1/x',
  'data:,x',
];

/** Each request at a place leads to another of them. */
const leading = (at: FrontPlace, status: string, header: string): Takes => ({
  at: [at],
  does: ({ write, socket }, nth) => {
    write(head(status, `${header}: ${ELSEWHERE[(nth - 1) % ELSEWHERE.length]}`, 'Content-Length: 0'));
    socket.end();
  },
});

const redirected = (
  place: FrontPlace,
  { says = /status 30[27]/, ...more }: Omit<Kind, 'kind' | 'exit' | 'says'> & { says?: RegExp },
): Kind => ({
  kind: `redirects ${place} elsewhere`,
  takes: leading(place, place === 'token' ? '307 Temporary Redirect' : '302 Found', 'Location'),
  exit: 1,
  says,
  ...more,
});

interface Manifest {
  output: { type: string; url: string }[];
  error: { type: string; url: string }[];
}

interface Statement {
  rest: { operation: { name: string; definition: { reference: string } }[] }[];
}

/** Servers that want requests, and the token, to go elsewhere. */
export const LEADING: readonly Kind[] = [
  {
    kind: 'names jobs elsewhere',
    takes: leading('kickoff', '202 Accepted', 'Content-Location'),
    ids: [],
    exit: 1,
    says: /the job URL is not on the server under test \(another host\), so it was not requested/,
    fails: ['kickoff.job-url'],
    blocks: ['status.completes', 'output.downloadable'],
    still: [...METADATA, ...TOKEN],
  },
  {
    kind: 'lists files elsewhere',
    reference: {
      faults: [
        happening(
          ['status'],
          json<Manifest>((manifest) => {
            const [kept] = manifest.output;
            manifest.output = [
              ...(kept === undefined ? [] : [kept]),
              ...ELSEWHERE.map((url) => ({ type: 'Patient', url })),
            ];
            manifest.error = ELSEWHERE.map((url) => ({ type: 'OperationOutcome', url }));
          }),
        ),
      ],
    },
    ids: [],
    exit: 1,
    says: /a listed file is not on the server under test \(another port\), so it was not downloaded/,
    fails: ['manifest.file-urls'],
    blocks: ['output.downloadable'],
    still: [...METADATA, ...TOKEN, ...KICKOFF],
  },
  ...ELSEWHERE.filter((_, index) => index % 5 === 2).map((url): Kind => ({
    kind: `has its version at ${url}`,
    reference: {
      faults: [
        happening(
          ['metadata'],
          json<Statement>((statement) => {
            for (const { name, definition } of statement.rest.flatMap(({ operation }) => operation))
              if (name === 'version') definition.reference = url;
          }),
        ),
      ],
    },
    ids: ['metadata', 'token'],
    exit: 1,
    says: /the metadata lists a version operation that is not on the server under test/,
    blocks: ['metadata.version-operation'],
    fails: ['metadata.supporting-operations'],
    still: [...TOKEN, 'metadata.public'],
  })),
  redirected('metadata', { fails: ['metadata.public'], still: [...TOKEN, ...KICKOFF, ...OUTPUT] }),
  redirected('token', { fails: ['token.issued'], still: METADATA, blocks: ['kickoff.accepted'] }),
  redirected('kickoff', { fails: ['kickoff.accepted'], still: [...METADATA, ...TOKEN] }),
  redirected('status', { fails: ['status.completes'], still: [...METADATA, ...TOKEN, ...KICKOFF] }),
  redirected('data', { fails: ['output.downloadable'], still: [...METADATA, ...TOKEN, ...KICKOFF] }),
  redirected('swagger', {
    ids: ['metadata', 'token', 'contract'],
    says: /there is no Swagger page: status 302/,
    fails: ['contract.page'],
    still: [...METADATA, ...TOKEN],
  }),
  {
    kind: 'has a Swagger page that names documents elsewhere',
    reference: {
      faults: [
        happening(
          ['swagger'],
          text(() => ELSEWHERE.map((url) => `<script>ui({ url: "${url}" })</script><a href="${url}.json">`).join('')),
        ),
      ],
    },
    ids: ['metadata', 'token', 'contract'],
    exit: 1,
    says: /the document cannot be read: it is HTML or XML, neither JSON nor YAML/,
    fails: ['contract.document'],
    still: [...METADATA, ...TOKEN, 'contract.page'],
  },
  {
    kind: 'has a Swagger document that is spread over other servers and files',
    reference: {
      faults: [
        happening(
          ['swagger'],
          text((body) =>
            /^\s*\{/.test(body)
              ? JSON.stringify({
                  ...(JSON.parse(body) as object),
                  definitions: Object.fromEntries(
                    [...ELSEWHERE, '/etc/passwd', '../../etc/passwd'].map((url, index) => [`a${index}`, { $ref: url }]),
                  ),
                })
              : body,
          ),
        ),
      ],
    },
    ids: ['metadata', 'token', 'contract'],
    exit: 0,
    says: /it refers to another document, which is not downloaded/,
    fails: ['contract.valid'],
    still: [...METADATA, ...TOKEN, 'contract.page'],
  },
];
