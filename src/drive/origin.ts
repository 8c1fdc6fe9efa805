/** The URL made absolute, if it is on the origin of the request that it came from; the Bearer goes nowhere else. */
export const onTarget = (url: string, from: string): string | undefined => {
  if (!URL.canParse(url, from)) return undefined;
  const resolved = new URL(url, from);
  if (resolved.origin !== new URL(from).origin) return undefined;
  return URL.canParse(url) ? url : resolved.href;
};
