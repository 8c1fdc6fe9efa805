/** Levels of percent-encoding that are decoded. */
const MOST_ESCAPES = 3;

/** A text after one, two … levels of percent-decoding, as long as decoding changes it. */
export const decodingsOf = (text: string): string[] => {
  const decodings: string[] = [];
  for (let decoded = unescaped(text), before = text; decoded !== before && decodings.length < MOST_ESCAPES;) {
    decodings.push(decoded);
    before = decoded;
    decoded = unescaped(decoded);
  }
  return decodings;
};

/** The text without its percent escapes (RFC 3986, 2.1), however many characters are escaped. */
const unescaped = (text: string): string =>
  text.includes('%')
    ? text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
    : text;

/** A shorter secret in other letters may be an ordinary word, such as the name of a town in capitals. */
const SHORTEST_IN_OTHER_CASE = 20;

/**
 * The forms of a secret: as is, in small or capital letters alone, in a JSON string, URL-encoded, hex, and base64 at each of
 * the three alignments.
 */
export const formsOf = (secret: string): Set<string> => {
  const bytes = Buffer.from(secret);
  // An unpaired surrogate has no UTF-8 bytes: it is sent as the replacement character.
  const sent = bytes.toString('utf8');
  const forms = new Set([secret, sent].flatMap((one) => [one, JSON.stringify(one).slice(1, -1)]));
  if (secret.length >= SHORTEST_IN_OTHER_CASE)
    for (const form of [sent.toLowerCase(), sent.toUpperCase()]) forms.add(form);
  const escaped = encodeURIComponent(sent);
  // With hex digits in either case, and with the slash unescaped as in a path.
  for (const form of [escaped, escaped.replaceAll('%2F', '/')]) {
    forms.add(form);
    forms.add(form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()));
  }
  forms.add(bytes.toString('hex'));
  forms.add(bytes.toString('hex').toUpperCase());
  for (const before of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    // Only the characters that depend on the secret alone: the first and the last may also encode adjacent bytes.
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    const inner = encoded.slice(first, last);
    forms.add(inner);
    forms.add(inner.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return forms;
};
