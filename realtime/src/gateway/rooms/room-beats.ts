import { limits } from '@halobuzz/core/limits';
import type { Logger } from '../../observability/log.ts';
import type { HostDeadlines } from '../control/host-deadlines.ts';
import type { LivingNodes } from '../control/living-nodes.ts';
import type { TouchRooms } from '../control/touch-rooms.ts';
import { every } from '../every.ts';
import { differingBeatsMax, type PresenceRepair } from './presence-repair.ts';
import type { Room } from './room.ts';
import { beatTurns, type RoomRegistry } from './room-registry.ts';

/** The sockets of a large room are counted in the first few beats of so many: it takes the store milliseconds. */
const socketCountBeats = 30;

export interface RoomBeatDeps {
  readonly nodeField: string;
  readonly nodes: LivingNodes;
  readonly repair: PresenceRepair;
  readonly deadlines: HostDeadlines;
  readonly touched: Pick<TouchRooms, 'touch'>;
  readonly log: Logger;
  readonly clock: () => number;
}

/**
 * One room's heartbeat: tells the store this node's sockets, learns the head and everybody's counts, takes dead nodes
 * out, keeps the broadcast of a host who is here alive. Never rejects.
 */
export async function beatRoom(deps: RoomBeatDeps, room: Room): Promise<void> {
  try {
    const countSockets = Math.floor(deps.clock() / limits.nodeHeartbeatMs) % socketCountBeats < differingBeatsMax;
    const beat = await room.scripts.beat(room.id, deps.nodeField, room.audience.size, room.viewers, countSockets);
    if (beat.kind === 'missing') {
      if (room.facts !== undefined) room.closeAll('room_not_found');
      return;
    }
    room.observe(beat, deps.nodes.sum(beat.nodes, room.audience.size));
    // Viewers have been shown this peak; the broadcast may end before the next beat would store it.
    if (room.live && room.peak > beat.peak) {
      await room.scripts.beat(room.id, deps.nodeField, room.audience.size, room.viewers);
    }
    if (beat.status === 'live') await deps.repair.compare(room, beat.nodeAccounts, beat.nodeSockets);
    for (const field of deps.nodes.dead(beat.nodes, deps.clock())) {
      await room.scripts.dropNode(room.id, field);
      deps.touched.touch(room.id);
    }
    const host = room.facts?.host;
    if (room.live && host !== undefined && room.audience.socketsOf(host).length > 0)
      await deps.deadlines.extend(room.id);
  } catch (err) {
    deps.log.debug({ err, room: room.id }, 'room beat failed');
  }
}

/**
 * Lets every room beat once in `nodeHeartbeatMs`, some in each part of it: two hundred beats at once keep the store from what
 * is said in the rooms for longer than anything else it does. A beat that waits for a slow store holds up no other room's.
 * Returns the release, which waits for the beats under way.
 */
export function beatRoomsByTurns(deps: RoomBeatDeps, rooms: RoomRegistry): () => Promise<void> {
  const beating = new Map<Room, Promise<void>>();
  let turn = 0;
  const stop = every(limits.nodeHeartbeatMs / beatTurns, async () => {
    for (const room of rooms.inTurn(turn)) {
      if (beating.has(room)) continue;
      const done = beatRoom(deps, room).finally(() => beating.delete(room));
      beating.set(room, done);
    }
    turn = (turn + 1) % beatTurns;
  });
  return async () => {
    await stop();
    await Promise.all(beating.values());
  };
}
