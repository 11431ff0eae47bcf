/** What a key says about the request that came with it. */
export type IdempotencyClaim =
  /** Do it. `resumed`: somebody began before and never finished; `clientId` is still the first one's. */
  | { readonly kind: 'run'; readonly clientId: string; readonly owner: string; readonly resumed: boolean }
  /** It was done: answer this again. */
  | { readonly kind: 'replay'; readonly answer: unknown }
  | { readonly kind: 'in_flight'; readonly retryAfterMs: number }
  | { readonly kind: 'mismatch' };

export interface IdempotencyRequest {
  /** Names the key: who, which route, which key. Never shown to anybody. */
  readonly keyId: string;
  /** SHA-256 of what was asked, hex. */
  readonly fingerprint: string;
  /** The client id to remember with a new key, a UUIDv7. */
  readonly clientId: string;
}

/**
 * Remembers requests that move money by their `Idempotency-Key`. A claim is a lease: a crashed holder's key can be taken
 * over when it runs out, and the client id that makes the money move only once stays the same.
 */
export interface IdempotencyStore {
  claim(request: IdempotencyRequest): Promise<IdempotencyClaim>;
  /** Keeps the answer for every repetition. */
  finish(keyId: string, answer: unknown): Promise<void>;
  /** Lets the next request run at once, with the same client id. */
  release(keyId: string, owner: string): Promise<void>;
  /** Puts a new client id in the place of one that provably moved nothing and never will. */
  renew(keyId: string, owner: string, clientId: string): Promise<void>;
}
