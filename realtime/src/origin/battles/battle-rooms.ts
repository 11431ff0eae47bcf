import { encode } from '@halobuzz/core/protocol/codec';
import type { BattleChallenge, RoomBattle } from '@halobuzz/core/protocol/messages/battle';
import type { RoomStore } from '../../adapters/redis/room-redis.ts';
import type { Giver } from './battle.ts';

/** What one room answered as the other's score was told it. */
export interface Exchanged {
  readonly live: boolean;
  /** Minor units; undefined while the room does not know of the battle. */
  readonly coins: bigint | undefined;
}

/** The two rooms of a battle in Redis, perhaps on different servers. Every call may fail while one is out of reach. */
export interface BattleRooms {
  /** Brings each room's battle to where it is, and tells its viewers; what was told before is told no more. */
  tell(battle: RoomBattle, atMs: number): Promise<void>;
  /** Tells both hosts of a challenge, or what became of it; once each. */
  challenge(challenge: BattleChallenge): Promise<void>;
  /** Tells a room the other's score, if it is known; answers its own. */
  exchange(roomId: string, battleId: string, rival: bigint | undefined): Promise<Exchanged>;
  /** Who gave most to one side, best first; nobody when the room is gone. */
  givers(roomId: string, battleId: string, count: number): Promise<readonly Giver[]>;
}

/** Rooms over the scripts that gateways use too. */
export function redisBattleRooms(store: RoomStore): BattleRooms {
  return {
    async tell(battle, atMs) {
      const event = encode({ t: 'battle', now: battle, atMs });
      await Promise.all(battle.sides.map(({ room }) => store(room).battles.tell(room, battle, event)));
    },
    async challenge(challenge) {
      const rooms = [challenge.from.room, challenge.to.room];
      await Promise.all(rooms.map((room) => store(room).battles.challenge(room, challenge)));
    },
    async exchange(roomId, battleId, rival) {
      const result = await store(roomId).battles.exchange(roomId, battleId, rival?.toString());
      return {
        live: result.kind !== 'missing' && result.status === 'live',
        coins: result.kind === 'ok' ? BigInt(result.coins) : undefined,
      };
    },
    async givers(roomId, battleId, count) {
      const board = await store(roomId).battles.givers(roomId, battleId, count);
      return board.map(({ account, name, coins }) => ({ account, name, coins: BigInt(coins) }));
    },
  };
}
