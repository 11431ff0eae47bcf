import type { RtcSession } from '../../media/rtc.ts';
import { EndBroadcast } from '../room/end-broadcast.tsx';
import { type RoomStore, useRoomState } from '../room/room-store.ts';
import type { RoomConnection } from '../services.ts';

export interface HostPanelProps {
  readonly roomId: string;
  readonly store: RoomStore;
  readonly connection: RoomConnection;
  /** The open media session; undefined without media, and until it is joined. */
  readonly rtc: RtcSession | undefined;
}

/** What hosts and moderators have beside what every viewer has. */
export function HostPanel({ roomId, store }: HostPanelProps) {
  const hosting = useRoomState(store, (state) => state.you?.role === 'host');
  return hosting ? <EndBroadcast roomId={roomId} /> : null;
}
