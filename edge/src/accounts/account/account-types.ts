import type { ChallengeMethod } from '@halobuzz/core/api/auth-factors';
import type { MinorState } from '@halobuzz/core/api/privacy-requests';
import type { Restrictions } from '@halobuzz/core/api/restrictions';
import type { AskedConsent } from '@halobuzz/core/privacy/consent-notices';
import type { Role } from '@halobuzz/core/tokens';
import type { PasswordRecord } from '../credentials/password-record.ts';
import type { ShownTerms } from '../terms/terms-store.ts';
import type { AccountStatus } from './account-store.ts';

/** What the Worker hands over to make an account. */
export interface NewAccount {
  readonly accountId: string;
  readonly subject: string;
  readonly username: string;
  readonly usernameDigest: string;
  readonly email: string;
  readonly emailDigest: string;
  readonly country: string;
  readonly password: PasswordRecord;
  /** The terms that were shown at sign-up. */
  readonly terms: ShownTerms;
}

/** Where and with what someone signs in. */
export interface SignInContext {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly userAgent: string;
  readonly ipAddress: string;
  readonly country: string;
  /** What the client brought along to prove that it holds the device; nothing when left out. */
  readonly deviceProof?: DeviceProof | undefined;
  /** Whether the client named its device; a challenge is then answered by that device only. */
  readonly deviceNamed: boolean;
  /** Under which a challenge for a second factor is to stand, if one is needed. */
  readonly challengeKey: string;
}

/** Proofs of holding a device; empty texts stand for "none". */
export interface DeviceProof {
  /** HMAC of the secret that a trusted device was given. */
  readonly secretMac: string;
  /** Thumbprint of the key that signed the request's DPoP proof, and the proof's id: each is good once. */
  readonly jkt: string;
  readonly proofId: string;
  /** HMAC of what the client says of itself: a signal of risk only. */
  readonly fingerprint: string;
}

/** What a token is made from. */
export interface SessionGrant {
  readonly sessionId: string;
  readonly deviceId: string;
  readonly counter: number;
  readonly roles: Role[];
  readonly epoch: number;
  readonly amr: string[];
  readonly authTimeMs: number;
  /** Thumbprint of the key that the session is bound to; empty for none. */
  readonly jkt: string;
}

/** Who proved to be the owner of an account that is being erased may take that back. */
export interface ErasingSignIn {
  readonly kind: 'erasing';
  readonly token: string;
  readonly cancelUntilMs: number;
}

export type SignInResult =
  /** `rehash`: the stored record is out of date; hash the password anew and call `replacePassword`. */
  | { readonly kind: 'signed_in'; readonly grant: SessionGrant; readonly rehash: PasswordRecord | null }
  /** The password was right, and a second factor is needed: there is no session yet. */
  | {
      readonly kind: 'second_factor';
      readonly methods: ChallengeMethod[];
      readonly expiresAtMs: number;
      readonly rehash: PasswordRecord | null;
    }
  | { readonly kind: 'invalid' }
  /** The password was right, the DPoP proof was used before. */
  | { readonly kind: 'replayed' }
  | { readonly kind: 'banned' }
  /** The password was right, and the account is being erased. */
  | ErasingSignIn;

export type RefreshResult =
  | { readonly kind: 'refreshed'; readonly grant: SessionGrant }
  | { readonly kind: 'rejected' }
  /** The DPoP proof was used before; the session stays. */
  | { readonly kind: 'replayed' }
  | { readonly kind: 'banned' };

/** What every authenticated request depends on. */
export interface AccountState {
  readonly accountId: string;
  readonly subject: string;
  readonly username: string;
  readonly emailVerified: boolean;
  readonly roles: Role[];
  readonly createdAtMs: number;
  readonly status: AccountStatus;
  readonly banned: boolean;
  /** What it may not do for now, and whether it has a warning to acknowledge. */
  readonly restrictions: Restrictions & { readonly warned: boolean };
  readonly epoch: number;
  readonly sessionAlive: boolean;
  /** When the session ends unless it is refreshed; 0 where there is none. */
  readonly sessionExpiresAtMs: number;
  /** Has said a birth date, and is an adult by it. */
  readonly adult: boolean;
  /** What the holder has agreed to; nothing without an act of theirs. */
  readonly consents: Readonly<Record<AskedConsent, boolean>>;
  /** What a parent has to allow, and whether the account is hidden and about to be erased for its holder's age. */
  readonly minor: MinorState;
  readonly endsForAge: boolean;
  /** Data is kept and little else is done with it (GDPR, Article 18). */
  readonly restricted: boolean;
  /** Whether sign-ins to this account need more than the password. */
  readonly secondFactor: boolean;
  /** Thumbprint of the key that the session is bound to; empty for none. */
  readonly sessionJkt: string;
}

/** The account as its owner sees it; times in milliseconds. */
export interface AccountProfile {
  readonly accountId: string;
  readonly username: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly roles: Role[];
  readonly createdAtMs: number;
}

export interface SessionInfo {
  readonly sessionId: string;
  readonly deviceId: string;
  readonly deviceName: string;
  readonly userAgent: string;
  readonly ipAddress: string;
  readonly country: string;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
  readonly expiresAtMs: number;
}

export type IssuedCode =
  | { readonly kind: 'issued'; readonly email: string; readonly emailDigest: string; readonly code: string }
  | { readonly kind: 'verified_already' }
  | { readonly kind: 'limited'; readonly retryAfterMs: number };
