/**
 * The origin and the rest of an absolute URL as written: only scheme, case of the host and default port are normalized
 * (RFC 3986 section 6.2). Undefined: it is not one, or a parser would have to repair it.
 */
export const asWritten = (value: unknown): { readonly origin: string; readonly path: string } | undefined => {
  const [, scheme, host, path = ''] =
    (typeof value === 'string' ? /^(https?):\/\/([^/?#\\\s@]+)(\/[^\\\s]*)?$/i.exec(value) : null) ?? [];
  const site = `${scheme}://${host}`;
  if (scheme === undefined || !URL.canParse(site) || /\/\.{1,2}(?:\/|$)/.test(path)) return undefined;
  return { origin: new URL(site).origin, path };
};
