import type { ContractDocument, ContractServer, ContractFact, Step } from '../../model/index.js';
import { type Answered, compare } from '../../openapi/compare.js';
import { asRecorded, type Contract, readContract } from '../../openapi/contract.js';
import { lengthOf } from '../../record/sanitize.js';
import type { Conversation } from '../conversation.js';
import { type Fetched, fetchFrom, isThere, openly, statusIn, STEP } from './swagger-fetch.js';
import { documentPlaces, initializerOf } from './swagger-places.js';
import { answersOf } from './well-formed.js';

/**
 * Finds the server's Swagger page and its document, reads that document or the one given by the user, and compares it
 * with every recorded reply to a well-formed request. Adds one fact.
 * @param steps all steps of the run; they say what a request lacked
 */
export const takeContract = async (conversation: Conversation, steps: readonly Step[]): Promise<void> => {
  const { session } = conversation;
  const before = [...session.exchanges];
  const page = await findPage(conversation);
  const found = 'because' in page ? page : await findDocument(conversation, page);
  const given = await readGiven(conversation);
  const chosen = given ?? found;
  const document = 'because' in chosen ? undefined : chosen;
  const fact: ContractFact = {
    kind: 'contract',
    step: STEP,
    ...(!('because' in page) && { page: { exchange: page.answer.exchange.id, open: page.open } }),
    ...('because' in found ? { because: found.because } : { found: { exchange: found.exchange, open: found.open } }),
    ...(given !== undefined && 'because' in given && { unread: given.because }),
    ...(document !== undefined && {
      document: documentOf(conversation, document, answersOf(session, before, steps)),
    }),
  };
  session.facts.push(fact);
};

/** The page at the guide's path, with or without a slash at the end. */
const findPage = async (conversation: Conversation): Promise<Fetched | { because: string }> => {
  const { options, profile } = conversation;
  if (profile.paths.swagger === undefined)
    return { because: 'the documentation of this profile names no Swagger page' };
  const url = options.base + profile.paths.swagger;
  const seen: string[] = [];
  let last: Fetched | undefined;
  for (const place of [url, `${url}/`]) {
    if (last?.url === place) break;
    last = await openly(conversation, place, 'page');
    if (last === undefined) continue;
    if (isThere(last)) return last;
    seen.push(statusIn(last));
  }
  return { because: `there is no Swagger page: ${[...new Set(seen)].join(', ')}` };
};

/** A document given by the user has no exchange if it was a file. */
type Given = Omit<Found, 'exchange'> & { readonly exchange?: number };

/** A document that can be read, with the exchange that returned it. */
interface Found {
  readonly contract: Contract;
  readonly from: ContractDocument['from'];
  readonly exchange: number;
  readonly open: boolean;
}

/** The document that a page leads to, or that it is. */
const findDocument = async (conversation: Conversation, page: Fetched): Promise<Found | { because: string }> => {
  const own = await readAs('page', conversation, page);
  if (!('because' in own)) return own;
  const text = page.answer.content.text;
  const script = initializerOf(text, page.url);
  const further = script === undefined ? undefined : await openly(conversation, script, 'document');
  const places = documentPlaces(
    text + (further !== undefined && isThere(further) ? further.answer.content.text : ''),
    page.url,
    conversation.session.limits['document-places'],
  );
  let because = 'the page does not name a document';
  for (const [index, place] of places.entries()) {
    const fetched = await openly(conversation, place, 'document');
    if (fetched === undefined) continue;
    if (!isThere(fetched)) {
      if (index === 0 || fetched.answer.head === undefined)
        because = `the document was not found: ${statusIn(fetched)}`;
      continue;
    }
    const document = await readAs('document', conversation, fetched);
    if (!('because' in document)) return document;
    // There is content where the document should be; the places after it cannot be the document.
    return { because: `the document cannot be read: ${document.because}` };
  }
  return { because };
};

const readAs = async (
  from: ContractDocument['from'],
  { session }: Conversation,
  { answer, url, open }: Fetched,
): Promise<Found | { because: string }> => {
  // Secrets are removed before anything is read, so that no part of the document can contain one.
  const contract = await readContract(session.redactor.redact(answer.content.text), url);
  return 'because' in contract ? contract : { contract, from, exchange: answer.exchange.id, open };
};

/** The document given by the user, or why it cannot be used; undefined: none was given. */
const readGiven = async (conversation: Conversation): Promise<Given | { because: string } | undefined> => {
  const { openapi } = conversation.options;
  if (openapi === undefined) return undefined;
  if ('text' in openapi) {
    const contract = await readContract(conversation.session.redactor.redact(openapi.text));
    return 'because' in contract ? contract : { contract, from: 'given', open: true };
  }
  const fetched = await fetchFrom(conversation, openapi.url, 'document', true);
  if (fetched === undefined) return { because: 'no response' };
  return isThere(fetched) ? readAs('given', conversation, fetched) : { because: statusIn(fetched) };
};

/** A server that a document names, as it is kept: the host of another server is a free text. */
const keptFor =
  (base: string) =>
  ({ scheme, host }: ContractServer): ContractServer => {
    const own = new URL(base);
    const isOwn = URL.canParse(`${own.protocol}//${host}`) && new URL(`${own.protocol}//${host}`).host === own.host;
    return {
      ...(scheme !== undefined && {
        scheme: /^(?:http|ws)s?$/i.test(scheme) ? scheme.toLowerCase() : lengthOf(scheme),
      }),
      ...(host !== undefined && { host: isOwn ? own.host : lengthOf(host) }),
    };
  };

const documentOf = (
  { options }: Conversation,
  { contract, from, exchange }: Given,
  answers: readonly Answered[],
): ContractDocument => {
  const { compared, departures, more } = compare(contract, answers, options.base);
  const { dialect, format, bytes, sha256, problems } = contract;
  return {
    from,
    ...(exchange !== undefined && { exchange }),
    ...{ dialect, format, bytes, sha256, problems },
    more: contract.more || more,
    servers: contract.servers.map(keptFor(options.publicUrl ?? options.base)),
    operations: contract.operations.map(asRecorded),
    compared,
    departures,
  };
};
