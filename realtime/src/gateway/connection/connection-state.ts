import type { Identity } from '../auth/identity.ts';
import type { RoomMember } from '../rooms/room-member.ts';
import type { RoomLease } from '../rooms/room-registry.ts';

/** A joined socket's place. */
export interface Joined {
  readonly kind: 'joined';
  readonly identity: Identity;
  /** Negotiated protocol version. */
  readonly version: number;
  readonly helloId: number;
  readonly lease: RoomLease;
  readonly member: RoomMember;
  /** When the socket has lasted long enough, or its session ends by age. */
  readonly endsAtMs: number;
  /** When the resume token that the client holds was made. */
  resumeIssuedAtMs: number;
  /** When it last said how its media is. */
  qualityAtMs?: number;
}

/**
 * `fresh`: open, waits for hello until the deadline. `joining`: hello is being worked on. `joined`: in the room.
 * `closed`: over; nothing is sent any more.
 */
export type ConnectionState =
  | { readonly kind: 'fresh'; readonly deadline: NodeJS.Timeout; readonly openedAtMs: number }
  | { readonly kind: 'joining'; readonly version: number }
  | Joined
  | { readonly kind: 'closed' };
