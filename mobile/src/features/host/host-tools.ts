import type { RtcSession } from '../../media/rtc.ts';
import type { RoomState } from '../room/room-state.ts';
import type { RoomConnection } from '../services.ts';

/** The sets of tools, each a dialog of its own. */
export type HostTools = 'dashboard' | 'guests' | 'battle' | 'chat' | 'people' | 'broadcast' | 'devices' | 'ending';

/** What every set of tools is given. */
export interface HostToolsProps {
  readonly roomId: string;
  readonly state: RoomState;
  readonly connection: RoomConnection;
  readonly rtc: RtcSession | undefined;
  /** The server's time as far as it is known: broadcasts and battles begin and end by it. */
  readonly serverNowMs: () => number;
  /** Gifts that came in the last minute, as of the call. */
  readonly giftsLastMinute: () => number;
}

/** The sets of a role: a moderator helps with people and chat, the rest is the host's. */
export function toolsOfRole(role: NonNullable<RoomState['you']>['role'], hasDevices: boolean): readonly HostTools[] {
  if (role === 'viewer') return [];
  if (role !== 'host') return ['people', 'chat', 'guests'];
  const own = ['dashboard', 'guests', 'battle', 'chat', 'people', 'broadcast'] as const;
  return hasDevices ? [...own, 'devices', 'ending'] : [...own, 'ending'];
}
