import { walletShardOf } from '@halobuzz/core/ids';
import { encodeIntent, type Intent } from '@halobuzz/core/ledger/intent';
import { unbalancedCurrencies } from '@halobuzz/core/ledger/postings';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giftIntent, grantIntent, subject } from '../../testing/intents.ts';
import { chainedEffects, judgeEntry, legsOf, parseStreamId, postingOfBytes, type StreamEntry } from './stream-entry.ts';

const wallet = subject();
const shard = walletShardOf(wallet);
const gift = giftIntent({ wallet, amount: 7n });

function entryOf(intent: Intent, change: Readonly<Record<string, string | undefined>> = {}): StreamEntry {
  const fields = new Map<string, Buffer>([
    ['p', Buffer.from(encodeIntent(intent))],
    ['b', Buffer.from('93')],
    ['t', Buffer.from('1760000000000')],
    ['w', Buffer.from(intent.wallet)],
    ['d', Buffer.from(`${intent.kind === 'gift' ? -intent.amount : intent.amount}`)],
  ]);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) fields.delete(name);
    else fields.set(name, Buffer.from(value));
  }
  return { epoch: 1n, sequence: 5n, fields };
}

describe('judgeEntry', () => {
  it('posts what fits as it was asked', () => {
    expect(judgeEntry(entryOf(gift), shard, false)).toMatchObject({
      posting: { kind: 'intent', intent: gift, effects: { change: -7n, outcome: 'posted' } },
      balanceAfter: 93n,
      acceptedAtMs: 1_760_000_000_000n,
    });
    const grant = grantIntent({ wallet, amount: 3n });
    expect(judgeEntry(entryOf(grant), shard, false).posting).toEqual({
      ...{ kind: 'intent', intent: grant, effects: { change: 3n, outcome: 'posted' } },
    });
  });

  it.each([
    ['an unreadable intent', { p: 'garbage' }, 'cannot be read'],
    ['no balance', { b: undefined }, 'balance or time'],
    ['a negative balance', { b: '-1' }, 'balance or time'],
    ['no time', { t: 'noon' }, 'balance or time'],
    ['another wallet', { w: 'sother' }, 'otherwise than asked'],
    ['another amount', { d: '-8' }, 'otherwise than asked'],
    ['the wrong direction', { d: '7' }, 'otherwise than asked'],
  ])('quarantines %s, and the sums still hold', (_name, change, reason) => {
    const judged = judgeEntry(entryOf(gift, change), shard, false);
    expect(judged.posting).toMatchObject({ kind: 'quarantined', reason: expect.stringContaining(reason) });
    expect(unbalancedCurrencies(legsOf(judged.posting))).toEqual([]);
  });

  it('quarantines a foreign wallet, another currency, a copied id and a repeated one', () => {
    expect(judgeEntry(entryOf(gift), (shard + 1) % 64, false).posting).toMatchObject({ kind: 'quarantined' });
    expect(judgeEntry(entryOf({ ...gift, currency: 'USD' }), shard, false).posting).toMatchObject({
      kind: 'quarantined',
    });
    const copied = { ...gift, tx: giftIntent({ wallet: subject(), amount: 7n }).tx };
    expect(judgeEntry(entryOf(copied), shard, false).posting).toMatchObject({
      kind: 'quarantined',
      reason: "the transaction id is not the wallet's",
    });
    expect(judgeEntry(entryOf(gift), shard, true).posting).toMatchObject({
      kind: 'quarantined',
      wallet,
      change: -7n,
      reason: expect.stringContaining('used before'),
    });
  });

  it('gives stored bytes from which a verifier finds the same posting, whatever the fields hold', () => {
    const bytes = fc.uint8Array({ maxLength: 64 }).map((value) => Buffer.from(value));
    fc.assert(
      fc.property(bytes, bytes, bytes, bytes, bytes, (p, b, t, w, d) => {
        const entry = { epoch: 1n, sequence: 1n, fields: new Map(Object.entries({ p, b, t, w, d })) };
        const judged = judgeEntry(entry, shard, false);
        const again = postingOfBytes(judged.intentBytes, chainedEffects(judged.posting) ?? {});
        if (again === undefined) throw new Error('the bytes cannot be read back');
        expect(legsOf(again)).toEqual(legsOf(judged.posting));
        expect(unbalancedCurrencies(legsOf(again))).toEqual([]);
      }),
    );
  });
});

describe('parseStreamId', () => {
  it('reads ids and refuses the rest', () => {
    expect(parseStreamId('2-9007199254740993')).toEqual({ epoch: 2n, sequence: 9_007_199_254_740_993n });
    for (const bad of ['', '1', '1-', '-1', '1-2-3', 'a-1', ' 1-2']) expect(parseStreamId(bad)).toBeUndefined();
  });
});
