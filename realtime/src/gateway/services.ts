import type { SwitchBoard } from '@halobuzz/core/switches/switch-board';
import type { Leaderboards } from '../adapters/redis/leaderboards.ts';
import type { WalletPort } from '../ledger/wallet-port.ts';
import type { Logger } from '../observability/log.ts';
import type { Tracing } from '../observability/tracing.ts';
import type { AuthDeps } from './auth/authenticate.ts';
import type { Identity } from './auth/identity.ts';
import type { Connection } from './connection/connection.ts';
import type { Joined } from './connection/connection-state.ts';
import type { RateProfile } from './connection/rate-profile.ts';
import type { UserBuckets } from './connection/user-buckets.ts';
import type { AccountRestrictions } from './control/account-restrictions.ts';
import type { ChatHandOver } from './control/chat-hand-over.ts';
import type { FindGift } from './control/gift-catalogue.ts';
import type { HostDeadlines } from './control/host-deadlines.ts';
import type { KeywordList } from './control/keyword-list.ts';
import type { LivingNodes } from './control/living-nodes.ts';
import type { SpendCaps } from './control/spend-caps.ts';
import type { TouchRooms } from './control/touch-rooms.ts';
import type { GatewayMetrics } from './metrics.ts';
import type { PresenceRepair } from './rooms/presence-repair.ts';
import type { RoomRegistry } from './rooms/room-registry.ts';

/** What connections and handlers of one gateway share. */
export interface GatewayServices {
  readonly node: { readonly id: string; readonly boot: string; readonly field: string };
  /** Where this node stands. */
  readonly region: string;
  /** The newest protocol version this process speaks. */
  readonly protocolVersion: number;
  readonly clock: () => number;
  readonly log: Logger;
  readonly metrics: GatewayMetrics;
  /** Absent: nothing is traced. */
  readonly tracing?: Tracing | undefined;
  readonly rates: RateProfile;
  readonly auth: AuthDeps;
  /** What accounts may not do in any room, as the feed told it. */
  readonly restrictions: Pick<AccountRestrictions, 'of'>;
  /** Chat messages of each user. */
  readonly chat: UserBuckets;
  /** Takes what was said to where it is kept. */
  readonly chatLog: Pick<ChatHandOver, 'note'>;
  /** The platform's listed words, as last published. */
  readonly keywords: Pick<KeywordList, 'matches'>;
  /** Tells the origin that this room may have acts to store. May get lost: it looks at every live room now and then. */
  readonly hintActs: (roomId: string) => void;
  /** Tells it that somebody entered or left; may get lost as well. */
  readonly touched: Pick<TouchRooms, 'touch'>;
  readonly leaderboards: Pick<Leaderboards, 'read'>;
  readonly wallet: WalletPort;
  readonly findGift: FindGift;
  /** The platform's caps on a day's spending, as last published. */
  readonly spendCaps: Pick<SpendCaps, 'of'>;
  /** What staff paused, as last published. */
  readonly switches: Pick<SwitchBoard, 'refusalOf' | 'maintenanceRefusal' | 'pausedFor'>;
  readonly rooms: RoomRegistry;
  readonly nodes: LivingNodes;
  readonly deadlines: HostDeadlines;
  readonly repair: PresenceRepair;
  /** Why nobody may join now, if so. */
  readonly refusesHellos: () => 'draining' | 'feed_lost' | undefined;
  /** No revocation was heard for too long: nobody may spend either. */
  readonly feedLost: () => boolean;
  /** Runs something that must be done before the process ends, bounded by the drain's deadline. Never throws. */
  readonly background: (what: string, work: Promise<unknown>) => void;
  /** A connection's ways: for the indexes, the room, and the count of sockets. */
  readonly joined: (connection: Connection, identity: Identity) => void;
  readonly left: (connection: Connection, joined: Joined) => void;
  readonly closed: (connection: Connection) => void;
}
