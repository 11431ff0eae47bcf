import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import {
  type AccessClaims,
  API_AUDIENCE,
  accessClaimsSchema,
  ISSUER,
  MFA_AMR,
  type Role,
  tokenTypes,
} from '@halobuzz/core/tokens';
import { jwtVerify } from 'jose';
import { type SigningKeys, TOKEN_ALGORITHM } from './signing-keys.ts';

/** What an access token says of its holder; the rest of its claims follow from the clock. */
export interface AccessGrant {
  readonly accountId: string;
  readonly sessionId: string;
  readonly deviceId: string;
  readonly roles: readonly Role[];
  readonly epoch: number;
  /** How the session was opened (RFC 8176), and when, in milliseconds. */
  readonly amr: readonly string[];
  readonly authTimeMs: number;
  /** Thumbprint of the key that the session is bound to; empty for none. */
  readonly jkt: string;
}

export interface AccessTokens {
  readonly issue: (grant: AccessGrant) => Promise<string>;
  /** @throws AppError `unauthenticated`, without saying which test failed. */
  readonly verify: (token: string) => Promise<AccessClaims>;
}

/** A token of ours takes under 1 KiB. */
const TOKEN_CHARS_MAX = 4 * 1024;

/** Access tokens by RFC 9068: Ed25519, `typ` `at+jwt`, algorithm pinned, key found by `kid` among our own only. */
export function createAccessTokens(keys: SigningKeys, clock: Clock, random: RandomBytes): AccessTokens {
  return {
    issue(grant) {
      const now = Math.floor(clock() / 1000);
      const claims: AccessClaims = {
        iss: ISSUER,
        aud: API_AUDIENCE,
        sub: grant.accountId,
        sid: grant.sessionId,
        did: grant.deviceId,
        roles: [...grant.roles],
        epoch: grant.epoch,
        amr: [...grant.amr],
        acr: grant.amr.includes(MFA_AMR) ? 'aal2' : 'aal1',
        auth_time: Math.floor(grant.authTimeMs / 1000),
        jti: newOpaqueId('at', random),
        iat: now,
        nbf: now,
        exp: now + limits.accessTokenLifeMs / 1000,
        ...(grant.jkt === '' ? {} : { cnf: { jkt: grant.jkt } }),
      };
      return keys.sign(claims, tokenTypes.access);
    },
    async verify(token) {
      if (token.length > TOKEN_CHARS_MAX) throw new AppError('unauthenticated');
      try {
        const { payload } = await jwtVerify(
          token,
          async (header) => {
            const key = await keys.publicKey(header.kid ?? '');
            if (key === undefined) throw new AppError('unauthenticated');
            return key;
          },
          {
            algorithms: [TOKEN_ALGORITHM],
            typ: tokenTypes.access,
            issuer: ISSUER,
            audience: API_AUDIENCE,
            currentDate: new Date(clock()),
          },
        );
        return accessClaimsSchema.parse(payload);
      } catch (cause) {
        throw new AppError('unauthenticated', { cause });
      }
    },
  };
}
