import { CLIENT_DATA_SEED, type ClientName, type Report, type SampleSize } from '../../src/model/index.js';
import { jsonText } from '../text/index.js';

/** Which certificate a run entitles a client to. */
export type Entitlement = 'certified' | 'traffic only' | 'not certified';

/** What a program reads from a certificate: enough to judge the transcript again and to compare. */
export interface CertificateData {
  readonly schema: 'bcda-conformance/certificate/1';
  readonly result: Entitlement;
  readonly target: string;
  readonly client?: ClientName;
  readonly profile: string;
  /** SHA-256 of the requirements. */
  readonly catalogue: string;
  /** Ids of the conditions, in the order of the run. */
  readonly conditions: readonly string[];
  /** The seed of the data that the client was served. */
  readonly seed: number;
  readonly asOf?: string;
  readonly startedAt: string;
  readonly tool: Report['tool'];
  /** SHA-256 of the transcript as it is saved. */
  readonly transcript: string;
  readonly selection: readonly string[];
  readonly strict: boolean;
  /** How data files were sampled, and with which seed; absent: every line was read. */
  readonly sample?: SampleSize;
  readonly errors: readonly string[];
}

/** What a certificate says to programs. */
export const certificateData = (report: Report, result: Entitlement): CertificateData => {
  const { target, client, profile, catalogue, asOf, startedAt, tool, transcript = '', condition = [] } = report;
  const { selection, strict, sample, errors } = report;
  return {
    schema: 'bcda-conformance/certificate/1',
    ...{ result, target, ...(client !== undefined && { client }), profile, catalogue },
    conditions: condition.map(({ id }) => id),
    seed: CLIENT_DATA_SEED,
    ...(asOf !== undefined && { asOf }),
    ...{ startedAt, tool, transcript, selection, strict, ...(sample !== undefined && { sample }), errors },
  };
};

/** The same as lines of JSON, which cannot end a block of Markdown. */
export const dataLines = (data: CertificateData): string[] =>
  jsonText(data).trimEnd().replaceAll('`', '\\u0060').split('\n');
