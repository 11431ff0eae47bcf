import { MARK_CHARS, nowMicros, writeMark } from '../event-mark.ts';
import { paced } from '../paced.ts';
import type { PeerCommands } from './peer-commands.ts';

/** Publishes events of the given size, each with its mark, to one room after the other. */
export async function publishPaced(
  { rooms, perSecond, seconds, bytes }: PeerCommands['publish']['args'],
  publish: (room: number, event: string) => void,
): Promise<PeerCommands['publish']['answer']> {
  const rest = 'x'.repeat(Math.max(0, bytes - MARK_CHARS));
  return { sent: await paced(perSecond, seconds, (index) => publish(index % rooms, writeMark(nowMicros()) + rest)) };
}
