import { GENESIS_HASH } from '@halobuzz/core/ledger/chain';
import { describe, expect, it } from 'vitest';
import { subjectInShard } from '../../testing/intents.ts';
import type { AccountDoc, TransactionDoc } from '../adapters/mongo/ledger-collections.ts';
import { chainEntries } from './chain-docs.ts';
import type { ChainSource } from './chain-source.ts';
import { quarantineBytes } from './stream-entry.ts';
import { verifyShard } from './verify-shard.ts';

const shard = 3;
const wallet = subjectInShard(shard);

/** A chain of one entry that could not be posted as asked. */
const quarantined = chainEntries(
  shard,
  { epoch: 1n, sequence: 0n, hash: GENESIS_HASH },
  [
    {
      ...{ epoch: 1n, sequence: 1n, balanceAfter: 5n, acceptedAtMs: 1_800_000_000_000n, fields: new Map() },
      intentBytes: quarantineBytes(new Uint8Array([1, 2, 3]), wallet, 5n),
      posting: { kind: 'quarantined', reason: 'the intent cannot be read', wallet, change: 5n },
    },
  ],
  new Map(),
);

async function* pagesOf<T>(all: readonly T[]): AsyncIterable<readonly T[]> {
  yield all;
}

function verdictOf(change: (stored: TransactionDoc) => TransactionDoc) {
  const accounts: AccountDoc[] = quarantined.changes.map(({ id, account, currency, userId, change: balance }) => {
    return { _id: id, account, currency, userId, shard, balance, updatedAt: new Date(0) };
  });
  const source: ChainSource = {
    shard,
    head: async () => quarantined.to,
    entries: () => pagesOf(quarantined.transactions.map(change)),
    legs: () => pagesOf(quarantined.legs),
    async *accounts() {
      yield* accounts;
    },
  };
  return verifyShard(source, { pins: [], onProgress: () => {} });
}

describe('a quarantined entry', () => {
  it('may say in any words why it is one, and nothing else that its bytes do not give', async () => {
    expect(await verdictOf((stored) => stored)).toMatchObject({ kind: 'sound', entries: 1, legs: 2 });
    const reworded = { reason: 'looked at, ticket 4711' };
    expect(await verdictOf((stored) => ({ ...stored, metadata: reworded }))).toMatchObject({ kind: 'sound' });
    // An order id would stand in the way of that order for good.
    for (const metadata of [{ ...reworded, orderId: 'pay_1' }, { ...reworded, reference: '0f'.repeat(32) }, {}]) {
      const problem = expect.stringContaining('"metadata"');
      expect(await verdictOf((stored) => ({ ...stored, metadata }))).toMatchObject({
        kind: 'broken',
        at: { shard, sequence: 1n, problem },
      });
    }
  });
});
