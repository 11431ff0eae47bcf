import type { Logger } from '../../observability/log.ts';
import type { HostDeadlines } from '../control/host-deadlines.ts';
import type { LivingNodes } from '../control/living-nodes.ts';
import type { PresenceRepair } from './presence-repair.ts';
import type { Room } from './room.ts';

export interface RoomBeatDeps {
  readonly nodeField: string;
  readonly nodes: LivingNodes;
  readonly repair: PresenceRepair;
  readonly deadlines: HostDeadlines;
  readonly log: Logger;
  readonly clock: () => number;
}

/**
 * One room's heartbeat: tells the store this node's sockets, learns the head and everybody's counts, takes dead nodes
 * out, keeps the broadcast of a host who is here alive. Never rejects.
 */
export async function beatRoom(deps: RoomBeatDeps, room: Room): Promise<void> {
  try {
    const beat = await room.scripts.beat(room.id, deps.nodeField, room.audience.size, room.viewers);
    if (beat.kind === 'missing') {
      if (room.facts !== undefined) room.closeAll('room_not_found');
      return;
    }
    room.observe(beat, deps.nodes.sum(beat.nodes, room.audience.size));
    // Viewers have been shown this peak; the broadcast may end before the next beat would store it.
    if (room.live && room.peak > beat.peak) {
      await room.scripts.beat(room.id, deps.nodeField, room.audience.size, room.viewers);
    }
    if (beat.status === 'live') await deps.repair.compare(room, beat.nodeAccounts);
    for (const field of deps.nodes.dead(beat.nodes, deps.clock())) await room.scripts.dropNode(room.id, field);
    const host = room.facts?.host;
    if (room.live && host !== undefined && room.audience.socketsOf(host).length > 0)
      await deps.deadlines.extend(room.id);
  } catch (err) {
    deps.log.debug({ err, room: room.id }, 'room beat failed');
  }
}
