import type { CloseErrorCode } from '@halobuzz/core/errors/codes';
import type { EntryFacts } from '@halobuzz/core/streams/entry';
import type { RoomSnapshot } from '../../adapters/redis/room-scripts.ts';
import type { SocketPort } from '../transport/socket-port.ts';

/** What is known of somebody since they were let in; invitations and moderators are asked of the store. */
export interface Admission extends Omit<EntryFacts, 'invited' | 'moderator'> {
  readonly door: number;
}

/** A joined socket, as its room sees it. */
export interface RoomMember {
  readonly account: string;
  readonly name: string;
  /** Staff: the room's bans and kicks do not hold for them. */
  readonly admin: boolean;
  /** As what they were let in, and at which version of the room's door. */
  readonly admission: Admission;
  /** Negotiated protocol version. */
  readonly version: number;
  readonly socket: SocketPort;
  /** The room moved on in a way that events cannot tell: show it anew. */
  resync(snapshot: RoomSnapshot): void;
  /** The door was changed to this version, and they may stay: they may come back by it, too. */
  staysAt(doorVersion: number): void;
  close(code: CloseErrorCode): void;
}
