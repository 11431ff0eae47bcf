import type { JoinFacts } from '@halobuzz/core/api/internal';
import type { Restrictions } from '@halobuzz/core/api/restrictions';
import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { placeViewer } from '@halobuzz/core/rooms/placement';
import { ISSUER, type TicketClaims, tokenTypes } from '@halobuzz/core/tokens';
import type { AccountState } from '../accounts/account/account-types.ts';
import type { SigningKeys } from '../tokens/signing-keys.ts';

export interface Joiner {
  readonly state: AccountState;
  readonly sessionId: string;
  readonly deviceId: string;
  /** Whether their roles let them moderate every room; `authenticate` let no staff through without a second factor. */
  readonly moderates: boolean;
  /** ISO 3166-1 alpha-2; `XX` when unknown. */
  readonly country: string;
}

export interface Placement {
  readonly url: string;
  readonly node: string;
  readonly region: string;
  readonly ticket: string;
  readonly ticketExpiresAtMs: number;
}

export interface JoinDeps {
  readonly ticketKeys: SigningKeys;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

/**
 * Picks the gateway for a joiner and signs the ticket that only that gateway, in that boot, takes once.
 * @throws AppError `room_ended`, or `no_gateway` when no node can take another socket.
 */
export async function placeJoiner(deps: JoinDeps, facts: JoinFacts, joiner: Joiner): Promise<Placement> {
  if (facts.room.status === 'ended') throw new AppError('room_ended');
  const chosen = placeViewer(facts.nodes, {
    roomId: facts.room.id,
    regions: facts.regions,
    roomSockets: facts.roomSockets,
    spillAtViewers: facts.spillAtViewers,
  });
  const node = facts.nodes.find((candidate) => candidate.id === chosen?.id);
  if (node === undefined) throw new AppError('no_gateway');
  const isHost = facts.room.host.id === joiner.state.accountId;
  const now = Math.floor(deps.clock() / 1000);
  const claims: TicketClaims = {
    iss: ISSUER,
    aud: 'halobuzz-gateway',
    sub: joiner.state.accountId,
    subject: joiner.state.subject,
    name: joiner.state.username,
    sid: joiner.sessionId,
    did: joiner.deviceId,
    room: facts.room.id,
    role: isHost ? 'host' : joiner.moderates ? 'admin' : 'viewer',
    fol: facts.follows,
    dor: facts.door,
    pwv: facts.passwordVersion,
    cty: joiner.country,
    adu: joiner.state.adult,
    spend: joiner.state.emailVerified,
    par: joiner.state.minor === 'needs_parent',
    made: Math.floor(joiner.state.createdAtMs / 1000),
    mfa: joiner.state.secondFactor,
    rst: restrictionsOf(joiner.state),
    sxp: Math.floor(joiner.state.sessionExpiresAtMs / 1000),
    node: node.id,
    boot: node.boot,
    jti: newOpaqueId('tk', deps.random),
    iat: now,
    exp: now + limits.ticketLifeMs / 1000,
  };
  return {
    url: node.url,
    node: node.id,
    region: node.region,
    ticket: await deps.ticketKeys.sign(claims, tokenTypes.ticket),
    ticketExpiresAtMs: claims.exp * 1000,
  };
}

/** What a ticket says of them: what is no part of it stays with the account. */
function restrictionsOf({ restrictions }: AccountState): Restrictions {
  const { version, mutedUntilMs, suspendedUntilMs } = restrictions;
  return { version, mutedUntilMs, suspendedUntilMs };
}
