import { originDifference } from '../../model/index.js';

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

/** How the origin of a URL differs from the one that it should have, in words without the URL. */
export const howElsewhere = (url: string, from: string): string => {
  if (!URL.canParse(url, from)) return 'not a URL';
  const [is, wanted] = [new URL(url, from), new URL(from)];
  if (is.origin === wanted.origin) return 'with a user name or a password';
  const differs = originDifference(is, wanted);
  return differs === 'scheme' ? `${schemeOf(is)} in place of ${schemeOf(wanted)}` : `another ${differs}`;
};

const schemeOf = ({ protocol }: URL): string => (/^https?:$/.test(protocol) ? `${protocol}//` : 'another scheme');
