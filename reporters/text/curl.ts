import type { Credential, Exchange, FileFact, Report, Verdict } from '../../src/model/index.js';
import { printable } from './index.js';
import { singleQuoted } from './shell.js';

/** Variables that a command line may use, in the order in which they are to be set. */
export const SHELL_VARIABLES = [
  'BCDA_CLIENT_ID',
  'BCDA_CLIENT_SECRET',
  'BCDA_OTHER_CLIENT_ID',
  'BCDA_OTHER_CLIENT_SECRET',
  'BCDA_SANDBOX_CLIENT_ID',
  'BCDA_SANDBOX_CLIENT_SECRET',
  'BCDA_TOKEN',
  'BCDA_SECOND_TOKEN',
  'BCDA_OTHER_TOKEN',
  'BCDA_ALTERED_TOKEN',
  'BCDA_FORGED_TOKEN',
  'BCDA_EXPIRED_TOKEN',
  'BCDA_CA_FILE',
] as const;
export type ShellVariable = (typeof SHELL_VARIABLES)[number];

/** Shell variables that stand for tokens, where it is not simply the run's own. */
const TOKENS: Partial<Record<Credential, `$${ShellVariable}`>> = {
  'renewed-token': '$BCDA_SECOND_TOKEN',
  'altered-token': '$BCDA_ALTERED_TOKEN',
  'forged-token': '$BCDA_FORGED_TOKEN',
  'expired-token': '$BCDA_EXPIRED_TOKEN',
  'other-client': '$BCDA_OTHER_TOKEN',
};

/** Words for curl's -u; made-up credentials are spelled out, since they are not secret. */
const USERS: Partial<Record<Credential, string>> = {
  'other-client': '"$BCDA_OTHER_CLIENT_ID:$BCDA_OTHER_CLIENT_SECRET"',
  'sandbox-client': '"$BCDA_SANDBOX_CLIENT_ID:$BCDA_SANDBOX_CLIENT_SECRET"',
  'wrong-secret': '"$BCDA_CLIENT_ID:a-wrong-secret"',
  'unknown-client': '"an-unknown-client:$BCDA_CLIENT_SECRET"',
};

/** Marks that the recorder leaves where a secret stood. */
const MARK = /«[^»]*»/gu;

const variableFor = (mark: string, as: Credential): string => {
  const known: Readonly<Record<string, string>> = {
    '«client secret»': '$BCDA_CLIENT_SECRET',
    '«other client secret»': '$BCDA_OTHER_CLIENT_SECRET',
    '«expired token»': '$BCDA_EXPIRED_TOKEN',
    '«altered token»': '$BCDA_ALTERED_TOKEN',
    '«forged token»': '$BCDA_FORGED_TOKEN',
  };
  return known[mark] ?? TOKENS[as] ?? '$BCDA_TOKEN';
};

/** A word of the shell: literal parts in single quotes, a secret as its variable in double quotes. */
const word = (text: string, as: Credential): string => {
  const literals = text.split(MARK).map((part) => (part === '' ? '' : singleQuoted(part)));
  const variables = [...text.matchAll(MARK)].map(([mark]) => `"${variableFor(mark, as)}"`);
  return literals.map((literal, index) => literal + (variables[index] ?? '')).join('') || "''";
};

const authorization = (value: string, as: Credential): string => {
  if (as === 'malformed-basic') return `-H 'Authorization: Basic !!!not-base64!!!'`;
  if (value === 'Basic «credentials»') return `-u ${USERS[as] ?? '"$BCDA_CLIENT_ID:$BCDA_CLIENT_SECRET"'}`;
  if (as === 'empty-token') return `-H 'Authorization: Bearer '`;
  const [scheme = '', credential = ''] = value.split(/ (.*)/su);
  if (credential === '«other token»') return `-H 'Authorization: ${scheme} made-up-token'`;
  if (scheme === 'Bearer' && credential.startsWith('«'))
    return `-H "Authorization: Bearer ${variableFor(credential, as)}"`;
  return `-H ${word(`Authorization: ${value}`, as)}`;
};

const header = ([name, value]: readonly [string, string], as: Credential): string[] => {
  const key = name.toLowerCase();
  // The recorder asks for unencoded responses everywhere; curl does so by itself.
  if (key === 'accept-encoding' && value === 'identity') return [];
  if (OF_CONNECTION.test(key)) return [];
  if (key === 'authorization') return [authorization(printable(value), as)];
  return [`-H ${word(printable(`${name}: ${value}`), as)}`];
};

/** What a tool that was captured sent for its own connection; curl sends its own. */
const OF_CONNECTION = /^(connection|content-length|host|keep-alive|transfer-encoding|user-agent)$/u;

/** Labels of exchanges whose response is a data file, or would be one if the server failed to refuse it. */
const OF_DATA = /^(data|error-data|file|unknown-file)(-|$)/u;

/** The command line that makes an exchange's request again; secrets are shell variables. */
export const curlOf = (exchange: Exchange, report: Trust): string =>
  // Claims data do not belong on a terminal: for a data file the head is enough.
  curlWords(exchange, report, OF_DATA.test(exchange.label) ? ['-o /dev/null', '-D -'] : ['-i']);

/**
 * The command line that shows a reader what a verdict saw. Where it is a finding in a data file, `validate` reads the file from
 * the pipe: it reproduces the finding and shows no value.
 */
export const tryLine = ({ findings }: Verdict, exchange: Exchange, report: Report): string => {
  const file = report.facts.find((fact): fact is FileFact => fact.kind === 'file' && fact.exchange === exchange.id);
  if (file === undefined || (findings?.groups.length ?? 0) === 0) return curlOf(exchange, report);
  return `${curlWords(exchange, report, ['-s'])} | bcda-conformance validate - --type ${singleQuoted(printable(file.type, 100))}`;
};

/** What the run trusted. */
type Trust = Pick<Report, 'ca'>;

/** The same, with options that say what curl does with the response. */
export const curlWords = ({ request, as }: Exchange, { ca }: Trust, output: readonly string[]): string => {
  const { method, body } = request;
  const url = printable(request.url, 4000);
  const implied = body === undefined ? 'GET' : 'POST';
  // curl reads brackets and braces in a URL as patterns unless told not to.
  const globs = /[[\]{}]/u.test(url) ? ['-g'] : [];
  const trust = ca === true ? ['--cacert "$BCDA_CA_FILE"'] : [];
  const verb = method === 'HEAD' ? ['-I'] : method === implied ? [] : [`-X ${word(printable(method), as)}`];
  const data = body === undefined ? [] : [`-d ${word(printable(body), as)}`];
  const headers = request.headers.flatMap((line) => header(line, as));
  // Without this header curl would send one of its own.
  const accept = request.headers.some(([name]) => name.toLowerCase() === 'accept') ? [] : [`-H 'Accept:'`];
  return ['curl', ...output, ...trust, ...globs, ...verb, word(url, as), ...accept, ...headers, ...data].join(' ');
};
