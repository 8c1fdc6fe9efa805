/**
 * Whether a host is one that only this machine reaches: all of 127.0.0.0/8, ::1, and the name that stands for them.
 * `host` is a name or an address, in brackets or not.
 */
export const isLoopback = (host: string): boolean => {
  const authority = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  if (!URL.canParse(`http://${authority}/`)) return false;
  // The URL parser writes every spelling of an address in one way.
  const { href, hostname } = new URL(`http://${authority}/`);
  if (href !== `http://${hostname}/`) return false;
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.[\d.]+$|^\[::ffff:7f[\da-f]{2}:/.test(hostname);
};
