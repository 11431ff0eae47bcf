import type { Command } from '@halobuzz/core/protocol/up';
import type { Connection } from '../connection/connection.ts';
import type { Joined } from '../connection/connection-state.ts';
import type { CommandOutcome } from '../connection/outcome.ts';
import { boundedRecovery } from '../rooms/bounded-recovery.ts';
import type { CaughtUp } from '../rooms/room.ts';
import type { GatewayServices } from '../services.ts';
import { eventsFrame } from '../transport/frames.ts';

/**
 * Compares the client's point with the room's. The outcome is settled through `settle`, in the very moment in which the
 * events fit what the socket hears next; `recovered:false` when the history does not reach back.
 */
export async function handleSync(
  services: GatewayServices,
  connection: Connection,
  joined: Joined,
  command: Extract<Command, { t: 'sync' }>,
  settle: (outcome: CommandOutcome) => void,
): Promise<void> {
  const { room } = joined.lease;
  const known = { epoch: room.epoch, offset: room.offset };
  const ahead = command.point.epoch !== known.epoch || command.point.offset > known.offset;
  // A point beyond what this node heard cannot be one that this node told: the client has another room in mind.
  if (ahead) return settle(answer({ events: undefined, at: known }));
  await room.catchUp(command.point, joined.member, (caughtUp) => settle(answer(caughtUp)));

  function answer({ events: missed, at }: CaughtUp): CommandOutcome {
    const events = boundedRecovery(missed);
    const recovered = events !== undefined;
    return {
      kind: 'ok',
      data: { t: 'sync', recovered, epoch: at.epoch, offset: at.offset },
      after: () => {
        if (events === undefined) return;
        const frame = eventsFrame({
          version: joined.version,
          epoch: at.epoch,
          firstOffset: events[0]?.offset ?? 0,
          reliable: events,
          lossy: [],
          recovered: true,
          nowMs: services.clock(),
        });
        if (frame !== undefined) connection.send(frame.bytes, 'events');
      },
    };
  }
}
