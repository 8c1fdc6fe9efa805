/** The URL made absolute, if it is on the origin of the request that it came from; the Bearer goes nowhere else. */
export const onTarget = (url: string, from: string): string | undefined => {
  // A URL with a scheme means the same whatever it stands beside; `http:host` is one, odd as it looks.
  const absolute = URL.canParse(url);
  if (!absolute && !URL.canParse(url, from)) return undefined;
  const resolved = absolute ? new URL(url) : new URL(url, from);
  if (resolved.origin !== new URL(from).origin || resolved.username !== '' || resolved.password !== '')
    return undefined;
  return absolute ? url : resolved.href;
};
