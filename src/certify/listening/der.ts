/** A value in DER (X.690): what a certificate is made of. */
export type Der = Uint8Array;

const tagged = (tag: number, ...parts: readonly Uint8Array[]): Der => {
  const content = Buffer.concat(parts);
  const bytes: number[] = [];
  for (let left = content.length; left > 0; left >>>= 8) bytes.unshift(left & 0xff);
  const length = content.length < 0x80 ? [content.length] : [0x80 | bytes.length, ...bytes];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};

export const sequence = (...items: readonly Der[]): Der => tagged(0x30, ...items);
export const setOf = (...items: readonly Der[]): Der => tagged(0x31, ...items);
export const octets = (bytes: Uint8Array): Der => tagged(0x04, bytes);
/** Bits, of which `unused` at the end do not count. */
export const bits = (bytes: Uint8Array, unused = 0): Der => tagged(0x03, Buffer.from([unused]), bytes);
export const utf8 = (text: string): Der => tagged(0x0c, Buffer.from(text));
export const TRUE: Der = tagged(0x01, Buffer.from([0xff]));
/** An integer from its magnitude, which is not negative. */
export const integer = (bytes: Uint8Array): Der => tagged(0x02, Buffer.from((bytes[0] ?? 0) >= 0x80 ? [0] : []), bytes);
/** A member with a number of its own: explicit around a value, implicit around bytes. */
export const explicit = (number: number, value: Der): Der => tagged(0xa0 | number, value);
export const implicit = (number: number, bytes: Uint8Array): Der => tagged(0x80 | number, bytes);

/** A time, in the form that a certificate needs: with two digits of the year before 2050, with four from then on. */
export const time = (date: Date): Der => {
  const text = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return date.getUTCFullYear() < 2050 ? tagged(0x17, Buffer.from(text.slice(2))) : tagged(0x18, Buffer.from(text));
};

/** An object identifier from its numbers with dots. */
export const identifier = (dotted: string): Der => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([40 * first + second, ...rest.flatMap(inSevens)]));
};

const inSevens = (value: number): number[] => {
  const groups = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) groups.unshift(0x80 | (left & 0x7f));
  return groups;
};
