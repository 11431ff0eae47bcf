import { randomBytes } from 'node:crypto';
import { newUuidV7, transactionId } from '@halobuzz/core/ids';
import { encode } from '@halobuzz/core/protocol/codec';
import type { Command } from '@halobuzz/core/protocol/up';
import { hasLink, mentionsIn } from '@halobuzz/core/rooms/chat-text';
import type { ChatResult } from '../../adapters/redis/room-chat-scripts.ts';
import type { Joined } from '../connection/connection-state.ts';
import { type CommandOutcome, refused } from '../connection/outcome.ts';
import type { GatewayServices } from '../services.ts';
import { refusedAct, roomActorOf } from './room-actor.ts';
import { silence } from './standing-of.ts';

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
  const paused = services.switches.refusalOf('chat', identity.country, nowMs);
  if (paused !== undefined) return { kind: 'refused', code: paused.code, ...paused.details };
  const silenced = silence(identity, nowMs);
  if (silenced !== undefined) return silenced;
  const waitMs = services.chat.take(identity.account, nowMs);
  if (waitMs > 0) return { kind: 'refused', code: 'rate_limited', retryAfterMs: waitMs };
  // The account is part of a client-made id, so that nobody can take another's.
  const mid =
    command.clientId === undefined
      ? newUuidV7(nowMs, (length) => randomBytes(length))
      : transactionId(identity.account, command.clientId).slice(0, 32);
  const from = { id: identity.account, name: identity.name };
  const mentions = mentionsIn(command.text);
  const mentioned = mentions.length === 0 ? {} : { mentions };
  const event = encode({ t: 'chat', mid, from, text: command.text, atMs: nowMs, ...mentioned });
  const result = await room.scripts.chat.append(room.id, {
    ...{ mid, event, repeatable: command.clientId !== undefined },
    ...{ from: roomActorOf(identity), follows: identity.follows, reply: command.reply },
    ...{ hasLink: hasLink(command.text), hasKeyword: services.keywords.matches(command.text) },
  });
  if (result.kind === 'ok') services.chatLog.note(room.id, event);
  return outcomeOf(result, mid);
}

/** Takes a message away for everybody. */
export async function handleDeleteChat(
  services: GatewayServices,
  { identity, lease: { room } }: Joined,
  command: Extract<Command, { t: 'chat.delete' }>,
): Promise<CommandOutcome> {
  services.hintActs(room.id);
  const result = await room.scripts.chat.delete(room.id, roomActorOf(identity), command.mid);
  return result.kind === 'ok' ? { kind: 'ok', data: { t: 'chat.delete' } } : refusedAct(result);
}

/** Lays a message above the chat, or takes the one there away. */
export async function handlePin(
  services: GatewayServices,
  { identity, lease: { room } }: Joined,
  t: 'pin' | 'unpin',
  mid: string | undefined,
): Promise<CommandOutcome> {
  services.hintActs(room.id);
  const result = await room.scripts.chat.pin(room.id, roomActorOf(identity), mid);
  return result.kind === 'ok' ? { kind: 'ok', data: { t } } : refusedAct(result);
}

function outcomeOf(result: ChatResult, mid: string): CommandOutcome {
  switch (result.kind) {
    case 'ok':
    case 'duplicate':
      return { kind: 'ok', data: { t: 'chat', mid } };
    case 'muted':
      return {
        kind: 'refused',
        code: 'muted',
        ...(result.waitMs === undefined ? {} : { retryAfterMs: result.waitMs }),
      };
    case 'slow':
      return { kind: 'refused', code: 'slow_mode', retryAfterMs: result.waitMs };
    case 'filtered':
      return refused('chat_filtered');
    case 'link':
      return refused('links_not_allowed');
    case 'followers':
      return refused('followers_only');
    case 'unknown':
      return refused('message_not_found');
    case 'barred':
      return { kind: 'fatal', code: 'room_banned' };
    case 'ended':
      return refused('room_ended');
    case 'missing':
      return { kind: 'fatal', code: 'room_not_found' };
    default:
      return result satisfies never;
  }
}
