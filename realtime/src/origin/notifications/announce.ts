import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import type { DraftLivestream, LiveLivestream } from '../streams/livestream.ts';
import type { PushKind, PushQueue } from './push-queue.ts';

export interface AnnounceDeps {
  readonly pushQueue: Pick<PushQueue, 'announce'>;
  readonly clock: Clock;
  readonly onAnnounced?: (kind: PushKind, result: 'asked' | 'too_many') => void;
}

/**
 * Has the followers of its host told that a broadcast began. May be repeated: it is asked for once. A private broadcast is
 * told to nobody, nor is one that began long ago.
 */
export async function announceLive(
  deps: AnnounceDeps,
  { id, hostId, privacy, startedAtMs }: LiveLivestream,
): Promise<void> {
  const createdAtMs = deps.clock();
  const mootAtMs = startedAtMs + limits.pushLiveMootMs;
  if (privacy.visibility === 'private' || createdAtMs >= mootAtMs) return;
  const job = { id: `live:${id}`, kind: 'live', streamId: id, hostId, createdAtMs, mootAtMs } as const;
  noted(deps, 'live', await deps.pushQueue.announce(job, createdAtMs + limits.pushLiveAfterMs));
}

/** Has them told that a broadcast begins soon: once for each time that it is scheduled for. */
export async function announceSoon(
  deps: AnnounceDeps,
  { id, hostId, privacy, scheduledAtMs }: DraftLivestream,
): Promise<void> {
  const createdAtMs = deps.clock();
  if (privacy.visibility === 'private' || scheduledAtMs === undefined || createdAtMs >= scheduledAtMs) return;
  const facts = { kind: 'reminder', streamId: id, hostId, createdAtMs, mootAtMs: scheduledAtMs } as const;
  noted(
    deps,
    'reminder',
    await deps.pushQueue.announce({ id: `reminder:${id}:${scheduledAtMs}`, ...facts }, createdAtMs),
  );
}

function noted(deps: AnnounceDeps, kind: PushKind, result: 'asked' | 'exists' | 'too_many'): void {
  if (result !== 'exists') deps.onAnnounced?.(kind, result);
}
