import { fromBase64Url, randomBytes, toBase64Url, utf8 } from '../../bytes.ts';
import { type KeyRing, keyOf } from '../../env-settings.ts';

const NONCE_BYTES = 12;

/** Encrypts and decrypts one account's personal fields under its subject key. Sealed texts are base64url. */
export interface PersonalFields {
  readonly seal: (field: string, text: string) => Promise<string>;
  /** @throws Error when the text was not sealed for this account and field under this key. */
  readonly open: (field: string, sealed: string) => Promise<string>;
}

/** Opens a text that is kept for a time only: an empty one stands for what was forgotten. @throws Error as `open` does */
export async function openKept(personal: PersonalFields, field: string, sealed: string): Promise<string> {
  return sealed === '' ? '' : personal.open(field, sealed);
}

/** AES-256-GCM; account and field are bound in, so a sealed text fits nowhere else. */
export async function createPersonalFields(key: Uint8Array<ArrayBuffer>, accountId: string): Promise<PersonalFields> {
  const imported = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
  const boundTo = (field: string) => utf8(`${accountId}|${field}`);
  return {
    async seal(field, text) {
      return toBase64Url(await sealBytes(imported, utf8(text), boundTo(field)));
    },
    async open(field, sealed) {
      const bytes = fromBase64Url(sealed);
      if (bytes === undefined) throw new Error(`sealed field ${field} is not base64url`);
      return new TextDecoder().decode(await openBytes(imported, bytes, boundTo(field)));
    },
  };
}

/** The AES-256 key of a version that wraps other keys. @throws Error when the ring, called by its setting's name, lacks it */
export function wrappingKey(ring: KeyRing, version: number, name: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', keyOf(ring, version, name), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** A random nonce, then ciphertext and tag. */
export async function sealBytes(
  key: CryptoKey,
  plain: Uint8Array<ArrayBuffer>,
  additionalData: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = randomBytes(NONCE_BYTES);
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, plain));
  const out = new Uint8Array(NONCE_BYTES + sealed.byteLength);
  out.set(iv);
  out.set(sealed, NONCE_BYTES);
  return out;
}

/** The inverse of {@link sealBytes}. @throws OperationError when tag or additional data do not fit. */
export async function openBytes(
  key: CryptoKey,
  sealed: Uint8Array<ArrayBuffer>,
  additionalData: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = sealed.slice(0, NONCE_BYTES);
  const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, sealed.slice(NONCE_BYTES));
  return new Uint8Array(plain);
}
