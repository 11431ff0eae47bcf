import type { ChatContext, KeptMessageView } from '@halobuzz/core/api/chat-log';
import { limits } from '@halobuzz/core/limits';
import type { PeopleStore } from '../people/people.ts';
import type { ChatLog, KeptMessage } from './chat-log.ts';
import type { RoomChat } from './room-chat.ts';

export interface ChatContextDeps {
  readonly chatLog: Pick<ChatLog, 'get' | 'before' | 'from'>;
  readonly roomChat: RoomChat;
  readonly people: Pick<PeopleStore, 'shown'>;
}

/**
 * What was said around a message, taken away or not. The record is half a second behind the room: what was said just now is
 * looked up in the room itself.
 */
export async function chatAround(deps: ChatContextDeps, roomId: string, messageId: string): Promise<ChatContext> {
  const found = await messageOf(deps, roomId, messageId);
  if (found === undefined) return { roomId, around: messageId, found: false, items: [] };
  const side = limits.chatContextMessagesMax;
  const [before, from] = await Promise.all([
    deps.chatLog.before(roomId, found.atMs, side + 1),
    // The message itself and others of its millisecond are among them.
    deps.chatLog.from(roomId, found.atMs, side + 1),
  ]);
  const after = from.filter(({ id }) => id !== found.id).slice(0, side);
  const { page, earlier } = wholeMoments(before, side);
  return {
    ...{ roomId, around: messageId, found: true },
    items: await viewsOf(deps, [...page.toReversed(), found, ...after]),
    ...(earlier === undefined ? {} : { earlier: iso(earlier) }),
  };
}

/** The newest messages of a room, or those before a moment. */
export async function chatPage(deps: ChatContextDeps, roomId: string, beforeMs?: number): Promise<ChatContext> {
  const size = limits.chatLogPageMessagesMax;
  const { page, earlier } = wholeMoments(await deps.chatLog.before(roomId, beforeMs, size + 1), size);
  return {
    ...{ roomId, found: true, items: await viewsOf(deps, page.toReversed()) },
    ...(earlier === undefined ? {} : { earlier: iso(earlier) }),
  };
}

/**
 * At most `size` of what was found, the newest first, and the time before which there is more. A page ends between two
 * milliseconds: the next one is asked for by time, and what shares the last one would be in neither. A millisecond that fills a whole page
 * is cut, as there is no other way.
 */
function wholeMoments(found: readonly KeptMessage[], size: number) {
  const next = found[size];
  if (next === undefined) return { page: found, earlier: undefined };
  const cut = found.slice(0, size);
  const whole = cut.filter(({ atMs }) => atMs !== next.atMs);
  const page = whole.length > 0 ? whole : cut;
  return { page, earlier: page.at(-1)?.atMs };
}

/** Who wrote a message, while it is known. */
export async function authorOfMessage(
  deps: Pick<ChatContextDeps, 'chatLog' | 'roomChat'>,
  roomId: string,
  messageId: string,
): Promise<string | undefined> {
  return (await messageOf(deps, roomId, messageId))?.fromId;
}

/** As staff see them, with names of those who may be shown. */
export async function viewsOf(
  deps: Pick<ChatContextDeps, 'people'>,
  messages: readonly KeptMessage[],
): Promise<KeptMessageView[]> {
  const people = await deps.people.shown([...new Set(messages.map(({ fromId }) => fromId))]);
  return messages.map(({ id, fromId, text, atMs, flagged, removed }) => {
    const handle = people.get(fromId)?.handle;
    return {
      ...{ id, from: { id: fromId, ...(handle === undefined ? {} : { handle }) }, at: iso(atMs) },
      ...(text === '' ? {} : { text }),
      ...(flagged === undefined ? {} : { flagged }),
      ...(removed === undefined ? {} : { removed: { at: iso(removed.atMs), by: removed.by } }),
    };
  });
}

async function messageOf(
  { chatLog, roomChat }: Pick<ChatContextDeps, 'chatLog' | 'roomChat'>,
  roomId: string,
  messageId: string,
): Promise<KeptMessage | undefined> {
  const kept = await chatLog.get(roomId, messageId);
  if (kept !== undefined) return kept;
  // A room that is out of reach is no reason to know nothing: the record has it within moments.
  const said = await roomChat.message(roomId, messageId).catch(() => undefined);
  return said === undefined ? undefined : { ...said, removed: undefined };
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
