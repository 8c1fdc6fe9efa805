import { type ClientRecording, noteMissingRequests } from '../../certify/client-run.js';
import { CannotJudge, type Condition, type Fact, type Profile, type Suite } from '../../model/index.js';
import type { Relay } from '../../relay/index.js';
import { judged } from '../certify.js';
import type { Checked } from '../results/checked.js';
import { judgeCapture } from './index.js';

/** What a relay recorded, and how it is judged. */
export interface RecordedOptions {
  readonly relay: Relay;
  readonly profile: Profile;
  /** Base URL of the server. */
  readonly to: string;
  readonly publicUrl?: string;
  readonly catalogue: readonly Suite[];
  readonly conditions: readonly Condition[];
  /** The condition that the client is judged in: nothing goes wrong. */
  readonly condition: string;
  readonly strict?: boolean;
  readonly asOf?: string;
  readonly notes: readonly string[];
}

/** Judges both sides of a recording. Throws CannotJudge if nothing passed the relay. */
export const judgeRecorded = async (
  options: RecordedOptions,
): Promise<{ readonly server: Checked; readonly client: Checked }> => {
  const { relay, to, condition, notes, ...judging } = options;
  const { exchanges, redactor } = relay.client;
  if (exchanges.length === 0)
    throw new CannotJudge(`No request came to ${relay.url}. Give that URL to the client in place of ${to}.`);
  const server = await judgeCapture({ ...judging, capture: relay.capture(), base: to, notes });
  const record = ([planned]: readonly Condition[]): Promise<ClientRecording> => {
    const facts: Fact[] = [
      {
        kind: 'stop',
        step: condition,
        labels: ['exit', 'output'],
        because: 'a recording shows neither the exit status nor the output folder of the client',
        cause: 'choice',
        unblock: 'certify -- COMMAND',
      },
    ];
    if (planned !== undefined)
      noteMissingRequests({ exchanges, facts }, planned, { cause: 'choice', unblock: 'certify' });
    return Promise.resolve({
      exchanges,
      facts,
      steps: [condition],
      interrupted: false,
      redactor,
      errors: relay.errors,
    });
  };
  const client = await judged({ ...judging, only: [condition], target: 'the recorded client' }, record, ({ id }) => ({
    because: `a recording has what one server did, and not ${id}`,
    unblock: 'certify',
  }));
  return { server, client };
};
