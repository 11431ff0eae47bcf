import type { CloseErrorCode } from '@halobuzz/core/errors/codes';
import type { RoomSnapshot } from '../../adapters/redis/room-scripts.ts';
import type { SocketPort } from '../transport/socket-port.ts';

/** A joined socket, as its room sees it. */
export interface RoomMember {
  readonly account: string;
  readonly name: string;
  /** Staff: the room's bans and kicks do not hold for them. */
  readonly admin: boolean;
  /** Negotiated protocol version. */
  readonly version: number;
  readonly socket: SocketPort;
  /** The room moved on in a way that events cannot tell: show it anew. */
  resync(snapshot: RoomSnapshot): void;
  close(code: CloseErrorCode): void;
}
