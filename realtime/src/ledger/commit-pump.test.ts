import { GENESIS_HASH } from '@halobuzz/core/ledger/chain';
import { encodeIntent } from '@halobuzz/core/ledger/intent';
import { limits } from '@halobuzz/core/limits';
import { Binary } from 'mongodb';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { grantIntent, subject, subjectInShard } from '../../testing/intents.ts';
import type { HeadDoc } from '../adapters/mongo/ledger-collections.ts';
import type { BatchPart, CommitOutcome } from './commit-batch.ts';
import { commitPump } from './commit-pump.ts';
import { ledgerMetrics } from './ledger-metrics.ts';
import { type OwnedShard, openShard, ownedShard } from './shard-table.ts';
import type { StreamEntry } from './stream-entry.ts';

/** Shards with so many entries waiting each, and a pump whose commits the test ends. */
function pumpOf(...waiting: readonly number[]) {
  const shards = new Map<number, OwnedShard>();
  const commits: { readonly entries: number; end: (outcome?: CommitOutcome) => void }[] = [];
  const handed: string[] = [];
  let nowMs = 0;
  const pump = commitPump({
    books: {
      commit: (parts: readonly BatchPart[]) =>
        new Promise<CommitOutcome>((resolve) => {
          const heads = new Map(
            parts.map(({ shard, head, entries }) => [
              shard,
              { ...head, sequence: head.sequence + BigInt(entries.length) },
            ]),
          );
          const entries = parts.reduce((sum, part) => sum + part.entries.length, 0);
          commits.push({ entries, end: (outcome = { kind: 'committed', heads }) => resolve(outcome) });
        }),
      heads: async () => [],
      findDuplicates: async () => [],
    },
    ...{ owner: 'me', shards, log: pino({ level: 'silent' }), metrics: ledgerMetrics(new Registry()) },
    time: { monotonicMs: () => nowMs, wallMs: () => 0, pause: async () => {} },
    attempt: async (_what, work) => {
      return work().then(
        () => true,
        () => false,
      );
    },
    ...{ pause: async () => {}, mayCommit: () => true },
    onCommitted: (parts) => {
      for (const { shard, entries } of parts) {
        handed.push(...entries.map(({ sequence, posting }) => `${shard.shard}-${sequence} ${posting.kind}`));
      }
    },
  });
  const put = (shard: OwnedShard, count: number): void => {
    for (let n = 0; n < count; n += 1) shard.buffer.push(entryAfter(shard));
  };
  for (const [number, count] of waiting.entries()) {
    const shard = openedShard(number);
    shards.set(number, shard);
    put(shard, count);
  }
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { pump, commits, handed, shards, put, pass };
}

function openedShard(number: number): OwnedShard {
  const head: HeadDoc = {
    ...{ _id: number, epoch: 1n, sequence: 0n, hash: new Binary(GENESIS_HASH), state: 'open', owner: 'me' },
    ...{ leaseUntil: new Date(), rebuildEpoch: 1n, projected: { epoch: 1n, sequence: 0n }, updatedAt: new Date() },
  };
  const shard = ownedShard(head, []);
  openShard(shard, { head, draining: false });
  return shard;
}

function entryAfter(shard: OwnedShard, wallet = subject()): StreamEntry {
  const last = shard.buffer.at(-1) ?? shard.head;
  const intent = grantIntent({ wallet, amount: 1n });
  const fields = { p: encodeIntent(intent), b: '1', t: '1', w: intent.wallet, d: '1' };
  return {
    ...{ epoch: 1n, sequence: last.sequence + 1n },
    fields: new Map(Object.entries(fields).map(([name, value]) => [name, Buffer.from(value)])),
  };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const few = limits.ledgerSecondBatchEntriesMin - 1;

it('lets few entries wait for the transaction that is under way, and takes them all after it', async () => {
  const { pump, commits, shards, put } = pumpOf(1, 0, 0);
  pump.pump();
  for (const shard of [...shards.values()].slice(1)) put(shard, 2);
  pump.pump();
  expect(commits.map(({ entries }) => entries)).toEqual([1]);
  commits[0]?.end();
  await turn();
  expect(commits.map(({ entries }) => entries)).toEqual([1, 4]);
  commits[1]?.end();
  await pump.idle();
});

it('begins another beside it for many, up to its bound', () => {
  const many = limits.ledgerBatchEntriesMax;
  const { pump, commits } = pumpOf(...Array.from({ length: limits.ledgerTransactionsInFlightMax + 1 }, () => many));
  pump.pump();
  expect(commits.map(({ entries }) => entries)).toEqual(
    Array.from({ length: limits.ledgerTransactionsInFlightMax }, () => many),
  );
});

it('begins another for few when the one under way takes long', () => {
  const { pump, commits, shards, put, pass } = pumpOf(1, 0);
  pump.pump();
  const other = shards.get(1);
  if (other === undefined) throw new Error('no shard 1');
  put(other, few);
  pass(limits.ledgerGatherMs - 1);
  pump.pump();
  expect(commits).toHaveLength(1);
  pass(1);
  pump.pump();
  expect(commits.map(({ entries }) => entries)).toEqual([1, few]);
});

it('hands over what was committed as it was judged, and nothing of a transaction whose end is not known', async () => {
  const { pump, commits, handed, shards } = pumpOf(0);
  const shard = shards.get(0);
  if (shard === undefined) throw new Error('no shard 0');
  for (let n = 0; n < 2; n += 1) shard.buffer.push(entryAfter(shard, subjectInShard(0)));
  shard.duplicates.add('1-2');
  pump.pump();
  commits[0]?.end({ kind: 'failed', error: new Error('the answer is lost') });
  await turn();
  expect(handed).toEqual([]);
  pump.pump();
  commits[1]?.end();
  await pump.idle();
  expect(handed).toEqual(['0-1 intent', '0-2 quarantined']);
});
