import { randomBytes } from 'node:crypto';
import { newAccountId, newSubjectId } from '@halobuzz/core/ids';
import { publicPrivacy, type StreamPrivacy } from '@halobuzz/core/streams/privacy';
import { type Db, Int32 } from 'mongodb';
import { judgeRow, type ResultRow } from '../../loadtests/bench/judge-row.ts';
import { median } from '../../loadtests/bench/median.ts';
import { RoomScripts } from '../../realtime/src/adapters/redis/room-scripts.ts';
import { type BenchContext, scaled } from './bench-context.ts';
import { openWallets } from './bench-wallets.ts';
import { type GiftPlan, giftBook } from './ledger-gifts.ts';
import type { GiverCommands } from './ledger-giver.ts';
import { cpuOver, giverProgram, planOf, withFundedLedger, withWorker } from './ledger-row-tools.ts';
import type { LedgerStores } from './ledger-stores.ts';
import type { LedgerCommands } from './ledger-worker.ts';

const accepts = 30_000;
const acceptSenders = 2_000;
const acceptConcurrency = 512;
/** Ours and the bare script take turns in slices of one process: on a shared machine whole runs would not be comparable. */
const slices = 6;
const confirmPerSecond = 1_000;
const confirmSenders = 2_000;
const confirmRooms = 50;
const random = (length: number): Uint8Array => randomBytes(length);

interface AcceptFigures {
  readonly ours: number;
  readonly bare: number;
  readonly redisMicros: number;
  readonly giverShare: number;
}

async function measureAccept(context: BenchContext, stores: LedgerStores): Promise<AcceptFigures> {
  const wallets = await stores.freshWallets();
  await openWallets(wallets.url, [], 0n);
  return withWorker<GiverCommands, AcceptFigures>(giverProgram, async (giver) => {
    await giver.ask('open', { walletsUrl: wallets.url, plan: planOf(context, acceptSenders, 1_000) });
    await giver.ask('fund', {});
    const count = Math.ceil(scaled(accepts, context.settings) / slices);
    const tookMs = { ours: 0, bare: 0 };
    const run = async (who: 'ours' | 'bare', counts: boolean): Promise<void> => {
      const given = await giver.ask('give', { count, concurrency: acceptConcurrency, bare: who === 'bare' });
      if (given.accepted !== count) throw new Error(`${given.accepted} of ${count} gifts were accepted`);
      if (counts) tookMs[who] += given.tookMs;
    };
    // The first slices compile and fill what later ones use.
    for (const who of ['ours', 'bare'] as const) await run(who, false);
    const measured = await cpuOver([wallets.pid, giver.pid], async () => {
      for (let slice = 0; slice < slices; slice += 1) {
        for (const who of slice % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const))
          await run(who, true);
      }
    });
    const [redisMs = 0, giverMs = 0] = measured.cpuMs;
    const total = count * slices;
    return {
      ours: (total / tookMs.ours) * 1_000,
      bare: (total / tookMs.bare) * 1_000,
      redisMicros: (redisMs * 1_000) / (2 * total),
      giverShare: giverMs / measured.tookMs,
    };
  });
}

/** Gifts a second that one Redis accepts through the wallet, beside the bare script called by the same client. */
export async function ledgerAccept(context: BenchContext): Promise<ResultRow[]> {
  const stores = await context.ledgerStores();
  const runs: AcceptFigures[] = [];
  for (let run = 0; run < context.settings.runs; run += 1) {
    const figures = await measureAccept(context, stores);
    runs.push(figures);
    const { ours, bare, redisMicros } = figures;
    context.say(
      `  ledger-accept: ours ${ours.toFixed(0)}/s, bare ${bare.toFixed(0)}/s, redis ${redisMicros.toFixed(0)} µs/gift`,
    );
  }
  const of = (read: (run: AcceptFigures) => number): number => median(runs.map(read));
  return [
    judgeRow({
      ...{ id: 'ledger-accept', unit: 'gifts/s', ours: of((run) => run.ours) },
      peers: { script: of((run) => run.bare) },
      bar: { kind: 'ratio-min', of: 'script', value: 0.7 },
      // One client gives them all, as one gateway would: its own share is part of the figure.
      driverShare: 0,
      beside: { 'redis µs': of((run) => run.redisMicros), 'client share': of((run) => run.giverShare) },
    }),
  ];
}

/** Broadcasts under way for the plan's gifts: in the bench's rooms server, and in the database, where boards find their hosts. */
async function createBroadcasts(context: BenchContext, db: Db, plan: GiftPlan): Promise<void> {
  const scripts = new RoomScripts(context.stores.redis);
  const livestreams: (BroadcastDoc & { readonly _id: string })[] = [];
  for (const room of giftBook(plan).rooms) {
    const host = newAccountId('a', random);
    const startedAt = new Date();
    const facts = { title: 'Bench', category: 'talk', country: 'NP', region: 'ap-southeast-1' } as const;
    const found = { tags: [], privacy: publicPrivacy, listed: true } as const;
    const people = { host, hostName: 'Host', hostSubject: newSubjectId(random) };
    await scripts.createRoom(room, { ...people, ...facts, startedAtMs: startedAt.getTime() });
    const doc = { hostId: host, hostHandle: 'host', status: 'live', currentViewers: new Int32(0), startedAt } as const;
    livestreams.push({ _id: room, ...facts, ...found, ...doc });
  }
  await db.collection<BroadcastDoc & { _id: string }>('livestreams').insertMany(livestreams);
}

interface BroadcastDoc {
  readonly hostId: string;
  readonly hostHandle: string;
  readonly title: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly privacy: StreamPrivacy;
  readonly listed: boolean;
  readonly country: string;
  readonly region: string;
  readonly status: 'live';
  readonly currentViewers: Int32;
  readonly startedAt: Date;
}

/** From a gift's `accepted` to its confirmation at the gateway that took it: writer, MongoDB, projector, rooms, pub/sub. */
export async function ledgerConfirm(context: BenchContext): Promise<ResultRow[]> {
  const stores = await context.ledgerStores();
  const { settings } = context;
  const [p50s, p99s]: [number[], number[]] = [[], []];
  const stages: LedgerCommands['stages']['answer'][] = [];
  let driverShare = 0;
  for (let run = 0; run < settings.runs; run += 1) {
    const plan = planOf(context, confirmSenders, confirmRooms);
    const roomsUrl = context.stores.rooms.url;
    await withFundedLedger(stores, plan, { roomsUrl }, async ({ ledger, giver, database }) => {
      await createBroadcasts(context, stores.client.db(database), plan);
      // Warm: the first second is not counted.
      await giver.ask('begin', { perSecond: confirmPerSecond, seconds: 1, controlUrl: roomsUrl });
      await giver.ask('ended', {});
      await ledger.ask('stages', {});
      const measured = await cpuOver([giver.pid, ledger.pid, stores.mongo.pid], async () => {
        await giver.ask('begin', { perSecond: confirmPerSecond, seconds: settings.seconds, controlUrl: roomsUrl });
        return giver.ask('ended', {});
      });
      const { sent, accepted, confirmed, p50Ms, p99Ms } = measured.result;
      const all = sent === accepted && sent === confirmed;
      // A gift that was never confirmed is not one confirmed in time.
      p99s.push(all ? p99Ms : Number.NaN);
      p50s.push(p50Ms);
      driverShare = Math.max(driverShare, (measured.cpuMs[0] ?? 0) / measured.tookMs);
      const shares = measured.cpuMs.slice(1).map((ms) => ((ms / measured.tookMs) * 100).toFixed(0));
      context.say(
        `  ledger-confirm: ${confirmed} of ${sent} confirmed, p50 ${p50Ms} ms, p99 ${p99Ms} ms; ledger ${shares[0]}%, mongod ${shares[1]}%`,
      );
      stages.push(await ledger.ask('stages', {}));
      await ledger.ask('stop', {});
    });
  }
  return [
    judgeRow({
      ...{ id: 'ledger-confirm', unit: 'ms p99', ours: median(p99s), peers: {}, driverShare },
      bar: { kind: 'max', value: 250 },
      beside: {
        'p50 ms': median(p50s),
        'commit ms': median(stages.map(({ commitMs }) => commitMs)),
        'accepted to commit ms': median(stages.map(({ committedMs }) => committedMs)),
        'accepted to told ms': median(stages.map(({ toldMs }) => toldMs)),
      },
    }),
  ];
}
