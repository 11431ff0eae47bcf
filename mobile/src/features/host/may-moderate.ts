import type { RoomRole } from '@halobuzz/core/protocol/messages/moderation';

/** Whether somebody of this role has moderation to do; on whom is the room's to decide. */
export function mayModerate(role: RoomRole | undefined): boolean {
  return role === 'host' || role === 'moderator' || role === 'admin';
}
