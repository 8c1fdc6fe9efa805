import { CannotJudge, type Connection, isLoopback, percentDecoded, type Proxies } from '../model/index.js';

/**
 * The proxies that the environment names, as other programs read it: HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in capitals or not.
 * Throws CannotJudge for a proxy that is not a URL.
 * @param all a proxy for every request, in place of those of the environment
 */
export const proxiesFrom = (env: Readonly<Record<string, string | undefined>>, all?: string): Proxies | undefined => {
  const setting = (name: string): string | undefined => env[name] || env[name.toLowerCase()] || undefined;
  const of = (name: string): string | undefined => {
    const value = setting(name);
    return value === undefined ? undefined : proxyUrl(value, name);
  };
  const given = all === undefined ? undefined : proxyUrl(all, '--proxy');
  const [http, https] = given === undefined ? [of('HTTP_PROXY'), of('HTTPS_PROXY')] : [given, given];
  if (http === undefined && https === undefined) return undefined;
  const bypass = given === undefined ? (setting('NO_PROXY') ?? '') : '';
  return {
    ...(http !== undefined && { http }),
    ...(https !== undefined && { https }),
    bypass: bypass.split(/[\s,]+/).filter((name) => name !== ''),
  };
};

/** A connection that uses the proxies of the environment, unless it names its own. */
export const withProxies = (
  connection: Connection = {},
  env: Readonly<Record<string, string | undefined>> = process.env,
): Connection => {
  const proxies = proxiesFrom(env);
  return proxies === undefined ? connection : { proxies, ...connection };
};

/** A proxy is often written without its scheme. Its password may stand in it, so the text is never repeated. */
const proxyUrl = (text: string, name: string): string => {
  const url = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new CannotJudge(`${name} is not the URL of a proxy: it must be like http://proxy.example:3128.`);
  return url;
};

/** The proxy for a URL; undefined: none. Loopback is never requested through a proxy. */
export const proxyFor = (url: string, proxies: Proxies | undefined): URL | undefined => {
  if (proxies === undefined) return undefined;
  const { protocol, hostname, port } = new URL(url);
  const proxy = protocol === 'https:' ? proxies.https : proxies.http;
  const own = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  if (proxy === undefined || isLoopback(hostname) || proxies.bypass?.some((entry) => covers(entry, hostname, own)))
    return undefined;
  return new URL(proxy);
};

/** Whether an entry of NO_PROXY names a host: itself, its domain, `*`, or one of them with a port. */
const covers = (entry: string, hostname: string, port: string): boolean => {
  const [, name = '', ofPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
  if (ofPort !== undefined && ofPort !== port) return false;
  const domain = name.replace(/^\*?\./, '');
  return name === '*' || hostname === domain || hostname.endsWith(`.${domain}`);
};

/** A proxy in words, without its credentials. */
export const proxyName = ({ host }: URL): string => `the proxy ${host}`;

/** The secrets in the URLs of proxies: passwords. */
export const proxySecrets = (proxies: Proxies | undefined): string[] =>
  [proxies?.http, proxies?.https].flatMap((url) => {
    const { username, password } = url === undefined ? { username: '', password: '' } : new URL(url);
    return password === '' ? [] : [percentDecoded(password), `${percentDecoded(username)}:${percentDecoded(password)}`];
  });

/** The credentials of a proxy as the value of Proxy-Authorization. */
export const proxyAuthorization = ({ username, password }: URL): string | undefined =>
  username === '' && password === ''
    ? undefined
    : `Basic ${Buffer.from(`${percentDecoded(username)}:${percentDecoded(password)}`).toString('base64')}`;
