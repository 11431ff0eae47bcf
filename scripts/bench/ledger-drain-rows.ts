import { judgeRow, type ResultRow } from '../../loadtests/bench/judge-row.ts';
import { median } from '../../loadtests/bench/median.ts';
import type { MediciCommands } from '../../loadtests/bench/peers/medici.ts';
import { type BenchContext, scaled } from './bench-context.ts';
import type { BareCommands } from './ledger-bare.ts';
import type { GiftPlan } from './ledger-gifts.ts';
import { cpuOver, perSecond, planOf, withFundedLedger, withWorker } from './ledger-row-tools.ts';
import type { LedgerStores } from './ledger-stores.ts';

const senders = 10_000;
const hosts = 1_000;
const gifts = 40_000;
const mediciGifts = 2_000;
const mediciSenders = 200;
const giveConcurrency = 512;
const mediciConcurrency = 8;

/** What it takes to carry gifts from the streams into the ledger. */
export interface DrainFigures {
  readonly perSecond: number;
  /** CPU per gift, µs: of the process that writes, of MongoDB, of the wallets' Redis. */
  readonly writerMicros: number;
  readonly mongoMicros: number;
  readonly redisMicros: number;
}

/** The real ledger against a backlog that the real script made. */
export async function drainOurs(stores: LedgerStores, plan: GiftPlan, count: number): Promise<DrainFigures> {
  return withFundedLedger(stores, plan, {}, async ({ ledger, giver, wallets }) => {
    await ledger.ask('stop', {});
    const { accepted } = await giver.ask('give', { count, concurrency: giveConcurrency, bare: false });
    if (accepted !== count) throw new Error(`${accepted} of ${count} gifts were accepted`);
    const measured = await cpuOver([ledger.pid, stores.mongo.pid, wallets.pid], () => ledger.ask('drain', { count }));
    const [writer = 0, mongo = 0, redis = 0] = measured.cpuMs.map((ms) => (ms * 1_000) / count);
    await ledger.ask('stop', {});
    const rate = perSecond(measured.result);
    return { perSecond: rate, writerMicros: writer, mongoMicros: mongo, redisMicros: redis };
  });
}

/** The same documents in bare transactions. */
async function drainBare(stores: LedgerStores, plan: GiftPlan, count: number): Promise<DrainFigures> {
  const database = await stores.freshDatabase();
  return withWorker<BareCommands, DrainFigures>(['scripts/bench/ledger-bare.ts'], async (bare) => {
    await bare.ask('open', { mongoUri: stores.mongo.uri, database, plan });
    await bare.ask('prepareFunds', {});
    await bare.ask('drain', {});
    await bare.ask('prepare', { count });
    const measured = await cpuOver([bare.pid, stores.mongo.pid], () => bare.ask('drain', {}));
    const [writer = 0, mongo = 0] = measured.cpuMs.map((ms) => (ms * 1_000) / count);
    return { perSecond: perSecond(measured.result), writerMicros: writer, mongoMicros: mongo, redisMicros: 0 };
  });
}

async function drainMedici(context: BenchContext, stores: LedgerStores): Promise<number> {
  const database = await stores.freshDatabase();
  return withWorker<MediciCommands, number>(['loadtests/bench/peers/medici.ts'], async (medici) => {
    await medici.ask('open', { mongoUri: stores.mongo.uri, database: `${database}_m` });
    const count = scaled(mediciGifts, context.settings);
    const people = { senders: scaled(mediciSenders, context.settings), hosts: 50, rooms: 50 };
    const drained = await medici.ask('drain', { count, ...people, concurrency: mediciConcurrency });
    await stores.client.db(`${database}_m`).dropDatabase();
    return perSecond(drained);
  });
}

function show(name: string, { perSecond, writerMicros, mongoMicros, redisMicros }: DrainFigures): string {
  const micros = `writer ${writerMicros.toFixed(0)}, mongod ${mongoMicros.toFixed(0)}, redis ${redisMicros.toFixed(0)} µs/gift`;
  return `  ${name}: ${perSecond.toFixed(0)} gifts/s; ${micros}`;
}

const of = (runs: readonly DrainFigures[], read: (run: DrainFigures) => number): number => median(runs.map(read));

/** Stream → committed, beside bare transactions of the same documents and beside medici. */
export async function ledgerDrain(context: BenchContext): Promise<ResultRow[]> {
  const stores = await context.ledgerStores();
  const [ours, bare, medici]: [DrainFigures[], DrainFigures[], number[]] = [[], [], []];
  const count = scaled(gifts, context.settings);
  for (let run = 0; run < context.settings.runs; run += 1) {
    const plan = planOf(context, senders, hosts);
    ours.push(await drainOurs(stores, plan, count));
    bare.push(await drainBare(stores, plan, count));
    medici.push(await drainMedici(context, stores));
    for (const [name, runs] of [
      ['ours', ours],
      ['bare', bare],
    ] as const) {
      const last = runs.at(-1);
      if (last !== undefined) context.say(show(`ledger-drain ${name}`, last));
    }
    context.say(`  ledger-drain medici: ${medici.at(-1)?.toFixed(0)} gifts/s`);
  }
  const rate = of(ours, (run) => run.perSecond);
  const peers = { bare: of(bare, (run) => run.perSecond), medici: median(medici) };
  const common = { unit: 'gifts/s', ours: rate, peers, driverShare: 0 };
  const beside = {
    'writer µs': of(ours, (run) => run.writerMicros),
    'mongod µs': of(ours, (run) => run.mongoMicros),
    'redis µs': of(ours, (run) => run.redisMicros),
    'bare writer µs': of(bare, (run) => run.writerMicros),
    'bare mongod µs': of(bare, (run) => run.mongoMicros),
  };
  return [
    judgeRow({ id: 'ledger-drain', ...common, bar: { kind: 'ratio-min', of: 'bare', value: 0.7 }, beside }),
    judgeRow({ id: 'ledger-drain.medici', ...common, bar: { kind: 'ratio-min', of: 'medici', value: 7 } }),
    judgeRow({ id: 'ledger-drain.rate', ...common, bar: { kind: 'min', value: 8_000 } }),
  ];
}

/** All gifts to one host, beside gifts to a thousand. */
export async function ledgerHotHost(context: BenchContext): Promise<ResultRow[]> {
  const stores = await context.ledgerStores();
  const [hot, spread]: [DrainFigures[], DrainFigures[]] = [[], []];
  const count = scaled(gifts, context.settings);
  for (let run = 0; run < context.settings.runs; run += 1) {
    hot.push(await drainOurs(stores, planOf(context, senders, 1), count));
    spread.push(await drainOurs(stores, planOf(context, senders, hosts), count));
    const last = [hot.at(-1), spread.at(-1)];
    for (const [at, figures] of last.entries()) {
      if (figures !== undefined) context.say(show(`ledger-hot-host ${at === 0 ? 'one host' : 'spread'}`, figures));
    }
  }
  const rate = (runs: readonly DrainFigures[]): number => of(runs, (run) => run.perSecond);
  return [
    judgeRow({
      ...{ id: 'ledger-hot-host', unit: 'gifts/s', ours: rate(hot), peers: { spread: rate(spread) }, driverShare: 0 },
      bar: { kind: 'ratio-min', of: 'spread', value: 0.8 },
      beside: { 'mongod µs': of(hot, (run) => run.mongoMicros), 'writer µs': of(hot, (run) => run.writerMicros) },
    }),
  ];
}
