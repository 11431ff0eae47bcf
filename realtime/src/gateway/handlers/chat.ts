import { randomBytes } from 'node:crypto';
import { newUuidV7, transactionId } from '@halobuzz/core/ids';
import { encode } from '@halobuzz/core/protocol/codec';
import type { Command } from '@halobuzz/core/protocol/up';
import type { Joined } from '../connection/connection-state.ts';
import { type CommandOutcome, refused } from '../connection/outcome.ts';
import type { GatewayServices } from '../services.ts';

/** Says something in the room. A repeat under the same client id is answered as the first was, and shows once. */
export async function handleChat(
  services: GatewayServices,
  joined: Joined,
  command: Extract<Command, { t: 'chat' }>,
): Promise<CommandOutcome> {
  const { identity, lease } = joined;
  const { room } = lease;
  if (!room.live) return refused('room_ended');
  const nowMs = services.clock();
  const waitMs = services.chat.take(identity.account, nowMs);
  if (waitMs > 0) return { kind: 'refused', code: 'rate_limited', retryAfterMs: waitMs };
  // The account is part of a client-made id, so that nobody can take another's.
  const mid =
    command.clientId === undefined
      ? newUuidV7(nowMs, (length) => randomBytes(length))
      : transactionId(identity.account, command.clientId).slice(0, 32);
  const from = { id: identity.account, name: identity.name };
  const event = encode({ t: 'chat', mid, from, text: command.text, atMs: nowMs });
  const result = await room.scripts.appendChat(room.id, mid, event, command.clientId !== undefined);
  switch (result.kind) {
    case 'ok':
    case 'duplicate':
      return { kind: 'ok', data: { t: 'chat', mid } };
    case 'ended':
      return refused('room_ended');
    case 'missing':
      return { kind: 'fatal', code: 'room_not_found' };
  }
}
