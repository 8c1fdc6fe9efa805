import { asWritten } from '../expect/as-written.js';
import { type Exchange, headerOf, originDifference, printable, type Transcript } from '../model/index.js';

/** URLs of the server's own that are not on the server as it is requested. */
export interface Announced {
  /** What has them, in words. */
  readonly by: readonly string[];
  /** The base URL that they seem to be under: the origin of the first one, with the path that is expected. */
  readonly base: string;
}

/** Which URLs in the responses of a server have another origin than `expected`. Undefined: none. */
export const announcedElsewhere = (exchanges: readonly Exchange[], expected: string): Announced | undefined => {
  // A transcript that was read from a file may say anything.
  if (!URL.canParse(expected)) return undefined;
  const { origin, pathname } = new URL(expected);
  const found = exchanges.flatMap((exchange) =>
    announcedIn(exchange).flatMap(([by, url]) => {
      const other = asWritten(url)?.origin ?? origin;
      return other === origin || !URL.canParse(other) ? [] : [{ by, origin: other }];
    }),
  );
  const [first] = found;
  return first && { by: [...new Set(found.map(({ by }) => by))], base: first.origin + pathname.replace(/\/+$/, '') };
};

/** The URLs by which a response tells where the server is. */
const announcedIn = ({ label, reply }: Exchange): (readonly [string, unknown])[] => {
  if (reply === undefined) return [];
  if (label === 'kickoff' && reply.status >= 200 && reply.status < 300)
    return [['job URLs', headerOf(reply.headers, 'content-location')]];
  const json = (reply.body.json ?? {}) as { implementation?: { url?: unknown } | null; output?: unknown };
  if (label === 'metadata') return [['implementation.url in the metadata', json.implementation?.url]];
  if (label !== 'manifest' || !Array.isArray(json.output)) return [];
  return json.output.map((entry: { url?: unknown } | null) => ['file URLs', entry?.url] as const);
};

/** What that means, and what to do about it. */
export const announcedTrouble = ({ by, base }: Announced, expected: string): { says: string; remedy: string } => {
  const [is, wanted] = [new URL(base), new URL(expected)];
  const [named, there] = [printable(base, 200), printable(expected, 200)];
  const differs = originDifference(is, wanted);
  const correction =
    differs === 'scheme'
      ? `If something in front of the server ends TLS, make it send X-Forwarded-Proto: ${wanted.protocol.slice(0, -1)}, and make the server use that`
      : 'Make the server use the host that clients send (Host, or X-Forwarded-Host where something is in front of it)';
  return {
    says: `The server announces its URLs (${by.join(', ')}) under ${named}, but it is requested at ${there}: the ${differs} differs.`,
    remedy: `${correction}. If clients are to use ${named}, give it with --public-url: the URLs are then judged as written, and requested from ${there}.`,
  };
};

/** The same about a recorded run, for its report: it comes first, since it is the cause of what was not reached. */
export const announcedNotes = ({ role, exchanges, target, publicUrl = target }: Transcript): string[] => {
  const announced = role === 'server' ? announcedElsewhere(exchanges, publicUrl) : undefined;
  if (announced === undefined) return [];
  const { says, remedy } = announcedTrouble(announced, publicUrl);
  return [`${says} ${remedy}`];
};
