import type { Header, Limits } from '../../model/index.js';
import type { JsonContent } from '../../record/json.js';
import type { Head } from './http/messages.js';

/** Small replies that are kept for the comparison with a contract, as many as fit into the limit. */
export interface KeptReplies {
  readonly bodies: ReadonlyMap<number, JsonContent>;
  readonly heads: ReadonlyMap<number, readonly Header[]>;
  readonly keep: (exchange: number, head: Head, content: JsonContent) => void;
}

export const createKeptReplies = (limits: Limits): KeptReplies => {
  const bodies = new Map<number, JsonContent>();
  const heads = new Map<number, readonly Header[]>();
  let kept = 0;
  return {
    bodies,
    heads,
    keep: (exchange, { headers }, content) => {
      const size = headers.reduce((sum, [name, value]) => sum + name.length + value.length, content.bytes);
      if (kept + size > limits['kept-bodies-bytes']) return;
      kept += size;
      bodies.set(exchange, content);
      heads.set(exchange, headers);
    },
  };
};
