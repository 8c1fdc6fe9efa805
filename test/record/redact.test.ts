import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../src/record/redact.js';

/** A secret with characters that every encoding treats in its own way. */
const SECRET = 'p"a\\s/s+w=ö rd?&%…12';
const MARK = '«client secret»';
const bytes = Buffer.from(SECRET);

const redactorOf = (secret = SECRET, mark = MARK) => {
  const redactor = createRedactor();
  redactor.add(secret, mark);
  return redactor;
};

const base64At = (before: string, after: string): string =>
  Buffer.from(`${before}${SECRET}${after}`).toString('base64');
const FORMS: readonly (readonly [string, string])[] = [
  ['as it is', SECRET],
  ['in capitals', SECRET.toUpperCase()],
  ['in a JSON string', JSON.stringify({ echo: SECRET })],
  ['URL-encoded', encodeURIComponent(SECRET)],
  ['hex', bytes.toString('hex')],
  ['hex in capitals', bytes.toString('hex').toUpperCase()],
  ...['', 'a', 'ab', 'abc', '09869a7f-46ce-4908-a914-6129d080a2ae:'].flatMap((before) =>
    ['', 'x', 'xy', 'xyz'].flatMap((after): (readonly [string, string])[] => {
      const encoded = base64At(before, after);
      return [
        [`base64 after "${before}" and before "${after}"`, encoded],
        [`base64url after "${before}" and before "${after}"`, Buffer.from(encoded, 'base64').toString('base64url')],
      ];
    }),
  ),
];

describe('what stands beside a secret', () => {
  const escaped = bytes.toString('hex').replace(/../g, '%$&');

  test('does not hide that it is escaped sign by sign', () => {
    const clean = redactorOf().redact(`${SECRET} ${escaped} ${escaped.replaceAll('%', '%25')}`);
    expect(clean).toBe(`${MARK} ${MARK} ${MARK}`);
  });

  test('does not look like a mark of ours', () => {
    expect(redactorOf().redact(`«Jane Doe» ${SECRET} «token 7» « ${MARK}`)).toBe(
      `‹Jane Doe› ${MARK} ‹token 7› ‹ ${MARK}`,
    );
  });
});

test.each([
  '«12 characters»',
  '«200 characters, repeats «token 1», repeats «jwt»»',
  '«string, 3 characters»',
  'Bearer «other token»',
])('what stands for what is not kept stays: %s', (text) => expect(redactorOf().redact(text)).toBe(text));

test('a secret that holds half a character is one like any other', () => {
  const half = 'secret-\u{d800}-half';
  const redactor = redactorOf(half);
  for (const text of [half, JSON.stringify(half), Buffer.from(half).toString(), 'secret-%EF%BF%BD-half'])
    expect(redactor.redact(text).replaceAll('"', '')).toBe(MARK);
});

describe('every encoding of a secret', () => {
  test.each(FORMS)('%s', (_, form) => {
    const redactor = redactorOf();
    const text = `before ${form} after`;
    const clean = redactor.redact(text);
    expect(clean).toContain(MARK);
    expect(clean).toMatch(/^before .* after$/);
    expect(redactor.marksIn(text)).toEqual([MARK]);
    expect(redactor.leaks(text)).toBe(true);
    expect(redactor.leaks(clean)).toBe(false);
    expect(redactor.marksIn(clean)).toEqual([]);
  });

  test('of secrets of many lengths, at each alignment of base64', () => {
    for (let length = 8; length < 60; length += 1) {
      const secret = Array.from({ length }, (_, index) => String.fromCharCode(33 + ((index * 37 + length) % 90))).join(
        '',
      );
      const redactor = redactorOf(secret);
      for (const before of ['', 'a', 'ab', 'abc']) {
        const text = Buffer.from(`${before}${secret}tail`).toString('base64');
        expect({ secret, leaks: redactor.leaks(text) }).toEqual({ secret, leaks: true });
        expect(redactor.leaks(redactor.redact(text))).toBe(false);
      }
    }
  });

  test('escaped sign by sign beside another form of it, and escaped over again', () => {
    const escape = (text: string): string =>
      Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    for (const text of [
      `${SECRET} ${escape(SECRET)}`,
      `${encodeURIComponent(SECRET)}${escape(SECRET)}`,
      escape(escape(SECRET)),
      `a%20b ${escape(escape(SECRET))}`,
    ]) {
      const redactor = redactorOf();
      expect(redactor.leaks(text)).toBe(true);
      expect(redactor.redact(text)).toContain(MARK);
      expect(redactor.leaks(redactor.redact(text))).toBe(false);
    }
  });

  test('every occurrence is replaced', () => {
    expect(redactorOf().redact(`${SECRET}${SECRET} ${bytes.toString('hex')}`)).toBe(`${MARK}${MARK} ${MARK}`);
  });
});

describe('what is no secret stays', () => {
  const redactor = redactorOf('abcdefgh12345678');
  test.each(['', 'nothing', 'abcdefgh1234567', 'ABCDEFGH12345678', 'abcdefgh 12345678'])('"%s"', (text) => {
    expect(redactor.redact(text)).toBe(text);
    expect(redactor.marksIn(text)).toEqual([]);
    expect(redactor.leaks(text)).toBe(false);
  });

  test.each(['', 'a', '1234567'])('a secret as short as "%s" is not searched for', (secret) => {
    const short = createRedactor();
    expect(short.add(secret, MARK)).toBe(MARK);
    expect(short.redact(`x ${secret} y`)).toBe(`x ${secret} y`);
    expect(short.marksIn(`x ${secret} y`)).toEqual([]);
    expect(short.leaks(`x ${secret} y`)).toBe(false);
  });

  test('without secrets nothing but a JWT is replaced', () => {
    const none = createRedactor();
    expect(none.redact('eyJ is no token, x.y.z is none')).toBe('eyJ is no token, x.y.z is none');
    expect(none.redact('a eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln b')).toBe('a «jwt» b');
    expect(none.redact('unsigned eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.')).toBe('unsigned «jwt»');
  });
});

describe('several secrets', () => {
  test('equal ones share the first mark', () => {
    const redactor = createRedactor();
    expect(redactor.add('token-value-1', '«token 1»')).toBe('«token 1»');
    expect(redactor.add('token-value-1', '«token 2»')).toBe('«token 1»');
    expect(redactor.redact('token-value-1')).toBe('«token 1»');
  });

  test('one that contains another is replaced as a whole, in either order', () => {
    for (const order of [
      ['12345678', '1234567890'],
      ['1234567890', '12345678'],
    ]) {
      const redactor = createRedactor();
      for (const secret of order) redactor.add(secret, `«${secret.length}»`);
      expect(redactor.redact('a 1234567890 b 12345678')).toBe('a «10» b «8»');
    }
  });

  test('each that stands in a text is told once', () => {
    const redactor = createRedactor();
    redactor.add('secret-one', '«1»');
    redactor.add('secret-two', '«2»');
    redactor.add('secret-three', '«3»');
    expect(redactor.marksIn('secret-two secret-one secret-two').toSorted()).toEqual(['«1»', '«2»']);
  });

  test('a known JWT has its own mark, an unknown one is called so', () => {
    const redactor = redactorOf('eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln', '«token 1»');
    expect(redactor.redact('eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln eyJhbGciOiJub25lIn0.eyJzdWIiOiIyIn0.c2ln')).toBe(
      '«token 1» «jwt»',
    );
  });
});

describe('a secret that is a word of our own', () => {
  test('cannot be looked for', () => {
    const redactor = redactorOf('ExplanationOfBenefit');
    expect(redactor.leaks('an ExplanationOfBenefit')).toBe(true);
    expect(redactor.leaks('an ExplanationOfBenefit', 'ExplanationOfBenefit, Patient')).toBe(false);
  });
  test('does not hide others', () => {
    const redactor = redactorOf('ExplanationOfBenefit');
    redactor.add('token-value-1', '«token 1»');
    expect(redactor.leaks('token-value-1 ExplanationOfBenefit', 'ExplanationOfBenefit')).toBe(true);
  });
});

describe('a stream', () => {
  const marksOf = (redactor: ReturnType<typeof createRedactor>, chunks: readonly Uint8Array[]): string[] => {
    const stream = redactor.stream();
    for (const chunk of chunks) stream.write(chunk);
    return stream.marks();
  };
  const file = Buffer.concat([Buffer.from('{"a":"'), bytes, Buffer.from('"}\n')]);

  test('shows a secret across a border at every place', () => {
    for (let at = 0; at <= file.length; at += 1)
      expect(marksOf(redactorOf(), [file.subarray(0, at), file.subarray(at)])).toEqual([MARK]);
  });
  test('shows a secret in two cuts at every pair of places', () => {
    for (let first = 0; first <= file.length; first += 1)
      for (let second = first; second <= file.length; second += 3)
        expect(
          marksOf(redactorOf(), [file.subarray(0, first), file.subarray(first, second), file.subarray(second)]),
        ).toEqual([MARK]);
  });
  test('shows a secret that comes byte by byte', () => {
    expect(
      marksOf(
        redactorOf(),
        [...file].map((byte) => Uint8Array.of(byte)),
      ),
    ).toEqual([MARK]);
  });
  test('shows each once, short beside long', () => {
    const redactor = redactorOf();
    redactor.add('12345678', '«short»');
    const chunks = [Buffer.from('1234'), Buffer.from('5678'), file, file];
    expect(marksOf(redactor, chunks).toSorted()).toEqual([MARK, '«short»']);
  });
  test.each<[string, readonly string[]]>([
    ['nothing', []],
    ['empty chunks', ['', '']],
    ['half a secret twice', [SECRET.slice(0, 9), 'x', SECRET.slice(9)]],
    ['halves in the wrong order', [SECRET.slice(9), SECRET.slice(0, 9)]],
  ])('%s shows none', (_, chunks) => {
    expect(
      marksOf(
        redactorOf(),
        chunks.map((chunk) => Buffer.from(chunk)),
      ),
    ).toEqual([]);
  });
  test('without secrets shows none', () => expect(marksOf(createRedactor(), [file])).toEqual([]));
  test('a chunk may be used again by whoever wrote it', () => {
    const stream = redactorOf().stream();
    const buffer = Buffer.from(bytes.subarray(0, 12));
    stream.write(buffer);
    buffer.fill(0);
    stream.write(bytes.subarray(12));
    expect(stream.marks()).toEqual([MARK]);
  });
});

describe('a secret that is an ordinary word', () => {
  const own = 'the metadata: no file of this type was downloaded; http://127.0.0.1:1234';

  test.each(['application', 'metadata', 'Authorization', '127.0.0.1', 'downloaded', 'Downloaded'])(
    'stays in what is recorded, and is reported as not hidden: %s',
    (word) => {
      const redactor = createRedactor(() => own);
      redactor.add(word, MARK);
      expect(redactor.unhidden()).toEqual([MARK]);
      expect(redactor.redact(`before ${word} after`)).toBe(`before ${word} after`);
      expect([redactor.marksIn(word), redactor.leaks(word)]).toEqual([[], false]);
    },
  );

  test('is still found in Basic credentials', () => {
    const redactor = createRedactor(() => own);
    redactor.add('application', MARK);
    expect(redactor.marksIn(Buffer.from('client:application').toString('base64'))).toEqual([MARK]);
  });

  test.each([SECRET, 'metadata-7f3a', 'qwhzkeialsdf'])('a word of nobody is hidden: %s', (secret) => {
    const redactor = createRedactor(() => own);
    redactor.add(secret, MARK);
    expect(redactor.unhidden()).toEqual([]);
    expect(redactor.redact(`before ${secret} after`)).toBe(`before ${MARK} after`);
  });

  test('one that is too short is reported as not hidden', () => {
    const redactor = createRedactor();
    redactor.add('k7#', MARK);
    expect(redactor.unhidden()).toEqual([MARK]);
  });
});
