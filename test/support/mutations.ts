import { randomFor, type Random } from '../../fixtures/random.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
interface Spot {
  readonly holder: Json[] | Record<string, Json>;
  readonly key: string;
}

const TOKENS = [
  ...'{}[],:"\\ 0123456789-+.eETZx/#_'.split(''),
  ...[
    'null',
    'true',
    'false',
    '""',
    '{}',
    '[]',
    '[null]',
    '\\u0067',
    '\\ud83d',
    '\\u00e9',
    '\\/',
    '\t',
    '\r',
    '\u00e9',
  ],
  ...['01', '1e5', '1.', '.5', '-0', '2147483648', '999999999', '12345678901', '0.0', '-1'],
  ...['"2019-02-29"', '"2020-02-29"', '"1900-02-29"', '"2019-13-01"', '"2019-00"', '"2019"', '"24:00:00"', '"0000"'],
  ...['"2019-01-01T00:00:00Z"', '"2019-01-01T00:00:00+14:01"', '"2019-01-01T00:00:00.-05:00"', '"2019-04-31"'],
  ...['"#"', '"#1"', '"#2"', '"Patient/1"', '"Pacient/1"', '"http://x/Patient/1"', '"urn:uuid:1"', '"Coverage/a b"'],
  ...[
    '"a b"',
    '"a  b"',
    '" a"',
    '"a "',
    '"A"',
    '"male"',
    '"Male"',
    '"id"',
    '"_id"',
    '"extension"',
    '"_value"',
    '"text"',
  ],
  ...['"contained"', '"resourceType"', '"ReferralRequest"', '"Patient"', '"meta"', '"valueString"', '"valueCode"'],
  ...['"_valueString"', '"_birthDate"', '"_status"', '{"id":"x"}', '{"extension":[{"url":"urn:u","valueCode":"c"}]}'],
];

/** Changes of records, on their text and on their structure, always the same for a seed. */
export class Mutations {
  readonly #random: Random;
  readonly #values: Json[] = [];
  readonly #keys: string[] = [];
  readonly #records: readonly string[];

  constructor(seed: number, records: readonly string[]) {
    this.#records = records;
    this.#random = randomFor(seed, 0, 99);
    const keys = new Set<string>();
    for (const record of records)
      for (const { holder, key } of spots(JSON.parse(record) as Json)) {
        this.#values.push(at({ holder, key }));
        if (!Array.isArray(holder)) keys.add(key);
      }
    for (const key of keys) this.#keys.push(key, `_${key}`);
  }

  next(): Buffer {
    let text = this.#of(this.#records);
    const structural = this.#random.int(3);
    for (let times = 0; times < structural; times += 1) text = this.#structure(text);
    const textual = structural === 0 ? 1 + this.#random.int(3) : this.#random.int(2);
    let bytes: Buffer = Buffer.from(text);
    for (let times = 0; times < textual; times += 1) bytes = this.#text(bytes);
    return bytes;
  }

  #of<T>(list: readonly T[]): T {
    return list[this.#random.int(list.length)]!;
  }

  #structure(text: string): string {
    let root: Json;
    try {
      root = JSON.parse(text) as Json;
    } catch (error) {
      if (error instanceof SyntaxError) return text;
      throw error;
    }
    const all = [...spots(root)];
    if (all.length === 0) return text;
    this.#change(this.#of(all), this.#of(all));
    return JSON.stringify(root);
  }

  #change(spot: Spot, other: Spot): void {
    const { holder, key } = spot;
    const value = at(spot);
    const put = (one: Json): void => void ((holder as Record<string, Json>)[key] = one);
    switch (this.#random.int(12)) {
      case 0:
        return remove(spot);
      case 1:
        return put(structuredClone(this.#of(this.#values)));
      case 2:
        return put(structuredClone(at(other)));
      case 3:
        if (Array.isArray(value)) return void value.push(structuredClone(value[0] ?? null));
        return put([value]);
      case 4:
        return put(Array.isArray(value) ? (value[0] ?? null) : value);
      case 5:
      case 6: {
        // Another name for the same value.
        if (Array.isArray(holder)) return;
        remove(spot);
        const name = this.#random.once(3) ? `_${key}` : this.#of(this.#keys);
        holder[name] = value;
        return;
      }
      case 7:
        if (typeof value === 'object' && value !== null && !Array.isArray(value))
          value[this.#of(this.#keys)] = structuredClone(this.#of(this.#values));
        return;
      case 8:
        if (typeof value === 'string') return put(this.#edited(value));
        if (typeof value === 'number') return put(-value);
        return;
      case 9:
        if (!Array.isArray(holder)) holder[`_${key}`] = this.#shadow(value);
        return;
      case 10:
        if (typeof value === 'object' && value !== null && !Array.isArray(value))
          for (const name of Object.keys(value)) if (this.#random.once(2)) remove({ holder: value, key: name });
        return;
      default:
        return put(this.#of<Json>([null, {}, [], '', 0, true, '2019-05', 'male', { reference: '#1' }]));
    }
  }

  #shadow(value: Json): Json {
    const one = (): Json =>
      this.#of<Json>([null, { id: 'x' }, {}, { extension: [{ url: 'urn:u', valueString: 's' }] }, { other: 1 }]);
    return Array.isArray(value) ? value.map(one) : one();
  }

  #edited(value: string): string {
    const where = this.#random.int(value.length + 1);
    const put = this.#of(['', ' ', 'x', '0', '9', '-', '/', '#', '\n', 'é', '😀', 'Z', '.', '"', '\u2028']);
    return value.slice(0, where) + put + value.slice(where + this.#random.int(3));
  }

  #text(bytes: Buffer): Buffer {
    const size = bytes.length;
    const where = this.#random.int(size + 1);
    const length = this.#random.int(this.#random.once(3) ? 60 : 4);
    const [before, after] = [bytes.subarray(0, where), bytes.subarray(where)];
    switch (this.#random.int(9)) {
      case 0: {
        const flipped = Buffer.from(bytes);
        if (where < size) flipped[where] = flipped[where]! ^ (1 << this.#random.int(8));
        return flipped;
      }
      case 1:
        return Buffer.concat([before, after.subarray(length)]);
      case 2:
        return Buffer.concat([before, after.subarray(0, length), after]);
      case 3:
        return Buffer.concat([before, Buffer.from(this.#of(TOKENS)), after]);
      case 4:
        return Buffer.concat([before, Buffer.from(this.#of(TOKENS)), after.subarray(length)]);
      case 5:
      case 6:
        return this.#tokens(bytes);
      case 7: {
        // A member once more, or one of another place.
        const members = [...bytes.toString('latin1').matchAll(/"[A-Za-z_]+":(?:"[^"]*"|[0-9.]+)(?=[,}])/g)];
        if (members.length === 0) return bytes;
        const [one, other] = [this.#of(members), this.#of(members)];
        const text = bytes.toString('latin1');
        const sign = this.#random.once(2) ? ',' : '';
        const end = sign === '' ? one.index + one[0].length : one.index;
        return Buffer.from(`${text.slice(0, one.index)}${other[0]}${sign}${text.slice(end)}`, 'latin1');
      }
      default: {
        const code = this.#random.int(256);
        return Buffer.concat([before, Uint8Array.of(code), after.subarray(1)]);
      }
    }
  }

  /** One token in the place of another. */
  #tokens(bytes: Buffer): Buffer {
    const text = bytes.toString('latin1');
    const found = [...text.matchAll(/"(?:[^"\\]|\\.)*"|-?[0-9][0-9.]*|true|false|null/g)];
    if (found.length === 0) return bytes;
    const one = this.#of(found);
    const other = this.#random.once(3) ? this.#of(TOKENS) : this.#of(found)[0];
    return Buffer.from(text.slice(0, one.index) + other + text.slice(one.index + one[0].length), 'latin1');
  }
}

function* spots(value: Json): Generator<Spot> {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    const spot = { holder: value, key };
    yield spot;
    yield* spots(at(spot));
  }
}

const at = ({ holder, key }: Spot): Json => (holder as Record<string, Json>)[key] ?? null;

const remove = ({ holder, key }: Spot): void => {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
};
