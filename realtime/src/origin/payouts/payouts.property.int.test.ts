import { limits } from '@halobuzz/core/limits';
import type { Actor } from '@halobuzz/core/tokens';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { crashing, orDefect, seeded } from '../../../testing/crashing.ts';
import { openPayoutWorld, type PayoutWorld, type ProviderMood, person } from '../../../testing/payout-world.ts';
import { payoutDocuments } from '../mongo/mongo-payouts.ts';
import { type AdvanceDeps, advanceNow } from './advance-payout.ts';
import { approvePayout, rejectPayout } from './decide-payout.ts';
import type { Payout } from './payout.ts';
import { advanceDuePayouts } from './payout-jobs.ts';
import { cancelPayout, requestPayout } from './request-payout.ts';

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const finance = [person('finance'), person('finance'), person('finance')] as const;
const note = 'a random decision';
const cameToNothing: readonly string[] = ['refused', 'rejected', 'cancelled', 'expired', 'failed', 'returned'];

/** What a history does next. Numbers pick: a host, a payout, somebody of the staff. */
const act = fc.record({
  kind: fc.constantFrom(
    ...([
      'ask',
      'ask',
      'ask',
      'cancel',
      'approve',
      'approve',
      'approve',
      'reject',
      'job',
      'job',
      'wait',
      'wait',
    ] as const),
    ...(['wait_long', 'settle', 'block', 'mature', 'take_back', 'take_back'] as const),
  ),
  pick: fc.nat({ max: 1_000 }),
  diamonds: fc.integer({ min: 900, max: 110_000 }),
});
const moods: readonly ProviderMood[] = ['pays', 'pends', 'fails', 'refuses', 'lost_before', 'lost_after'];

it('whatever hosts, staff, provider and crashes do: nothing is paid twice, nothing unearned, and no diamond is lost', async () => {
  const history = fc.tuple(fc.array(act, { minLength: 30, maxLength: 70, size: 'max' }), fc.integer());
  await fc.assert(
    fc.asyncProperty(history, async ([acts, seed]) => runHistory(acts, seed)),
    { numRuns: 8, verbose: 1, endOnFailure: true },
  );
  expect(ends.get('paid') ?? 0, [...ends].join(' ')).toBeGreaterThan(0);
  await world.sound();
}, 240_000);

type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** Ends that payouts of all histories came to. */
const ends = new Map<string, number>();

async function runHistory(acts: readonly Act[], seed: number): Promise<void> {
  const chance = seeded(seed);
  const made0 = world.moody.world.made.length;
  const hosts = [person('host'), person('host')] as const;
  const maturing = new Map<string, bigint>();
  const total = 240_000n;
  const young = 60_000n;
  for (const host of hosts) {
    await world.earn(host, total);
    maturing.set(host.subject, young);
  }
  let calm = false;
  const random = (): number => (calm ? 1 : chance());
  let blocked = false;
  world.moody.world.mood = () => (calm ? 'pays' : (moods[Math.floor(chance() * moods.length)] ?? 'pays'));
  const books = {
    ...world.deps.books,
    earnedSince: async (subject: string) => maturing.get(subject) ?? 0n,
    hasDispute: async () => blocked,
  };
  const deps: AdvanceDeps = {
    ...world.deps,
    books: crashing(books, random),
    payouts: crashing(world.deps.payouts, random),
    wallet: crashing(world.bench.wallet, random),
    audit: crashing(world.deps.audit, random),
    provider: crashing(world.moody.provider, random),
  };
  const documents = payoutDocuments(world.bench.database.db);
  const all = (): Promise<Payout[]> =>
    documents.find({ userId: { $in: hosts.map(({ subject }) => subject) } }).toArray();
  const hostOf = (pick: number): Actor => hosts[pick % hosts.length] ?? hosts[0];

  const run = async ({ kind, pick, diamonds }: Act, step: number): Promise<void> => {
    const payouts = await all();
    // Mostly one that is under way: what has ended is left alone by everything.
    const open = payouts.filter((payout) => payout.open === true);
    const among = open.length > 0 && pick % 5 > 0 ? open : payouts;
    const some = among[pick % Math.max(1, among.length)];
    const staff = finance[pick % finance.length] ?? finance[0];
    switch (kind) {
      case 'ask': {
        // Keys come back: some are repeated under the same and other amounts.
        const key = `key-${seed}-${pick % 7 === 0 ? 0 : step}`;
        await requestPayout(deps, hostOf(pick), key, { diamonds: BigInt(diamonds), currency: 'USD' });
        return;
      }
      case 'cancel':
        if (some !== undefined && pick % 3 === 0) await cancelPayout(deps, some.userId, some._id);
        return;
      case 'approve':
        if (some !== undefined) await approvePayout(deps, staff, some._id, note);
        return;
      case 'reject':
        if (some !== undefined && pick % 3 === 0) await rejectPayout(deps, staff, some._id, note);
        return;
      case 'job':
        await Promise.all([advanceDuePayouts(deps), ...(some === undefined ? [] : [advanceNow(deps, some)])]);
        return;
      case 'wait':
        world.time.nowMs += 1 + (pick % 200) * 1_000;
        await world.drained();
        return;
      case 'wait_long':
        if (pick % 4 === 0) world.time.nowMs += limits.payoutDecisionMs;
        return;
      case 'settle':
        for (const { _id } of payouts) world.moody.world.settle(_id, pick % 2 === 0 ? 'paid' : 'failed');
        return;
      case 'take_back':
        world.moody.world.takeBack(payouts[pick % Math.max(1, payouts.length)]?._id ?? '');
        return;
      case 'block':
        blocked = pick % 4 === 0;
        return;
      case 'mature':
        if (pick % 3 === 0) maturing.set(hostOf(pick).subject, 0n);
        return;
      default:
        return kind satisfies never;
    }
  };

  const checkBounds = async (): Promise<void> => {
    // Sums are read one after the other: nothing may commit in between.
    await world.drained();
    const payouts = await all();
    for (const host of hosts) {
      const own = payouts.filter(({ userId }) => userId === host.subject);
      const live = own.filter(({ status }) => !cameToNothing.includes(status) && status !== 'requested');
      const taken = live.reduce((sum, { amount }) => sum + amount, 0n);
      expect(taken <= total - (maturing.get(host.subject) ?? 0n), 'never more than earned and matured').toBe(true);
      expect(own.filter(({ open }) => open === true).length <= 1, 'one open payout at most').toBe(true);
      const { earned, held, paid } = await world.diamondsOf(host);
      expect(earned + held + paid, 'no diamond is lost or made').toBe(total);
      expect(earned >= 0n && held >= 0n).toBe(true);
    }
  };

  for (const [step, one] of acts.entries()) {
    // Refusals are answers; crashes are what this is about. Anything else is a defect.
    await run(one, step).catch(orDefect);
    if (step % 6 === 0) await checkBounds();
  }

  // Everybody comes back, whatever is pending is paid, and the job goes on until nothing moves.
  calm = true;
  blocked = false;
  for (let passes = 0; passes < 60; passes += 1) {
    const payouts = await all();
    const moving = payouts.filter(
      ({ open, status, ledger }) =>
        (open === true && status !== 'held') || (status === 'returned' && ledger !== 'returned'),
    );
    if (passes > 2 && moving.length === 0) break;
    for (const { _id } of payouts) world.moody.world.settle(_id, 'paid');
    // All that was paid is asked after now.
    for (const { _id, status } of payouts) if (status === 'paid') await world.deps.payouts.wake(_id, world.time.nowMs);
    world.time.nowMs += limits.payoutRetryMaxMs;
    await advanceDuePayouts(deps);
    await world.drained();
  }
  await advanceDuePayouts(deps);

  const payouts = await all();
  await checkBounds();
  const made = world.moody.world.made.slice(made0);
  for (const payout of payouts) {
    const { _id, status, ledger, open, amount, fiat, history, audited } = payout;
    ends.set(status, (ends.get(status) ?? 0) + 1);
    const transfers = made.filter(({ payoutId }) => payoutId === _id);
    const transfer = world.moody.world.transfers.get(_id);
    expect(transfers.length <= 1, 'never paid twice').toBe(true);
    expect(transfer?.kind === 'paid', `paid exactly when the provider paid: ${status}`).toBe(status === 'paid');
    if (transfers[0] !== undefined) expect(transfers[0].amount).toBe(fiat);
    expect(status === 'held' ? open : open === undefined, `${status} is settled`).toBe(true);
    const back = ['rejected', 'cancelled', 'expired', 'failed'].includes(status);
    if (status === 'paid') expect(ledger).toBe('posted');
    else if (status === 'returned') expect(ledger).toBe('returned');
    else if (back) expect(ledger).toBe('voided');
    else if (status === 'refused') expect(['none', 'refused']).toContain(ledger);
    if (payout.approvals.length < payout.needed) expect(['paid', 'sending', 'approved']).not.toContain(status);
    expect(new Set(payout.approvals.map(({ by }) => by)).size).toBe(payout.approvals.length);
    const logged = await world.bench.database.db.collection('audit_log').find({ subject: _id }).toArray();
    expect([logged.length, audited], 'every change is in the audit log once').toEqual([history.length, history.length]);
    expect(amount > 0n).toBe(true);
  }
}
