import { walletShardOf } from '@halobuzz/core/ids';
import { GENESIS_HASH } from '@halobuzz/core/ledger/chain';
import { encodeIntent } from '@halobuzz/core/ledger/intent';
import { accounts } from '@halobuzz/core/ledger/postings';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giftIntent, grantIntent, subjectInShard } from '../../testing/intents.ts';
import { accountsToRead, type ChainHead, chainEntries } from './chain-docs.ts';
import { type JudgedEntry, judgeEntry } from './stream-entry.ts';

const shard = 3;
const people = [subjectInShard(shard), subjectInShard(shard), subjectInShard(shard)];
const genesis: ChainHead = { epoch: 1n, sequence: 0n, hash: GENESIS_HASH };

type Step = { who: number; kind: 'gift' | 'grant' | 'garbage'; amount: bigint };

/** Entries as one shard's script would have made them, with true balances. */
function entriesOf(steps: readonly Step[]): JudgedEntry[] {
  const balances = new Map<string, bigint>();
  return steps.map(({ who, kind, amount }, index) => {
    const wallet = people[who] ?? '';
    expect(walletShardOf(wallet)).toBe(shard);
    const intent = kind === 'gift' ? giftIntent({ wallet, amount }) : grantIntent({ wallet, amount });
    const change = kind === 'gift' ? -amount : amount;
    const balance = (balances.get(wallet) ?? 10_000n) + change;
    balances.set(wallet, balance);
    const fields = new Map([
      ['p', kind === 'garbage' ? Buffer.from('garbage') : Buffer.from(encodeIntent(intent))],
      ['b', Buffer.from(balance.toString())],
      ['t', Buffer.from('1760000000000')],
      ['w', Buffer.from(wallet)],
      ['d', Buffer.from(change.toString())],
    ]);
    return judgeEntry({ epoch: 1n, sequence: BigInt(index + 1), fields }, shard, false);
  });
}

const stepsArbitrary = fc.array(
  fc.record({
    who: fc.nat(2),
    kind: fc.constantFrom('gift', 'grant', 'garbage'),
    amount: fc.bigInt({ min: 1n, max: 100n }),
  }),
  { minLength: 1, maxLength: 30 },
);

describe('chainEntries', () => {
  it('gives the same chain and books however entries are cut into batches', () => {
    fc.assert(
      fc.property(stepsArbitrary, fc.nat(30), (steps, cut) => {
        const entries = entriesOf(steps);
        const whole = chainEntries(shard, genesis, entries, new Map());
        const first = chainEntries(shard, genesis, entries.slice(0, cut), new Map());
        const balances = new Map(first.changes.map(({ id, change }) => [id, change]));
        const second = chainEntries(shard, first.to, entries.slice(cut), balances);
        expect([...first.transactions, ...second.transactions]).toEqual(whole.transactions);
        expect([...first.legs, ...second.legs]).toEqual(whole.legs);
        expect(second.to).toEqual(whole.to);
      }),
    );
  });

  it('keeps every currency at zero and every account at the sum of its legs', () => {
    fc.assert(
      fc.property(stepsArbitrary, (steps) => {
        const { legs, changes } = chainEntries(shard, genesis, entriesOf(steps), new Map());
        const totals = new Map<string, bigint>();
        const sums = new Map<string, bigint>();
        for (const leg of legs) {
          totals.set(leg.currency, (totals.get(leg.currency) ?? 0n) + leg.amount);
          const id = `${leg.account}|${leg.currency}|${shard}`;
          sums.set(id, (sums.get(id) ?? 0n) + leg.amount);
        }
        for (const total of totals.values()) expect(total).toBe(0n);
        expect(new Map(changes.map(({ id, change }) => [id, change]))).toEqual(sums);
        expect(new Set(legs.map((leg) => leg._id)).size).toBe(legs.length);
      }),
    );
  });

  it('depends on every entry and on its place', () => {
    const entries = entriesOf([
      { who: 0, kind: 'gift', amount: 1n },
      { who: 0, kind: 'gift', amount: 1n },
    ]);
    const hash = (of: readonly JudgedEntry[], from = genesis) => chainEntries(shard, from, of, new Map()).to.hash;
    const [one, two] = entries;
    if (one === undefined || two === undefined) throw new Error('two entries were made');
    const base = hash(entries);
    expect(hash([two, one])).not.toEqual(base);
    expect(hash([one])).not.toEqual(base);
    expect(hash([one, { ...two, balanceAfter: 1n }])).not.toEqual(base);
    expect(hash([one, { ...two, epoch: 2n }])).not.toEqual(base);
    expect(hash([one, { ...two, acceptedAtMs: 1n }])).not.toEqual(base);
    expect(hash(entries, { ...genesis, hash: Uint8Array.from(GENESIS_HASH, () => 1) })).not.toEqual(base);
  });

  it('asks for the balances of all accounts but wallets', () => {
    const ids = accountsToRead(shard, entriesOf([{ who: 0, kind: 'gift', amount: 10n }]));
    expect(ids).toContain(`${accounts.giftClearing}|COIN|${shard}`);
    expect(ids).toHaveLength(3);
    expect(ids.some((id) => id.startsWith('wallet:'))).toBe(false);
  });
});
