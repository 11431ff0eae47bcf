import { GENESIS_HASH } from '@halobuzz/core/ledger/chain';
import { encodeIntent } from '@halobuzz/core/ledger/intent';
import { BSON, Double, Long } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { giftIntent, grantIntent, subjectInShard } from '../../testing/intents.ts';
import type { AccountDoc, LegDoc, TransactionDoc } from '../adapters/mongo/ledger-collections.ts';
import { chainEntries } from './chain-docs.ts';
import type { ChainSource } from './chain-source.ts';
import { type JudgedEntry, quarantineBytes } from './stream-entry.ts';
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
    accounts: () => pagesOf(accounts),
  };
  return verifyShard(source, { pins: [], onProgress: () => {} });
}

/** A grant and some gifts, as the writer lays them out. */
function soundChain() {
  const intents = [
    grantIntent({ wallet, amount: 1_000n }),
    ...[1n, 2n, 3n].map((amount) => giftIntent({ wallet, counterparty: 'shost', amount, earned: 1n })),
  ];
  let balanceAfter = 0n;
  const entries = intents.map((intent, index): JudgedEntry => {
    const change = intent.kind === 'gift' ? -intent.amount : intent.amount;
    balanceAfter += change;
    return {
      ...{ epoch: 1n, sequence: BigInt(index + 1), balanceAfter, acceptedAtMs: 1_800_000_000_000n },
      intentBytes: encodeIntent(intent),
      posting: { kind: 'intent', intent, effects: { change, outcome: 'posted' } },
      fields: new Map(),
    };
  });
  return chainEntries(shard, { epoch: 1n, sequence: 0n, hash: GENESIS_HASH }, entries, new Map());
}

/** The chain as MongoDB would send it, one document a page, changed by `entry` and `leg`. */
function verdictOfBytes(change: { entry?: (stored: TransactionDoc) => object; leg?: (stored: LegDoc) => object }) {
  const chain = soundChain();
  const bytes = (documents: readonly object[]) => documents.map((document) => BSON.serialize(document));
  const source: ChainSource = {
    shard,
    head: async () => chain.to,
    entries: async function* () {
      for (const one of bytes(chain.transactions.map(change.entry ?? ((stored) => stored)))) yield [one];
    },
    legs: async function* () {
      for (const one of bytes(chain.legs.map(change.leg ?? ((stored) => stored)))) yield [one];
    },
    accounts: () =>
      pagesOf(
        chain.changes.map(({ id, account, currency, userId, change: balance }) =>
          BSON.serialize({ _id: id, account, balance, currency, userId, shard }),
        ),
      ),
  };
  return verifyShard(source, { pins: [], onProgress: () => {} });
}

const reversed = (document: object): object => Object.fromEntries(Object.entries(document).reverse());
const second = 2n;

describe('a chain of raw documents', () => {
  it('is sound as the writer wrote it, and with fields in any other order: a difference is one of values', async () => {
    const sound = { kind: 'sound', entries: 4, legs: 2 + 3 * 4 };
    expect(await verdictOfBytes({})).toMatchObject(sound);
    expect(await verdictOfBytes({ entry: reversed })).toMatchObject(sound);
    expect(await verdictOfBytes({ leg: reversed })).toMatchObject(sound);
    // The same number as another type, as `===` has always had it.
    expect(await verdictOfBytes({ leg: (leg) => ({ ...leg, shard: new Double(leg.shard) }) })).toMatchObject(sound);
  });

  it('is broken where any field differs, is missing or is one too many, in whichever order they stand', async () => {
    const orders = [(document: object) => document, reversed];
    const at = { shard, sequence: second };
    for (const order of orders) {
      for (const [name, changes] of [
        ['amount', { amount: 4n }],
        ['currency', { currency: 'DIAMOND' }],
        ['userId', { userId: 'sü' }],
        ['note', { note: 1 }],
        ['shard', { shard: new Long(shard) }],
      ] as const) {
        const problem = expect.stringContaining(`"${name}"`);
        const broken = { kind: 'broken', at: { ...at, problem } };
        const changed = <T extends { sequence: bigint }>(stored: T) =>
          order(stored.sequence === second ? { ...stored, ...changes } : stored);
        expect(await verdictOfBytes({ entry: changed })).toMatchObject(broken);
        expect(await verdictOfBytes({ leg: changed })).toMatchObject(broken);
      }
      const without = ({ roomId, ...rest }: TransactionDoc) =>
        order(rest.sequence === second ? rest : { ...rest, roomId });
      expect(await verdictOfBytes({ entry: without })).toMatchObject({ kind: 'broken', at });
      const effects = (stored: TransactionDoc) =>
        order(stored.sequence === second ? { ...stored, change: -1n, outcome: 'posted' } : stored);
      expect(await verdictOfBytes({ entry: effects })).toMatchObject({ kind: 'broken', at });
    }
  });
});

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
