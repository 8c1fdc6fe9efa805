import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { CannotJudge } from '../model/index.js';

/** The file that holds the signature of another one. */
export const signatureFile = (name: string): string => `${name}.sig`;

const ed25519 = (read: () => KeyObject, file: string, kind: string): KeyObject => {
  let key: KeyObject;
  try {
    key = read();
  } catch {
    // Not as the cause: nothing of a file that may hold a key is kept.
    throw new CannotJudge(`${file} is not ${kind} key in PEM form, or it needs a passphrase.`);
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new CannotJudge(`${file} is not an Ed25519 key: make one with \`openssl genpkey -algorithm ed25519\`.`);
};

/** The private key in a PEM file; throws CannotJudge if it is not one of Ed25519. */
export const privateKey = (pem: string, file: string): KeyObject =>
  ed25519(() => createPrivateKey(pem), file, 'a private');

/** The public key in a PEM file; throws CannotJudge if it is not one of Ed25519, or is a private key. */
export const publicKey = (pem: string, file: string): KeyObject => {
  if (pem.includes('PRIVATE KEY')) throw new CannotJudge(`${file} is a private key: give the public key.`);
  return ed25519(() => createPublicKey(pem), file, 'a public');
};

/** The signature of a text, in base64, as the text of a file. */
export const signatureOf = (text: string, key: KeyObject): string =>
  `${sign(null, Buffer.from(text), key).toString('base64')}\n`;

/** Whether a signature is that of the text by the holder of the key. */
export const isSignedBy = (text: string, signature: string, key: KeyObject): boolean =>
  verify(null, Buffer.from(text), key, Buffer.from(signature.trim(), 'base64'));
