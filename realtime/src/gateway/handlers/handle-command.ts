import type { Command } from '@halobuzz/core/protocol/up';
import type { Connection } from '../connection/connection.ts';
import type { Joined } from '../connection/connection-state.ts';
import type { CommandOutcome } from '../connection/outcome.ts';
import type { GatewayServices } from '../services.ts';
import { handleChat, handleDeleteChat, handlePin } from './chat.ts';
import { handleGift } from './gift.ts';
import { handleGoal } from './goal.ts';
import { handleGuest } from './guest.ts';
import { handleLeaderboard } from './leaderboard.ts';
import { handleLeave } from './leave.ts';
import { handleLike } from './like.ts';
import { handleModerate, handleSettings } from './moderate.ts';
import { handleQuality } from './quality.ts';
import { handleSync } from './sync.ts';
import { handleViewers } from './viewers.ts';

/** Does one command and calls `settle` once with what came of it. Rejects, without having called it, on a bug or a lost store. */
export async function handleCommand(
  services: GatewayServices,
  connection: Connection,
  joined: Joined,
  command: Command,
  settle: (outcome: CommandOutcome) => void,
): Promise<void> {
  const maintenance = isNew(command) ? services.switches.maintenanceRefusal(services.clock()) : undefined;
  if (maintenance !== undefined) return settle({ kind: 'refused', code: maintenance.code, ...maintenance.details });
  switch (command.t) {
    case 'chat':
      return settle(await handleChat(services, joined, command));
    case 'like':
      return settle(await handleLike(joined, command));
    case 'gift':
      return settle(await handleGift(services, connection, joined, command));
    case 'viewers':
      return settle(await handleViewers(joined, command));
    case 'ping':
      return settle({ kind: 'ok', data: { t: 'ping', serverTimeMs: services.clock() } });
    case 'sync':
      return handleSync(services, connection, joined, command, settle);
    case 'leave':
      return settle(handleLeave(connection));
    case 'chat.delete':
      return settle(await handleDeleteChat(services, joined, command));
    case 'pin':
      return settle(await handlePin(services, joined, 'pin', command.mid));
    case 'unpin':
      return settle(await handlePin(services, joined, 'unpin', undefined));
    case 'settings':
      return settle(await handleSettings(services, joined, command));
    case 'moderate':
      return settle(await handleModerate(services, joined, command));
    case 'goal':
    case 'goal.clear':
      return settle(await handleGoal(joined, command));
    case 'guest':
      return settle(await handleGuest(services, joined, command));
    case 'quality':
      return settle(handleQuality(services, joined, command));
    case 'leaderboard':
      return settle(await handleLeaderboard(services, joined, command));
    default:
      return command satisfies never;
  }
}

/** What maintenance keeps out: watching, and keeping order, go on. Gifts and chat ask by themselves, as a gift may be paid already. */
function isNew({ t }: Command): boolean {
  return t === 'like' || t === 'goal' || t === 'guest';
}
