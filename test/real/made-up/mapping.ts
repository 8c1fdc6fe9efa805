import { profile201912 } from '../../../suites/profiles/2019-12.js';
import type { Mapped, RealRecording, Use } from '../recording.js';

type Row =
  readonly [line: number, name: string, because: string] | readonly [line: number, name: string, ...uses: Use[]];

const use =
  (run: string) =>
  (label: string, of?: string): Use => ({ run, label, ...(of !== undefined && { of }) });
const [main, instead, job9, job10] = [use('main'), use('instead'), use('job 9'), use('job 10')];

const ALL = 'Patient';
const PATIENTS = 'Patient?_type=Patient';
const documentation = 'the documentation is judged by itself';

/** Where each exchange of the made-up sample goes. Exchanges are known by their line, from 1. */
const rows: readonly Row[] = [
  [1, 'GET metadata', main('metadata')],
  [2, 'GET version', main('version')],
  [3, 'token', main('token')],
  [4, 'token once more', main('token-again')],
  [5, 'token without a body', main('token-other-body')],
  [6, 'wrong secret', main('wrong-secret')],
  [7, 'unknown client', main('unknown-client')],
  [8, 'no credentials', main('no-credentials')],
  [9, 'credentials that are not base64', main('malformed-basic')],
  [10, 'token by GET', main('get-token')],
  [11, 'export without a token', main('export-no-token')],
  [12, 'export with a made-up token', main('export-garbage-token')],
  [13, 'export with a changed token', main('export-altered-token')],
  [14, 'export with an expired token', main('export-expired-token')],
  [15, 'export with Basic', main('export-basic')],
  [16, 'export with the token in the URL', main('export-token-in-url')],
  [17, 'export of all types', main('kickoff', ALL)],
  [18, 'status, at first', main('status', ALL)],
  [19, 'status, later', main('status', ALL)],
  [20, 'status, done', main('manifest', ALL)],
  [21, 'status, once more', main('status-again')],
  [22, 'status with Accept', main('status-with-accept')],
  [23, 'status without a token', main('status-no-token')],
  [24, 'status with a made-up token', main('status-garbage-token')],
  [25, 'status with a changed token', main('status-altered-token')],
  [26, 'status with an expired token', main('status-expired-token')],
  [27, 'status with Basic', main('status-basic')],
  [28, 'status with the token in the URL', main('status-token-in-url')],
  [29, 'status as another client', main('status-other-client')],
  [30, 'file of Patients', main('data', ALL)],
  [31, 'file of Coverages', main('data', ALL)],
  [32, 'file of claims', main('data', ALL)],
  [33, 'file without a token', main('data-no-token')],
  [34, 'file with a made-up token', main('data-garbage-token')],
  [35, 'file with a changed token', main('data-altered-token')],
  [36, 'file with an expired token', main('data-expired-token')],
  [37, 'file with Basic', main('data-basic')],
  [38, 'file with the token in the URL', main('data-token-in-url')],
  [39, 'file as another client', main('data-other-client')],
  [40, 'unknown file', main('unknown-file')],
  [41, 'unknown job', main('unknown-job')],
  [42, 'export without Accept', main('no-accept')],
  [43, 'export without Prefer', main('no-prefer')],
  [44, 'export that accepts HTML', main('other-accept')],
  [45, 'export of Practitioner', main('unknown-endpoint')],
  [46, 'export of an unknown type', main('unknown-type')],
  [47, 'export of no type', main('kickoff', 'Patient?_type=')],
  [48, 'export of Patients', main('kickoff', PATIENTS)],
  [49, 'status of the export of Patients', main('manifest', PATIENTS)],
  [50, 'file of Patients of the export of Patients', main('data', PATIENTS)],
  [51, 'file of Coverages of the export of Patients', main('data', PATIENTS)],
  [52, 'export without Accept, other words', instead('no-accept')],
  [53, 'export with a token of another shape', instead('export-garbage-token')],
  [54, 'export of all types, with errors', job9('kickoff', ALL)],
  [55, 'status of the export with errors', job9('manifest', ALL)],
  [56, 'error file', job9('error-data', ALL)],
  [57, 'export of all types, which fails', job10('kickoff', ALL)],
  [58, 'status of the export that fails', job10('status', ALL)],
  [59, 'OPTIONS of the export', 'another method: no scenario uses it'],
  [60, 'GET swagger', documentation],
  [61, 'GET swagger/', documentation],
  [62, 'GET swagger/heron.json', documentation],
];

/** A server that never was: its sample has the shape of a recorded one, and is here wherever the tests are. */
export const recording: RealRecording = {
  folder: new URL('sample/', import.meta.url),
  profile: profile201912,
  target: 'http://127.0.0.1:4321',
  startedAt: '2026-03-02T10:12:00Z',
  mapping: rows.map(([line, name, ...rest]): Mapped => ({
    line,
    name,
    uses: rest.filter((one): one is Use => typeof one !== 'string'),
    because: rest.find((one): one is string => typeof one === 'string'),
  })),
  bodyFiles: {
    30: 'Patient.ndjson',
    31: 'Coverage.ndjson',
    32: 'ExplanationOfBenefit.ndjson',
    50: 'Patient.ndjson',
    51: 'Coverage.ndjson',
    56: 'error.ndjson',
  },
};
