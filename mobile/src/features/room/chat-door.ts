import type { RoomClientState } from '@halobuzz/core/client/room-listener';
import type { RoomSettings } from '@halobuzz/core/protocol/messages/settings';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';

/** Whether one may write now, and if not, why and until when. */
export type ChatDoor =
  | { readonly state: 'open' }
  | { readonly state: 'away' }
  | { readonly state: 'paused' }
  | { readonly state: 'muted'; readonly untilMs: number | undefined }
  | { readonly state: 'slow'; readonly untilMs: number };

/**
 * What stands between a person and the chat. The room decides; this only spares them a refusal that is sure.
 *
 * @param saidAtMs when they last wrote, by the server's clock
 * @param nowMs the server's time
 * @param paused whether staff paused the chat
 */
export function chatDoor(
  connection: RoomClientState,
  you: Welcome['you'] | undefined,
  settings: RoomSettings,
  saidAtMs: number | undefined,
  nowMs: number,
  paused = false,
): ChatDoor {
  if (connection !== 'live' || you === undefined) return { state: 'away' };
  if (paused) return { state: 'paused' };
  const { mute } = you;
  if (mute !== undefined && (mute.untilMs === undefined || mute.untilMs > nowMs)) {
    return { state: 'muted', untilMs: mute.untilMs };
  }
  // Host, moderators and staff are exempt.
  if (you.role === 'viewer' && settings.slowModeSeconds > 0 && saidAtMs !== undefined) {
    const untilMs = saidAtMs + settings.slowModeSeconds * 1_000;
    if (untilMs > nowMs) return { state: 'slow', untilMs };
  }
  return { state: 'open' };
}
