import { walletShardOf } from '@halobuzz/core/ids';
import type { Defect } from './ledger-world.ts';

const rebuilds = ['breakRebuild', 'stallWriter', 'wipe'];
/** Mistakes that the simulator must find, put in behind the ports of the real code. */
export const defects: Readonly<Record<string, Defect>> = {
  'commits without comparing heads and ids': { rules: { comparesHeads: false, comparesIds: false } },
  'trims what is not committed yet': {
    store: (store) => ({
      ...store,
      trim: (shard, before) => store.trim(shard, { epoch: before.epoch, sequence: before.sequence + 3n }),
    }),
  },
  'saves a cursor of what is not projected yet with a commit': {
    only: ['breakAtStep', 'killWriter'],
    books: (books) => ({
      ...books,
      commit: (parts) =>
        books.commit(
          parts.map((part) => {
            const last = part.entries.at(-1);
            return last === undefined ? part : { ...part, projected: { epoch: last.epoch, sequence: last.sequence } };
          }),
        ),
    }),
  },
  'takes an epoch again that an earlier rebuild took': {
    only: rebuilds,
    books: (books, mongo) => ({
      ...books,
      async claimRebuild(head, epoch, reason) {
        const claimed = await books.claimRebuild(head, epoch, reason);
        const now = mongo.heads.get(head._id);
        if (claimed && now !== undefined) now.rebuildEpoch = head.rebuildEpoch;
        return claimed;
      },
      async endRebuild(head, epoch) {
        const now = mongo.heads.get(head._id);
        if (now?.state === 'rebuilding') now.rebuildEpoch = epoch;
        return books.endRebuild(head, epoch);
      },
    }),
    server: (server) => {
      const real = server.switchEpoch.bind(server);
      server.switchEpoch = (shard, epoch, sequence) => {
        const head = server.readShard(shard, server.runId).head;
        return head?.epoch === epoch || real(shard, epoch, sequence);
      };
    },
  },
  'forgets the idempotency ids in a rebuild': {
    store: (store) => ({ ...store, writeIdempotencyId: async () => {} }),
  },
  'forgets what is owed in a rebuild': {
    store: (store) => ({
      ...store,
      async writeWallet(shard, epoch, subject, fields) {
        if (fields[0] !== 'o') await store.writeWallet(shard, epoch, subject, fields);
      },
    }),
  },
  'opens the gate of any server in its epoch': {
    server: (server) => {
      const real = server.submit.bind(server);
      server.submit = (terms, ...rest) => {
        const runId = server.gateRunId(walletShardOf(rest[0].wallet)) ?? terms.runId;
        return real({ ...terms, runId }, ...rest);
      };
    },
  },
  'opens a shard without looking at what Redis holds': {
    store: (store) => ({
      ...store,
      async readShards(shards) {
        const seen = await store.readShards(shards);
        return seen.map((one) =>
          one.head === undefined ? one : { ...one, head: { ...one.head, sequence: 2n ** 40n } },
        );
      },
      readRange: async (shard, after, end, count) => {
        const found = await store.readRange(shard, after, end, count);
        return count === 1 && found.length === 0
          ? [{ ...after, sequence: after.sequence + 1n, fields: new Map() }]
          : found;
      },
    }),
  },
  'leaves the keys of older epochs': {
    store: (store) => ({ ...store, sweepEpochs: async () => {} }),
  },
};
