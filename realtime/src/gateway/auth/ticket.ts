import { limits } from '@halobuzz/core/limits';
import { ISSUER, ticketClaimsSchema, tokenTypes } from '@halobuzz/core/tokens';
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import type { PublicKeySet } from '../../config-option.ts';
import type { Identity } from './identity.ts';

export type TicketResult =
  | {
      readonly ok: true;
      readonly identity: Identity;
      readonly jti: string;
      readonly issuedAtMs: number;
      readonly expiresAtMs: number;
    }
  | { readonly ok: false; readonly code: 'ticket_invalid' | 'ticket_expired' };

export type VerifyTicket = (ticket: string, room: string, nowMs: number) => Promise<TicketResult>;

/** Clocks of edge and gateway may differ by this much. */
const clockToleranceSeconds = 5;
const invalid: TicketResult = { ok: false, code: 'ticket_invalid' };

/**
 * Verifies join tickets: signature by a known key with Ed25519 alone, pinned type, issuer and audience, expiry, and that
 * it is for this room, this node and this boot of it. Whether it was used before is not known here.
 */
export function createTicketVerifier(
  keys: PublicKeySet,
  node: { readonly id: string; readonly boot: string },
): VerifyTicket {
  const keySet = createLocalJWKSet(keys);
  return async (ticket, room, nowMs) => {
    let payload: unknown;
    try {
      const verified = await jwtVerify(ticket, keySet, {
        typ: tokenTypes.ticket,
        issuer: ISSUER,
        audience: 'halobuzz-gateway',
        algorithms: ['EdDSA', 'Ed25519'],
        requiredClaims: ['exp', 'iat', 'jti'],
        clockTolerance: clockToleranceSeconds,
        maxTokenAge: limits.ticketLifeMs / 1_000,
        currentDate: new Date(nowMs),
      });
      payload = verified.payload;
    } catch (error) {
      return error instanceof errors.JWTExpired ? { ok: false, code: 'ticket_expired' } : invalid;
    }
    const claims = ticketClaimsSchema.safeParse(payload);
    if (!claims.success) return invalid;
    const { data } = claims;
    if (data.room !== room || data.node !== node.id || data.boot !== node.boot) return invalid;
    return {
      ok: true,
      jti: data.jti,
      issuedAtMs: data.iat * 1_000,
      expiresAtMs: data.exp * 1_000,
      identity: {
        account: data.sub,
        subject: data.subject,
        name: data.name,
        session: data.sid,
        device: data.did,
        room: data.room,
        role: data.role,
        follows: data.fol ?? false,
        spend: data.spend,
      },
    };
  };
}
