import type { FhirRelease } from '../../fhir/definitions/release.js';
import type {
  Clock,
  Connection,
  ElementWatch,
  ResourceMarks,
  Fact,
  KeepData,
  Limits,
  Progress,
  SampleSize,
} from '../../model/index.js';
import type { WorkerPool } from '../../fhir/workers/pool.js';
import type { Redactor } from '../../record/redact.js';
import type { Http } from './http/index.js';
import type { IdentityLog } from './identities.js';
import type { KeptReplies } from './kept-replies.js';
import type { Recording } from './recording.js';

export interface SessionOptions {
  readonly clock: Clock;
  /** URL of the server under test: a secret that is part of it is not hidden. */
  readonly base?: string;
  /** URL that it announces its own URLs under: the same. */
  readonly publicUrl?: string;
  /** The FHIR release by whose rules resources are judged; absent: STU3. */
  readonly release?: FhirRelease;
  /** Also judge the resources of data files by CARIN Blue Button. */
  readonly carin?: boolean;
  /** How long one data file may take, and how long after the start a busy server is asked again, in milliseconds. */
  readonly longestTransferMs: number;
  /** When everything that is still on its way ends, by the clock; absent: never. */
  readonly deadline?: number;
  /** Keep the bodies of small replies until the session ends, for the comparison with a contract. */
  readonly keepBodies?: boolean;
  /** How much of each data file to judge. */
  readonly sample?: SampleSize;
  /** Of how many lines of each data file the package fhir is asked too. */
  readonly opinion?: SampleSize;
  /** Elements whose occurrences in data files are counted. */
  readonly elements?: readonly ElementWatch[];
  /** What each resource has by the documentation. */
  readonly marks?: ResourceMarks;
  /** Where the data files of jobs are kept. */
  readonly keepData?: KeepData;
  readonly connection?: Connection;
  /** What answers in place of the network: a capture, whose requests are not the harness's own. */
  readonly http?: Http;
  readonly limits?: Partial<Limits>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** What the parts of one session share. */
export interface SessionContext {
  readonly options: SessionOptions;
  /** The limits in effect. */
  readonly limits: Limits;
  readonly startedAt: number;
  readonly http: Http;
  readonly redactor: Redactor;
  readonly identities: IdentityLog;
  readonly recording: Recording;
  readonly facts: Fact[];
  readonly replies: KeptReplies;
  /** The workers of the session, once they were needed. */
  readonly workers: { pool?: WorkerPool };
  readonly wait: (ms: number, why: string) => Promise<void>;
}
