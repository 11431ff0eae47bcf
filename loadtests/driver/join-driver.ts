import { setTimeout as sleep } from 'node:timers/promises';
import { roomDialect } from '../bench/dialects.ts';
import { LatencyHistogram } from '../bench/latency-histogram.ts';
import { paced } from '../bench/paced.ts';
import { openViewer } from '../bench/viewer-socket.ts';
import { type MintedTicket, mintOf, type World, type WorldMint } from '../world.ts';
import { type RoomTicket, TicketStore } from './ticket-store.ts';

export interface JoinDriverOptions {
  readonly world: World;
  readonly perSecond: number;
  readonly seconds: number;
  readonly say: (line: string) => void;
}

export interface JoinOutcome {
  readonly joined: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Why some did not get in, and how many. */
  readonly reasons: Readonly<Record<string, number>>;
}

const joinTimeoutMs = 10_000;
/** Who is in stays so long: some thousands sit there at once, and the process keeps below its bound of open files. */
const staySeconds = 2;
const aheadSeconds = 3;
const sayPeriodMs = 1_000;

/**
 * A storm of joins straight at the gateways, from Node with sockets of its own, beyond what k6 opens a second. Rates, not users: who is
 * slow to get in keeps nobody from coming. A join is timed from the moment it was begun to the welcome.
 */
export async function runJoinDriver({ world, perSecond, seconds, say }: JoinDriverOptions): Promise<JoinOutcome> {
  const total = Math.round(perSecond * seconds);
  const rooms = world.rooms.map(({ id }) => id);
  const mint = mintOf(world);
  const store = new TicketStore(rooms, { total, ahead: perSecond * aheadSeconds }, (...asked) =>
    mintFrom(mint, ...asked),
  );
  const latency = new LatencyHistogram();
  const reasons: Record<string, number> = {};
  const under = new Set<Promise<void>>();
  let joined = 0;
  const refused = (reason: string): void => {
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  };
  const join = async (next: RoomTicket): Promise<void> => {
    const startedMs = performance.now();
    try {
      await enter(next, () => {
        latency.add(performance.now() - startedMs);
        joined += 1;
      });
    } catch (error) {
      refused(error instanceof Error ? error.message : String(error));
    }
  };
  await store.fill();
  const progress = setInterval(() => say(`  ${joined} of ${total} joined`), sayPeriodMs);
  try {
    await paced(perSecond, seconds, () => {
      if (store.isLow) store.fill().catch((error: unknown) => say(`tickets: ${String(error)}`));
      const next = store.take();
      if (next === undefined) return refused('no ticket was ready: the generator was too slow');
      const one = join(next).finally(() => under.delete(one));
      under.add(one);
    });
    await Promise.all(under);
  } finally {
    clearInterval(progress);
  }
  return {
    ...{ joined, failed: total - joined, reasons },
    ...{ p50Ms: latency.percentile(50), p95Ms: latency.percentile(95), p99Ms: latency.percentile(99) },
  };
}

/** Gets in or rejects with the reason; stays for a moment and leaves. A viewer who is put out while they stay was let in all the same. */
async function enter({ room, ticket }: RoomTicket, isIn: () => void): Promise<void> {
  const sink = { onEvents: () => undefined, onPayload: () => undefined, onClosed: () => undefined };
  const late = new AbortController();
  const opening = openViewer(roomDialect(room, ticket), false, sink);
  try {
    const viewer = await Promise.race([
      opening,
      sleep(joinTimeoutMs, undefined, { signal: late.signal }).then(() => {
        throw new Error('no welcome in time');
      }),
    ]);
    isIn();
    await sleep(staySeconds * 1_000);
    viewer.close();
  } catch (error) {
    // Should it open after all, nobody waits for it any more.
    opening.then(
      (viewer) => viewer.close(),
      () => undefined,
    );
    throw error;
  } finally {
    late.abort();
  }
}

async function mintFrom(
  { url, key }: WorldMint,
  room: string,
  from: number,
  count: number,
): Promise<readonly MintedTicket[]> {
  const response = await fetch(`${url}/tickets?room=${room}&from=${from}&count=${count}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  if (!response.ok) throw new Error(`the ticket mint answered ${response.status}`);
  // The runner of this repository wrote it, by this very type.
  const { tickets } = (await response.json()) as { readonly tickets: readonly MintedTicket[] };
  return tickets;
}
