import { limits } from '@halobuzz/core/limits';
import { ticketClaimsSchema, tokenTypes } from '@halobuzz/core/tokens';
import { z } from 'zod';
import type { PublicKeySet } from '../../config-option.ts';
import { createJwsVerifier } from './compact-jws.ts';
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
/** Issuer and audience are literals of the schema; not before a moment: the edge does not ask for it, yet it would hold. */
const claimsSchema = ticketClaimsSchema.extend({ nbf: z.number().optional() });
const invalid: TicketResult = { ok: false, code: 'ticket_invalid' };

/**
 * Verifies join tickets: signature by a known key with Ed25519 alone, pinned type, issuer and audience, expiry, and that
 * it is for this room, this node and this boot of it. Whether it was used before is not known here.
 */
export function createTicketVerifier(
  keys: PublicKeySet,
  node: { readonly id: string; readonly boot: string },
): VerifyTicket {
  const verifyJws = createJwsVerifier(keys, tokenTypes.ticket);
  return async (ticket, room, nowMs) => {
    const claims = claimsSchema.safeParse(await verifyJws(ticket));
    if (!claims.success) return invalid;
    const { data } = claims;
    const nowSeconds = Math.floor(nowMs / 1_000);
    const ageSeconds = nowSeconds - data.iat;
    if (ageSeconds < -clockToleranceSeconds || (data.nbf ?? 0) > nowSeconds + clockToleranceSeconds) return invalid;
    const tooOld = ageSeconds - clockToleranceSeconds > limits.ticketLifeMs / 1_000;
    if (tooOld || data.exp <= nowSeconds - clockToleranceSeconds) return { ok: false, code: 'ticket_expired' };
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
        door: data.dor ?? 0,
        passwordVersion: data.pwv ?? 0,
        country: data.cty ?? 'XX',
        adult: data.adu ?? false,
        spend: data.spend,
        ...(data.par === true ? { parentNeeded: true } : {}),
        ...(data.rst === undefined || data.rst.version === 0 ? {} : { restrictions: data.rst }),
        secondFactor: data.mfa ?? false,
        ...(data.made === undefined ? {} : { madeAtMs: data.made * 1_000 }),
        admittedAtMs: data.iat * 1_000,
        ...(data.sxp === undefined ? {} : { sessionEndsAtMs: data.sxp * 1_000 }),
      },
    };
  };
}
