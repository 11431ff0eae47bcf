import { limits } from '@halobuzz/core/limits';
import type { QualityLevel } from '@halobuzz/core/media/quality-level';
import { encode } from '@halobuzz/core/protocol/codec';
import { eventSpecs } from '@halobuzz/core/protocol/down';
import type { Command } from '@halobuzz/core/protocol/up';
import { encodeEnvelope } from '@halobuzz/core/rooms/envelope';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import type { Joined } from '../connection/connection-state.ts';
import { type CommandOutcome, refused } from '../connection/outcome.ts';
import type { GatewayServices } from '../services.ts';

/**
 * Somebody says how their media is. The host's is told to the room, in the lossy lane: if it gets lost, the next report
 * repeats it. Everybody's is counted; labels are roles, levels and this node's region, so that they stay few.
 */
export function handleQuality(
  services: Pick<GatewayServices, 'clock' | 'metrics' | 'region' | 'background'>,
  joined: Joined,
  { level, rttMs }: Extract<Command, { t: 'quality' }>,
): CommandOutcome {
  const { clock, metrics, region } = services;
  const { identity, lease } = joined;
  if (!lease.room.live) return refused('room_ended');
  const atMs = clock();
  const waitMs = (joined.qualityAtMs ?? Number.NEGATIVE_INFINITY) + limits.qualityReportPeriodMs - atMs;
  if (waitMs > 0) return { kind: 'refused', code: 'rate_limited', retryAfterMs: waitMs };
  joined.qualityAtMs = atMs;
  metrics.mediaReports.inc({ role: identity.role, level, region });
  if (rttMs !== undefined) metrics.mediaRoundTrip.observe(rttMs / 1_000);
  if (identity.role === 'host') services.background('quality', tellRoom(lease.room, level, atMs));
  return { kind: 'ok', data: { t: 'quality' } };
}

async function tellRoom(
  { id, epoch, scripts }: Joined['lease']['room'],
  level: QualityLevel,
  atMs: number,
): Promise<void> {
  const { code } = eventSpecs.quality;
  const body = encode({ t: 'quality', level, atMs });
  const envelope = { lane: 'lossy', eventCode: code, events: 1, epoch, firstOffset: 0, publishedAtMs: atMs } as const;
  await scripts.redis.publish(roomKeys(id).channel, Buffer.from(encodeEnvelope({ ...envelope, body })));
}
