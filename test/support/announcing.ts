import type { Alter } from '../../src/model/index.js';
import { changing, collect } from '../../src/reference/index.js';

/** Behind a front: every URL of its own has another origin than the one that requests go to. */
export const announcing = (origin: (base: string) => string): Alter =>
  changing(async (reply, { headers }) => {
    const base = `http://${headers['host'] ?? ''}`;
    const other = (text: string): string => text.replaceAll(base, origin(base));
    return {
      ...reply,
      headers: reply.headers.map(([name, value]) => [name, other(value)] as const),
      body: other(await collect(reply.body)),
    };
  });
