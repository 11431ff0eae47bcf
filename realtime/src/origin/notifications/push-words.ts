import type { Livestream } from '../streams/livestream.ts';
import type { PushKind } from './push-queue.ts';
import type { PushMessage } from './push-sender.ts';

/**
 * What followers are shown of a broadcast as it is now; undefined when there is nothing to tell any more: it ended, became
 * private, or is to begin at another time than the one that was announced.
 */
export function wordsOf(
  livestream: Livestream | undefined,
  { kind, mootAtMs }: { readonly kind: PushKind; readonly mootAtMs: number },
  nowMs: number,
): Omit<PushMessage, 'to'> | undefined {
  if (livestream === undefined || livestream.privacy.visibility === 'private' || nowMs >= mootAtMs) return undefined;
  const { id, status, hostHandle, title, scheduledAtMs } = livestream;
  const stands = kind === 'live' ? status === 'live' : status === 'draft' && scheduledAtMs === mootAtMs;
  if (!stands) return undefined;
  return {
    title: kind === 'live' ? `${hostHandle} is live` : `${hostHandle} goes live soon`,
    body: title,
    data: { kind, streamId: id },
    group: id,
    lifeSeconds: Math.ceil((mootAtMs - nowMs) / 1_000),
  };
}
