import type { Credential, Exchange } from '../../model/index.js';
import type { JsonContent } from '../../record/json.js';
import type { ExportBounds } from './compared/narrowings.js';
import type { Head, Outgoing } from './http/messages.js';

/** A request to send, and how to record it. */
export interface Call extends Outgoing {
  /** The label, or a function of the reply's status. */
  readonly label: string | ((status: number) => string);
  readonly step: string;
  readonly of?: string;
  readonly as: Credential;
  /** It requests the server's documentation: a resource in the reply is an example. */
  readonly isDocument?: true;
  /** Until when (driver's clock) the request is repeated while the server is busy (429, 503); default: a few times. */
  readonly retryUntil?: number;
  /** A 429 is what it asks for: the request is not repeated after one. */
  readonly takesBusy?: true;
  /** It is a poll of a job, which is repeated anyway. */
  readonly polls?: true;
  /** Whether it may be sent again after an error of a gateway or a lost connection, behind which the server may have done what it asks. */
  readonly mayRepeat?: () => boolean;
}

/** Labels of requests for the metadata, which need no token and are returned to everyone. */
const PUBLIC: ReadonlySet<string> = new Set(['metadata', 'metadata-origin', 'metadata-token']);

/** Whether a label is that of a request for what is public. */
export const isPublic = (label: string): boolean => PUBLIC.has(label);

/** A recorded exchange, with the content that only the driver can see. */
export interface Answer {
  readonly exchange: Exchange;
  readonly head?: Head;
  /** The body as received; empty for a file. */
  readonly content: JsonContent;
}

/** Sees a reply before it is recorded, so that secrets in it can be registered. */
export type OnAnswer = (answer: { head: Head; content: JsonContent; id: number }) => void;

/** How a manifest lists a file. */
export interface Listed {
  readonly type: string;
  readonly list: 'output' | 'error';
  /** Its position in the manifest, from 1. */
  readonly nth: number;
  /** How many resources it says that it has; -1: what it says is not a whole number of at most ten million. */
  readonly announced?: number;
  /** It is not compared with the exports of this run: the user gave its job, or it is about other people. */
  readonly uncompared?: true;
  /** Until when its resources may have been updated, in milliseconds since the epoch. */
  readonly upTo?: number;
  /** From when on its resources may have been updated. */
  readonly notBefore?: number;
  /** Its export has a part of the data only. */
  readonly narrowed?: true;
  /** How its export compares with what it, and what later exports, are narrowed to. */
  readonly bounds?: ExportBounds;
}
