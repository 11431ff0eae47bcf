import { newOpaqueId, transactionId } from '@halobuzz/core/ids';
import { type Intent, intentBlanks } from '@halobuzz/core/ledger/intent';
import { accounts } from '@halobuzz/core/ledger/postings';
import { limits } from '@halobuzz/core/limits';
import type { EligibilityCheck } from '@halobuzz/core/payouts/eligibility';
import type { Actor, Role } from '@halobuzz/core/tokens';
import { accountBalances, ledgerHeads, transactions } from '../src/adapters/mongo/ledger-collections.ts';
import { fingerprintOf } from '../src/ledger/fingerprint.ts';
import { mongoControls } from '../src/origin/fraud/mongo-controls.ts';
import { walletControlsService } from '../src/origin/fraud/wallet-controls.ts';
import { mongoAudit } from '../src/origin/mongo/mongo-audit.ts';
import { mongoHostBooks } from '../src/origin/mongo/mongo-host-books.ts';
import { mongoPayouts } from '../src/origin/mongo/mongo-payouts.ts';
import type { AdvanceDeps } from '../src/origin/payouts/advance-payout.ts';
import type { PayoutOrder, PayoutProvider, Transfer } from '../src/origin/payouts/provider-port.ts';
import { newActor, recordLog } from '../src/origin/testing/fakes.ts';
import { readAcceptedHeads, readCommittedHeads } from '../src/origin/wallet/shard-heads.ts';
import { giftIntent, grantIntent, random } from './intents.ts';
import { type LedgerBench, openLedgerBench, type RunningLedger, until } from './ledger-process.ts';
import { submit } from './wallet.contract.ts';

/** What a provider does with the next call of a payout. `lost_before`, `lost_after`: no answer; not taken, or taken. */
export type ProviderMood = 'pays' | 'pends' | 'fails' | 'refuses' | 'lost_before' | 'lost_after';

/** A provider that remembers every transfer that it really made, and answers as its mood is. */
export function moodyProvider() {
  const transfers = new Map<string, Transfer>();
  const made: PayoutOrder[] = [];
  const world = {
    ...{ transfers, made, sends: 0 },
    /** Asked at each call. */
    mood: (): ProviderMood => 'pays',
    /** What was paid is taken back. */
    takeBack(payoutId: string): void {
      const known = transfers.get(payoutId);
      if (known?.kind !== 'paid') return;
      transfers.set(payoutId, { kind: 'failed', externalId: known.externalId, text: 'reversed' });
    },
    /** What is pending is paid or fails now. */
    settle(payoutId: string, kind: 'paid' | 'failed'): void {
      const known = transfers.get(payoutId);
      if (known?.kind !== 'pending') return;
      const { externalId } = known;
      transfers.set(
        payoutId,
        kind === 'paid' ? { ...known, kind } : { kind, externalId, text: 'returned by the bank' },
      );
    },
  };
  const provider: PayoutProvider = {
    name: 'moody',
    async send(order) {
      world.sends += 1;
      const mood = world.mood();
      const known = transfers.get(order.payoutId);
      if (mood === 'lost_before') return { kind: 'unknown' };
      if (known !== undefined) return mood === 'lost_after' ? { kind: 'unknown' } : known;
      if (mood === 'refuses') return { kind: 'refused', text: 'account closed' };
      const externalId = `tr_${order.payoutId}`;
      made.push(order);
      const { currency, amount } = order;
      const kind = mood === 'fails' ? 'failed' : mood === 'pends' ? 'pending' : 'paid';
      const transfer: Transfer =
        kind === 'failed' ? { kind, externalId, text: 'no such bank' } : { kind, externalId, currency, amount };
      transfers.set(order.payoutId, transfer);
      return mood === 'lost_after' ? { kind: 'unknown' } : transfer;
    },
    async find(payoutId) {
      const mood = world.mood();
      if (mood === 'lost_before' || mood === 'lost_after') return { kind: 'unknown' };
      return transfers.get(payoutId) ?? { kind: 'absent' };
    },
  };
  return { world, provider };
}

export interface PayoutWorld {
  readonly bench: LedgerBench;
  /** Does the work while no writer runs, then starts a new one. */
  restartLedger(work: () => Promise<void>): Promise<void>;
  readonly deps: AdvanceDeps;
  readonly moody: ReturnType<typeof moodyProvider>;
  /** Virtual: moves only when a test moves it. */
  readonly time: { nowMs: number };
  /** Checks that nobody has passed. */
  readonly failing: EligibilityCheck[];
  readonly controls: ReturnType<typeof walletControlsService>;
  /** A fan with coins gives the host a gift of so many diamonds; waits for the commit. @returns the gift's transaction */
  earn(host: Actor, diamonds: bigint): Promise<string>;
  drained(): Promise<void>;
  /** Earnings and held diamonds of a host, and what was paid to them and stood. */
  diamondsOf(host: Actor): Promise<{ readonly earned: bigint; readonly held: bigint; readonly paid: bigint }>;
  /** Every chain verifies and all sums are zero. */
  sound(): Promise<void>;
  close(): Promise<void>;
}

export function person(...roles: Role[]): Actor {
  return newActor(random, newOpaqueId('n', random), ['viewer', ...roles]);
}

/** Real stores, a real writer, a provider with moods, and a clock of the test's own. */
export async function openPayoutWorld(): Promise<PayoutWorld> {
  const bench = await openLedgerBench();
  let ledger: RunningLedger = bench.start();
  await ledger.ready();
  const { db } = bench.database;
  const moody = moodyProvider();
  // Gifts of now have matured by the clock of this world.
  const time = { nowMs: Date.now() + limits.payoutHoldPeriodMs + 3_600_000 };
  const clock = (): number => time.nowMs;
  const failing: EligibilityCheck[] = [];
  const controls = walletControlsService({ controls: mongoControls(db), wallet: bench.wallet, clock });
  const deps: AdvanceDeps = {
    clock,
    books: mongoHostBooks(db),
    payouts: mongoPayouts(db),
    checks: { failed: async () => [...failing] },
    controls,
    provider: moody.provider,
    wallet: bench.wallet,
    isCommitted: async (tx) =>
      (await transactions(db).findOne({ _id: tx }, { readConcern: { level: 'majority' } })) !== null,
    audit: mongoAudit(db),
    log: recordLog(),
  };

  const drained = (): Promise<void> =>
    until('everything accepted is committed', async () => {
      const session = bench.connection.session();
      if (session === undefined) return false;
      const [accepted, committed] = [await readAcceptedHeads(bench.connection), await readCommittedHeads(db)];
      const at = new Map(committed.map((head) => [head.shard, head]));
      return accepted.every(({ shard, sequence }) => (at.get(shard)?.sequence ?? 0) >= sequence);
    });

  const balanceOf = async (account: string): Promise<bigint> => {
    const found = await accountBalances(db).find({ account, currency: 'DIAMOND' }).toArray();
    return found.reduce((sum, { balance }) => sum + balance, 0n);
  };

  return {
    async restartLedger(work) {
      await ledger.stop();
      await work();
      ledger = bench.start();
      await ledger.ready();
    },
    ...{ bench, deps, moody, time, failing, controls, drained },
    async earn(host, diamonds) {
      const fan = person().subject;
      await submit(bench.wallet, grantIntent({ wallet: fan, amount: diamonds * 2n }));
      const gift = giftIntent({ wallet: fan, counterparty: host.subject, amount: diamonds * 2n, earned: diamonds });
      const before = await deps.books.earned(host.subject);
      await submit(bench.wallet, gift);
      // The majority may see it a moment after the writer's own primary.
      await until('it is earned', async () => (await deps.books.earned(host.subject)) === before + diamonds);
      return gift.tx;
    },
    async diamondsOf({ subject }) {
      const sumOf = async (type: 'payout_post' | 'payout_return'): Promise<bigint> => {
        const found = await transactions(db).find({ userId: subject, type, outcome: 'posted' }).toArray();
        return found.reduce((sum, { amount }) => sum + amount, 0n);
      };
      return {
        earned: await balanceOf(accounts.earnings(subject)),
        held: await balanceOf(accounts.held(subject)),
        paid: (await sumOf('payout_post')) - (await sumOf('payout_return')),
      };
    },
    async sound() {
      const { breaks, problems } = await bench.verify();
      if (breaks.length + problems.length > 0) throw new Error(JSON.stringify({ breaks, problems }, asText));
      const heads = await ledgerHeads(db).find().toArray();
      if (heads.some(({ state }) => state !== 'open')) throw new Error('a shard is not open');
    },
    close: () => bench.close(),
  };
}

/** Takes a development grant for a person, so that their wallet holds coins. */
export async function giveCoins(world: PayoutWorld, { subject }: Pick<Actor, 'subject'>, coins: bigint): Promise<void> {
  const orderId = newOpaqueId('t', random);
  const intent: Intent = {
    ...intentBlanks,
    ...{ kind: 'adjustment_credit', tx: transactionId(subject, orderId), wallet: subject, currency: 'COIN' },
    ...{ amount: coins, clientId: orderId, orderId, reason: 'test' },
  };
  await world.bench.wallet.post(intent, fingerprintOf(intent), async () => false);
  await world.drained();
}

function asText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
