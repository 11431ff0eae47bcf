import type { Reports } from '../people/reports.ts';
import type { RoomChat } from './room-chat.ts';

/** The record of chat is half a second behind the room: who reports what was said just now finds it in the room itself. */
export function reportsOfNewMessages(reports: Reports, roomChat: Pick<RoomChat, 'message'>): Reports {
  return {
    ...reports,
    async messageOf(roomId, messageId) {
      const kept = await reports.messageOf(roomId, messageId);
      // Without a text only its removal is known.
      if (kept !== undefined && kept.text !== '') return kept;
      const said = await roomChat.message(roomId, messageId).catch(() => undefined);
      return said === undefined ? kept : { fromId: said.fromId, text: said.text };
    },
  };
}
