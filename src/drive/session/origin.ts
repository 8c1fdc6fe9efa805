/** The absolute URL if it has the origin of `from`, the URL of the request that returned it: the token is sent nowhere else. */
export const onTarget = (url: string, from: string): string | undefined => {
  // A URL with a scheme does not depend on `from`; `http:host` is one, although it looks relative.
  const absolute = URL.canParse(url);
  if (!absolute && !URL.canParse(url, from)) return undefined;
  const resolved = absolute ? new URL(url) : new URL(url, from);
  if (resolved.origin !== new URL(from).origin || resolved.username !== '' || resolved.password !== '')
    return undefined;
  // Only a URL in the written form of RFC 3986 is sent as it is: a parser also accepts spaces, backslashes and line breaks.
  return absolute && /^https?:\/\/[\x21-\x5b\x5d-\x7e]+$/i.test(url) ? url : resolved.href;
};
