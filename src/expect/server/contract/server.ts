import {
  type ContractDocument,
  type ContractServer,
  type Exchange,
  type Expectation,
  templateFits,
  type View,
} from '../../../model/index.js';
import { asWritten } from '../../as-written.js';
import { announcedBase } from '../../values.js';
import { objectIn } from '../bodies.js';
import { operationsIn } from '../metadata/statements.js';
import { documentedAs, guideOperations } from './covers.js';
import { evidenceOf, ofDocument } from './document.js';

/** Whether a server that a document names is the one at this URL. */
const isAt = (base: string, { scheme, host }: ContractServer): boolean => {
  const own = new URL(base);
  const named = `${scheme ?? own.protocol.slice(0, -1)}://${host ?? own.host}`;
  return URL.canParse(named) && new URL(named).origin === own.origin;
};

const written = ({ scheme, host }: ContractServer): string =>
  [...(scheme === undefined ? [] : [`${scheme}:`]), ...(host === undefined ? [] : [`//${host}`])].join('');

/** The document names no server, or the one that it is on among others. */
export const swaggerServer: Expectation = ofDocument(
  'the host and the scheme in the document, where it names them, are those of the server',
  (document, view) => {
    const evidence = evidenceOf(document);
    if (document.from === 'given')
      return { outcome: 'inapplicable', because: 'the document was given with --openapi', evidence };
    const { servers = [] } = document;
    return servers.length === 0 || servers.some((server) => isAt(announcedBase(view), server))
      ? { outcome: 'pass', evidence }
      : { outcome: 'fail', seen: `only ${servers.map(written).join(', ')}`, evidence };
  },
);

/** An id, and a file, in place of the placeholders of a listed path. */
const examplePath = (path: string): string => path.replace(/\[[^\]/]*\]/g, '42');

/** Operations whose paths are judged elsewhere: in the metadata, and in the document. */
const NAMED = new Set(['export', 'jobs', 'metadata', 'data']);

/** Paths that the statement lists and the document does not describe. */
const undescribed = (statement: unknown, { operations }: ContractDocument, { profile, base }: View): string[] => {
  const prefix = new URL(base).pathname.replace(/\/+$/, '');
  const guided = guideOperations(profile).flatMap(({ path }) => [path, prefix + path]);
  const listed = operationsIn(statement).flatMap(({ name, reference }) =>
    NAMED.has(name) ? [] : (asWritten(reference)?.path ?? []),
  );
  return [...new Set(listed)].filter((path) => {
    const example = examplePath(path);
    const isGuided = guided.some((one) => templateFits(one, example));
    return !isGuided && documentedAs({ method: 'GET', example }, operations, base) === undefined;
  });
};

const isStatement = ({ label, reply }: Exchange): boolean => label === 'metadata' && reply?.status === 200;

/** What the metadata list, the document describes. */
export const swaggerDescribesListed: Expectation = ofDocument(
  'the document describes every operation that the CapabilityStatement lists',
  (document, view) => {
    const exchange = view.exchanges.find(isStatement);
    const statement = exchange && objectIn(exchange);
    if (exchange === undefined || statement === undefined)
      return {
        outcome: 'blocked',
        because: 'there is no CapabilityStatement to compare the document with',
        cause: 'earlier',
        evidence: evidenceOf(document),
      };
    const evidence = [...evidenceOf(document), exchange.id];
    const missing = undescribed(statement, document, view);
    return missing.length === 0
      ? { outcome: 'pass', evidence }
      : { outcome: 'fail', seen: `not described: ${missing.join(', ')}`, evidence };
  },
);
