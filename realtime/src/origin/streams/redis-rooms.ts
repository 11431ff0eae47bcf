import { limits } from '@halobuzz/core/limits';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import { viewerPlotSchema } from '@halobuzz/core/streams/viewer-plot';
import { seatsOf } from '../../adapters/redis/room-gift-scripts.ts';
import type { RoomStore } from '../../adapters/redis/room-redis.ts';
import type { EndRoomResult, ReadRoomResult, RoomSnapshot } from '../../adapters/redis/room-scripts.ts';
import type { EndReason } from './livestream.ts';
import type { NodeCount, Rooms, RoomTotals } from './rooms.ts';

const endReasons: readonly EndReason[] = ['host', 'host_lost', 'moderation'];

/** Rooms over the scripts that gateways use too. */
export function redisRooms(store: RoomStore): Rooms {
  return {
    async create(room) {
      const { door } = room;
      const made = await store(room.roomId).createRoom(room.roomId, {
        host: room.hostId,
        hostName: room.hostName,
        hostSubject: room.hostSubject,
        title: room.title,
        category: room.category,
        country: room.country,
        region: room.region,
        startedAtMs: room.startedAtMs,
        ...{ privacy: JSON.stringify(door), door: door.version, hideViewers: door.privacy.hideViewers ? 1 : 0 },
      });
      return made.kind === 'ended' ? 'ended' : 'ok';
    },
    async setDoor(roomId, change) {
      await store(roomId).door.set(roomId, change);
    },
    async heads(roomIds) {
      const found = await Promise.all(
        roomIds.map(async (id) => {
          const fields = ['status', 'door', 'hostOnline', 'hostAtMs'] as const;
          const [status, door, online, since] = await store(id).redis.hmget(roomKeys(id).state, ...fields);
          if (status !== 'live') return [];
          const hostSinceMs = since === null || since === undefined ? undefined : Number(since);
          return [[id, { doorVersion: Number(door ?? 0), hostOnline: online === '1', hostSinceMs }] as const];
        }),
      );
      return new Map(found.flat());
    },
    async plot(roomId) {
      const text = await store(roomId).redis.get(roomKeys(roomId).plot);
      return text === null ? undefined : viewerPlotSchema.parse(JSON.parse(text));
    },
    async savePlot(roomId, plot) {
      const text = JSON.stringify(plot);
      await store(roomId).redis.set(roomKeys(roomId).plot, text, 'PX', limits.roomKeysLifeAfterEndMs);
    },
    async end(roomId, reason) {
      return totalsOf(await store(roomId).endRoom(roomId, reason));
    },
    async totals(roomId) {
      return totalsOf(await store(roomId).readRoom(roomId));
    },
    async uniqueSketch(roomId) {
      return (await store(roomId).redis.getBuffer(roomKeys(roomId).unique)) ?? undefined;
    },
    async statuses(roomIds) {
      const found = await Promise.all(
        roomIds.map(async (id) => {
          const status = await store(id).redis.hget(roomKeys(id).state, 'status');
          return [id, status === 'live' || status === 'ended' ? status : 'absent'] as const;
        }),
      );
      return new Map(found);
    },
    async nodeCounts(roomIds) {
      const found = await Promise.all(
        roomIds.map(async (id) => [id, nodeCountsOf(await store(id).redis.hgetall(roomKeys(id).nodes))] as const),
      );
      return new Map(found);
    },
    sweepStreaks: (roomId) => store(roomId).gifts.sweepStreaks(roomId),
    async mediaRole(roomId, account) {
      const [host, seats] = await store(roomId).redis.hmget(roomKeys(roomId).state, 'host', 'seats');
      if (host === account) return 'host';
      return seatsOf(seats ?? undefined).some(({ id, seated }) => seated && id === account) ? 'guest' : 'viewer';
    },
    async sendAway(roomId, hostId, account) {
      // A kick closes its sockets on every node; it ends when no resume token from before is good any more.
      const act = { act: 'kick', who: account, seconds: limits.resumeTokenLifeMs / 1_000 + 1 } as const;
      const by = { account: hostId, admin: false };
      await store(roomId).chat.moderate(roomId, by, { ...act, reason: 'blocked', purge: false });
    },
    async letBack(roomId, account) {
      await store(roomId).redis.hdel(roomKeys(roomId).rules, `k:${account}`);
    },
    async dropNode(roomId, nodeField) {
      await store(roomId).dropNode(roomId, nodeField);
    },
  };
}

function totalsOf(result: ReadRoomResult | EndRoomResult): RoomTotals | undefined {
  if (result.kind === 'missing') return undefined;
  const { state, top } = result.snapshot;
  const end = endOf(result.snapshot);
  return {
    status: state.get('status') === 'live' ? 'live' : 'ended',
    ...(end === undefined ? {} : { end }),
    peakViewers: wholeAt(state, 'peak'),
    uniqueViewers: result.uniqueViewers,
    likes: wholeAt(state, 'likes'),
    gifts: wholeAt(state, 'gifts'),
    coins: BigInt(wholeText(state, 'coins')),
    diamonds: BigInt(wholeText(state, 'diamonds')),
    topGifters: top.map(({ name, coins }) => ({ handle: name, coins: BigInt(coins) })),
  };
}

function endOf({ state }: RoomSnapshot): RoomTotals['end'] {
  const reason = endReasons.find((known) => known === state.get('endReason'));
  return reason === undefined ? undefined : { reason, atMs: wholeAt(state, 'endedAtMs') };
}

function wholeText(state: ReadonlyMap<string, string>, field: string): string {
  const text = state.get(field) ?? '0';
  return /^[0-9]{1,19}$/.test(text) ? text : '0';
}

function wholeAt(state: ReadonlyMap<string, string>, field: string): number {
  return Number(wholeText(state, field));
}

function nodeCountsOf(fields: Readonly<Record<string, string>>): readonly NodeCount[] {
  return Object.entries(fields).flatMap(([field, count]) => {
    const at = field.lastIndexOf('#');
    const sockets = Number(count);
    if (at <= 0 || !Number.isSafeInteger(sockets)) return [];
    return [{ nodeId: field.slice(0, at), boot: field.slice(at + 1), sockets }];
  });
}
