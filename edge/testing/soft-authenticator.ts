import type { PasskeyCreationOptions, PasskeyRequestOptions } from '@halobuzz/core/api/auth-passkeys';
import type { PasskeyAssertion, PasskeyRegistration } from '@halobuzz/core/api/passkey-credentials';
import { fromBase64Url, randomBytes, toBase64Url, utf8 } from '../src/bytes.ts';

/** How an authenticator is built. */
export interface SoftAuthenticatorModel {
  readonly algorithm?: 'ES256' | 'EdDSA';
  /** It has a PIN or a finger on it. */
  readonly verifiesUser?: boolean;
  /** Copied between devices by its provider; such passkeys do not count their uses. */
  readonly synced?: boolean;
}

/** What a test makes the browser or the authenticator say in place of the truth. */
export interface CeremonyLies {
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  readonly challenge?: string;
  readonly crossOrigin?: boolean;
  readonly userPresent?: boolean;
  readonly userVerified?: boolean;
  readonly counter?: number;
  readonly userHandle?: string | null;
}

interface SoftCredential {
  readonly id: Uint8Array<ArrayBuffer>;
  readonly rpId: string;
  readonly userHandle: string;
  readonly keys: CryptoKeyPair;
  counter: number;
}

/** Flags of authenticator data (WebAuthn Level 3 §6.1). */
const flagBits = { present: 0x01, verified: 0x04, backupEligible: 0x08, backedUp: 0x10, attested: 0x40 } as const;
/** COSE (RFC 9053): key types, curves and algorithms. */
const cose = { OKP: 1, EC2: 2, Ed25519: 6, P256: 1, EdDSA: -8, ES256: -7 } as const;
const aaguidBytes = new Uint8Array(16).fill(7);

/**
 * An authenticator and the browser around it, by the letter of WebAuthn Level 3 (§5.8.1, §6.1, §6.3, §8.7): discoverable
 * credentials, attestation `none`, answers as `toJSON()` gives them. Its keys are real; only the person is missing.
 */
export class SoftAuthenticator {
  readonly #model: Required<SoftAuthenticatorModel>;
  readonly #origin: string;
  readonly #credentials: SoftCredential[] = [];

  constructor(model: SoftAuthenticatorModel = {}, origin = 'https://edge.test') {
    this.#model = { algorithm: 'ES256', verifiesUser: true, synced: false, ...model };
    this.#origin = origin;
  }

  /** `navigator.credentials.create`. */
  async create(options: PasskeyCreationOptions, lies: CeremonyLies = {}): Promise<PasskeyRegistration> {
    const keys = await this.#newKeys();
    const { rp, user, challenge } = options;
    const credential = { id: randomBytes(32), rpId: rp.id, userHandle: user.id, keys, counter: 0 };
    this.#credentials.push(credential);
    const head = await this.#authenticatorData(credential, flagBits.attested, lies);
    const idLength = new Uint8Array([credential.id.byteLength >> 8, credential.id.byteLength & 0xff]);
    const publicKey = await this.#coseKey(keys.publicKey);
    const authData = joined(head, aaguidBytes, idLength, credential.id, publicKey);
    const attestation = cborMap([
      [cborText('fmt'), cborText('none')],
      [cborText('attStmt'), cborMap([])],
      [cborText('authData'), cborBytes(authData)],
    ]);
    const id = toBase64Url(credential.id);
    return {
      id,
      rawId: id,
      type: 'public-key',
      response: {
        clientDataJSON: this.#clientData('webauthn.create', challenge, lies),
        attestationObject: toBase64Url(attestation),
        transports: ['internal', 'hybrid'],
      },
    };
  }

  /** `navigator.credentials.get`: by one of the credentials that are allowed, or by the newest for the site. */
  async get(options: PasskeyRequestOptions, lies: CeremonyLies = {}): Promise<PasskeyAssertion> {
    const allowed = options.allowCredentials.map(({ id }) => id);
    const credential = this.#credentials.findLast(({ id, rpId }) =>
      allowed.length === 0 ? rpId === options.rpId : allowed.includes(toBase64Url(id)),
    );
    if (credential === undefined) throw new Error('NotAllowedError: no credential of this authenticator fits');
    if (!this.#model.synced) credential.counter += 1;
    const authenticatorData = await this.#authenticatorData(credential, 0, lies);
    const clientDataJSON = this.#clientData('webauthn.get', options.challenge, lies);
    const clientDataHash = await sha256(fromBase64Url(clientDataJSON) ?? utf8(''));
    const id = toBase64Url(credential.id);
    return {
      id,
      rawId: id,
      type: 'public-key',
      response: {
        clientDataJSON,
        authenticatorData: toBase64Url(authenticatorData),
        signature: toBase64Url(await this.#sign(credential.keys.privateKey, joined(authenticatorData, clientDataHash))),
        userHandle: lies.userHandle === undefined ? credential.userHandle : lies.userHandle,
      },
    };
  }

  /** Tells a second site of a credential that it has: no honest authenticator does, but attestation `none` proves nothing. */
  async forge(options: PasskeyCreationOptions, credentialId: string): Promise<PasskeyRegistration> {
    const made = await this.create(options);
    const own = this.#credentials.pop();
    const id = fromBase64Url(credentialId);
    if (own === undefined || id === undefined) throw new Error('not a credential id');
    const bytes = fromBase64Url(made.response.attestationObject) ?? utf8('');
    const at = indexOfBytes(bytes, own.id);
    bytes.set(id, at);
    const response = { ...made.response, attestationObject: toBase64Url(bytes) };
    return { ...made, id: credentialId, rawId: credentialId, response };
  }

  async #newKeys(): Promise<CryptoKeyPair> {
    const made =
      this.#model.algorithm === 'EdDSA'
        ? await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
        : await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    if (!('privateKey' in made)) throw new Error('not a pair of keys');
    return made;
  }

  async #coseKey(publicKey: CryptoKey): Promise<Uint8Array<ArrayBuffer>> {
    const raw = await crypto.subtle.exportKey('raw', publicKey);
    if (!(raw instanceof ArrayBuffer)) throw new Error('not a raw key');
    const bytes = new Uint8Array(raw);
    if (this.#model.algorithm === 'EdDSA') {
      return cborMap([
        [cborInt(1), cborInt(cose.OKP)],
        [cborInt(3), cborInt(cose.EdDSA)],
        [cborInt(-1), cborInt(cose.Ed25519)],
        [cborInt(-2), cborBytes(bytes)],
      ]);
    }
    return cborMap([
      [cborInt(1), cborInt(cose.EC2)],
      [cborInt(3), cborInt(cose.ES256)],
      [cborInt(-1), cborInt(cose.P256)],
      [cborInt(-2), cborBytes(bytes.slice(1, 33))],
      [cborInt(-3), cborBytes(bytes.slice(33, 65))],
    ]);
  }

  async #sign(privateKey: CryptoKey, data: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#model.algorithm === 'EdDSA') return new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, data));
    const raw = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, data);
    return derSignature(new Uint8Array(raw));
  }

  async #authenticatorData(
    { rpId, counter }: SoftCredential,
    flags: number,
    lies: CeremonyLies,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { verifiesUser, synced } = this.#model;
    const all =
      flags |
      ((lies.userPresent ?? true) ? flagBits.present : 0) |
      ((lies.userVerified ?? verifiesUser) ? flagBits.verified : 0) |
      (synced ? flagBits.backupEligible | flagBits.backedUp : 0);
    const tail = new DataView(new ArrayBuffer(5));
    tail.setUint8(0, all);
    tail.setUint32(1, lies.counter ?? counter);
    return joined(await sha256(utf8(lies.rpId ?? rpId)), new Uint8Array(tail.buffer));
  }

  #clientData(type: string, challenge: string, lies: CeremonyLies): string {
    const clientData = {
      type: lies.type ?? type,
      challenge: lies.challenge ?? challenge,
      origin: lies.origin ?? this.#origin,
      crossOrigin: lies.crossOrigin ?? false,
    };
    return toBase64Url(utf8(JSON.stringify(clientData)));
  }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function indexOfBytes(haystack: Uint8Array, needle: Uint8Array): number {
  return haystack.findIndex((_byte, at) => needle.every((byte, offset) => haystack[at + offset] === byte));
}

/** ECDSA's r and s as ASN.1 (WebAuthn Level 3 §6.5.5), which WebCrypto gives side by side. */
function derSignature(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = joined(derInteger(raw.slice(0, 32)), derInteger(raw.slice(32)));
  return joined(new Uint8Array([0x30, body.byteLength]), body);
}

function derInteger(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const start = bytes.findIndex((byte) => byte !== 0);
  const short = bytes.slice(start === -1 ? bytes.byteLength - 1 : start);
  const value = (short[0] ?? 0) >= 0x80 ? joined(new Uint8Array([0]), short) : short;
  return joined(new Uint8Array([0x02, value.byteLength]), value);
}

/** As much of CBOR (RFC 8949) as attestations need. */
function cborHead(major: number, value: number): Uint8Array<ArrayBuffer> {
  if (value < 24) return new Uint8Array([(major << 5) | value]);
  if (value < 256) return new Uint8Array([(major << 5) | 24, value]);
  return new Uint8Array([(major << 5) | 25, value >> 8, value & 0xff]);
}
function cborInt(value: number): Uint8Array<ArrayBuffer> {
  return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
}
function cborBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return joined(cborHead(2, bytes.byteLength), bytes);
}
function cborText(text: string): Uint8Array<ArrayBuffer> {
  return joined(cborHead(3, utf8(text).byteLength), utf8(text));
}
function cborMap(entries: readonly (readonly [Uint8Array, Uint8Array])[]): Uint8Array<ArrayBuffer> {
  return joined(cborHead(5, entries.length), ...entries.flat());
}
