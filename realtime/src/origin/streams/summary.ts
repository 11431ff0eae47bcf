import type { Summary } from '@halobuzz/core/api/streams';
import { may } from '@halobuzz/core/roles';
import type { Actor } from '@halobuzz/core/tokens';
import type { LedgerReads } from '../wallet/ledger-reads.ts';
import { summaryOfTotals } from './end-stream.ts';
import type { EndedLivestream, ReadGiftBars, ShardPoint, StreamPlots } from './livestream.ts';
import type { LivestreamStore } from './livestream-store.ts';
import type { Rooms } from './rooms.ts';

export interface SettleDeps {
  readonly livestreams: LivestreamStore;
  readonly rooms: Pick<Rooms, 'totals'>;
  readonly readHeads: () => Promise<readonly ShardPoint[]>;
  /** The last entry of every wallet shard whose room effects are applied. */
  readonly readProjected: () => Promise<readonly ShardPoint[]>;
  readonly ledger: Pick<LedgerReads, 'roomTotals'>;
  readonly giftBars: ReadGiftBars;
  /** Counts gifts that were shown in the room and lost before they were stored. Never rejects. Absent: nobody counts. */
  readonly countLost?: (roomId: string) => Promise<number>;
}

/** As the API shows it to `actor`: what the host earned is between the host and staff. */
export function summaryView(
  livestream: EndedLivestream,
  actor: Pick<Actor, 'account' | 'roles'> | undefined,
  { viewers, gifts }: StreamPlots,
  newFollowers?: number,
): Summary {
  const { summary } = livestream;
  const isHost = actor?.account === livestream.hostId;
  const withEarnings = isHost || may(actor?.roles ?? [], 'see_any_earnings');
  return {
    streamId: livestream.id,
    startedAt: new Date(livestream.startedAtMs).toISOString(),
    endedAt: new Date(livestream.endedAtMs).toISOString(),
    durationSeconds: Math.max(0, Math.floor((livestream.endedAtMs - livestream.startedAtMs) / 1000)),
    peakViewers: summary.peakViewers,
    uniqueViewers: summary.uniqueViewers,
    likes: summary.likes,
    gifts: summary.gifts,
    coins: String(summary.coins),
    ...(withEarnings ? { diamonds: String(summary.diamonds) } : {}),
    topGifters: summary.topGifters.map(({ handle, coins }) => ({ handle, coins: String(coins) })),
    final: livestream.final,
    ...(withEarnings && newFollowers !== undefined ? { newFollowers } : {}),
    ...(viewers === undefined ? {} : { viewersOverTime: { ...stepsOf(viewers), points: [...viewers.points] } }),
    ...(gifts === undefined || !withEarnings
      ? {}
      : {
          giftsOverTime: {
            ...stepsOf(gifts),
            bars: gifts.bars.map((bar) => ({ gifts: bar.gifts, coins: String(bar.coins) })),
          },
        }),
  };
}

function stepsOf({ fromMs, stepMs }: { readonly fromMs: number; readonly stepMs: number }) {
  return { from: new Date(fromMs).toISOString(), stepSeconds: stepMs / 1_000 };
}

/**
 * Brings the summary of an ended broadcast up to what its room holds, and freezes it once every wallet shard's
 * projection has passed the head at the end. The projection is read before the totals: they can only hold more. Until
 * then money is the room's own count; once final, or when Redis lost the room, it is the ledger's.
 */
export async function settleSummary(deps: SettleDeps, livestream: EndedLivestream): Promise<EndedLivestream> {
  if (livestream.final) return livestream;
  const endHeads = livestream.endHeads ?? (await deps.readHeads());
  const final = hasPassed(await deps.readProjected(), endHeads);
  const totals = await deps.rooms.totals(livestream.id);
  const known = totals === undefined ? livestream.summary : summaryOfTotals(totals);
  const askLedger = final || totals === undefined;
  const summary = askLedger
    ? { ...known, ...(await deps.ledger.roomTotals(livestream.id, livestream.hostSubject)) }
    : known;
  // By now everything that Redis still had is stored and applied.
  if (final) await deps.countLost?.(livestream.id);
  const settled = { endHeads, summary, final };
  const { id, startedAtMs, endedAtMs } = livestream;
  const gifts = final ? await deps.giftBars(id, startedAtMs, endedAtMs) : undefined;
  if (final || livestream.endHeads === undefined) {
    await deps.livestreams.settle(id, { ...settled, ...(gifts === undefined ? {} : { gifts }) });
  }
  return { ...livestream, ...settled };
}

/** Whether `cursors` stand at or behind every one of `heads`. A shard without entries needs no cursor. */
export function hasPassed(cursors: readonly ShardPoint[], heads: readonly ShardPoint[]): boolean {
  const byShard = new Map(cursors.map((cursor) => [cursor.shard, cursor]));
  return heads.every((head) => {
    if (head.sequence === 0) return true;
    const cursor = byShard.get(head.shard);
    if (cursor === undefined) return false;
    return cursor.epoch > head.epoch || (cursor.epoch === head.epoch && cursor.sequence >= head.sequence);
  });
}
