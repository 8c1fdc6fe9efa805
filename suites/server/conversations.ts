import type { Depth, RunExports, Step } from '../../src/model/index.js';
import { ask, obtainToken, runExports } from '../../src/model/steps.js';

/** Each endpoint's documented export, as far as `to`. */
export const documentedExports = (to: Depth) => [obtainToken(), runExports('endpoints', to)] as const;

/** Every export that the documentation shows or names: each endpoint, and with `_type`, `_since` and `_typeFilter`. */
export const everyExport = (to: Depth) => [...documentedExports(to), ...NARROWED.map((set) => runExports(set, to))];

const NARROWED: readonly RunExports['set'][] = ['all-types', 'each-type', 'type-pairs', 'since', 'filtered'];

/** The client's second token, with which the run starts the export that it makes once more. */
export const secondToken = ask('token-again', 'token', 'client');

/** Every job of the run up to its manifest, that of the export that is made once more included. */
export const everyJob: readonly Step[] = [...everyExport('manifest'), secondToken, runExports('again', 'manifest')];

/** Every file of the run, those of the export that is made once more included. */
export const everyFile: readonly Step[] = [...everyExport('files'), secondToken, runExports('again', 'files')];

/** The same jobs, asked once more after the last one has finished. */
export const everyJobAgain: readonly Step[] = [...everyJob, ask('status-again', 'every-job', 'token')];

/** The Accept header that one of the commands of the guide has. */
export const ACCEPT = { accept: 'application/fhir+json' } as const;

/** The same, and with an Accept header or a second token. */
export const everyManifest: readonly Step[] = [
  ...everyJobAgain,
  ask('status-with-accept', 'job-kinds', 'token', ACCEPT),
  ask('status-renewed-token', 'later-job', 'renewed-token'),
];

/** Starts the job that the run cancels, and asks for what was updated since the first manifest, which is not much. */
export const startOfCanceled = ask('cancel-kickoff', 'endpoint', 'token', { sinceManifest: true, starts: true });
/** Starts the job that the run cancels where the other request did not. */
export const plainStartOfCanceled = ask('cancel-kickoff-plain', 'endpoint', 'token', {
  query: '_type=Patient',
  starts: true,
});

/** Token requests that must be refused. */
export const tokenRefusals = [
  ask('wrong-secret', 'token', 'wrong-secret'),
  ask('unknown-client', 'token', 'unknown-client'),
  ask('no-credentials', 'token', 'none'),
  ask('malformed-basic', 'token', 'malformed-basic'),
] as const;

/** Secrets that a careless comparison takes for the right one; no more, because of lock-outs. */
export const wrongSecrets = [
  tokenRefusals[0],
  ask('empty-secret', 'token', 'wrong-secret', { secret: 'empty' }),
  ask('other-secret', 'token', 'wrong-secret', { secret: 'other' }),
  ask('swapped-secret', 'token', 'wrong-secret', { secret: 'swapped' }),
] as const;

/** Export requests with a missing or wrong header. */
export const kickoffRefusals = [
  ask('no-accept', 'shown-exports', 'token', { accept: null }),
  ask('no-prefer', 'shown-exports', 'token', { prefer: null }),
  ask('other-accept', 'export-kinds', 'token', { accept: 'text/html' }),
  ask('other-prefer', 'export-kinds', 'token', { prefer: 'return=representation' }),
  ask('no-headers', 'export-kinds', 'token', { accept: null, prefer: null }),
] as const;

export const unknownJob = ask('unknown-job', 'unknown-job', 'token');
export const unknownFile = ask('unknown-file', 'unknown-file', 'token');
