import { limits } from '@halobuzz/core/limits';
import { decodeEvent } from '@halobuzz/core/protocol/codec';
import type { KeywordFilter } from '@halobuzz/core/rooms/keyword-filter';
import type { Redis } from 'ioredis';
import { type ChatLogEntry, forgetChatLog, readChatLog } from '../../adapters/redis/chat-log-stream.ts';
import type { OriginLog } from '../http/origin-log.ts';
import type { ChatLog, SaidMessage } from './chat-log.ts';

export interface DrainChatDeps {
  readonly control: Redis;
  readonly chatLog: Pick<ChatLog, 'store'>;
  /** The words whose messages are shown, and flagged. */
  readonly flagging: () => Promise<Pick<KeywordFilter, 'termIn'>>;
  readonly onKept: (messages: number, flagged: number) => void;
  readonly log: OriginLog;
}

/**
 * Stores what gateways handed over, the oldest first. Entries are forgotten once their messages are stored, so whoever dies
 * in between stores them again, under the same ids.
 */
export async function drainChat(deps: DrainChatDeps): Promise<void> {
  for (let round = 0; round < limits.chatLogDrainRoundsMax; round += 1) {
    const entries = await readChatLog(deps.control, limits.chatLogDrainEntriesMax);
    if (entries.length === 0) return;
    const filter = await deps.flagging();
    const said = saidIn(entries, filter, deps.log);
    const stored = await deps.chatLog.store(said);
    await forgetChatLog(deps.control, entries);
    deps.onKept(stored, said.filter(({ flagged }) => flagged !== undefined).length);
    if (entries.length < limits.chatLogDrainEntriesMax) return;
  }
}

/** A retry of a gateway may bring one message twice; the first counts. */
function saidIn(
  entries: readonly ChatLogEntry[],
  filter: Pick<KeywordFilter, 'termIn'>,
  log: OriginLog,
): readonly SaidMessage[] {
  const found = new Map<string, SaidMessage>();
  for (const { id: entry, said } of entries) {
    for (const { roomId, event: bytes } of said) {
      const event = decodeEvent(bytes);
      if (event?.t !== 'chat') {
        log.error({ entry }, 'an entry of the chat log holds no chat message');
        continue;
      }
      const { mid: id, from, text, atMs } = event;
      const key = `${id} ${text}`;
      if (!found.has(key)) found.set(key, { id, roomId, fromId: from.id, text, atMs, flagged: filter.termIn(text) });
    }
  }
  return [...found.values()];
}
