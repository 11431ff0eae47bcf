import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { checkpointFileName, checkpointJson, storedCheckpoints } from '../../../ledger/checkpoint.ts';
import { exportedFiles } from '../../../ledger/exported-ledger.ts';
import { keySetOf, ledgerKeys } from '../../../ledger/ledger-keys.ts';
import { tarEnd, tarFile, tarText } from './tar-archive.ts';

const folder = 'halobuzz-ledger';

const readme = `The whole ledger, for an auditor.

  shard-NN.entries.jsonl.gz   entries of one of 64 chains, in order
  shard-NN.legs.jsonl.gz      both sides of every entry
  shard-NN.accounts.jsonl.gz  balances
  manifest.json               what there is, with SHA-256 of each file; nobody signed it
  checkpoints/                ends of all chains at one moment each, signed with Ed25519
  keys.json                   public keys that checkpoints were ever signed with

One JSON document a line (MongoDB extended JSON, canonical), compressed with gzip. People stand in it as random ids
("subjects"), which mean nothing outside of the ledger.

To verify it, with the program's source and no connection to anything:

  npm run ledger -- verify --from ${folder} --keys keys-of-your-own.json

Every hash is computed anew, every sum is added up, and every chain is held against the checkpoints. keys.json is here
for convenience: whoever can forge a bundle can put a key of theirs into it. Ask the operator for the public key on a way
of your own (npm run ledger -- checkpoint --public-key), keep it, and compare: a key's name is the first half of the
SHA-256 of its SPKI form. Keep checkpoints of earlier audits as well, and name their folder with --checkpoints: they show
that nothing before them was changed since.

The SHA-256 of this archive stands in the audit log of the platform, in the record of its export.
`;

/**
 * The ledger with its newest checkpoints, public keys and how to verify them, as a tar archive. A shard's files are
 * written to a temporary folder first, so that a slow reader holds no snapshot open, and go when they are read.
 */
export async function* bundlePieces(db: Db, nowMs: number): AsyncIterable<Uint8Array> {
  const place = await mkdtemp(join(tmpdir(), 'halobuzz-bundle-'));
  try {
    const checkpoints = await storedCheckpoints(db, limits.ledgerVerifyCheckpointsMax);
    yield* tarText(`${folder}/README.txt`, readme, nowMs);
    yield* tarText(`${folder}/keys.json`, keySetOf(await ledgerKeys(db)), nowMs);
    for (const checkpoint of checkpoints) {
      const name = `${folder}/checkpoints/${checkpointFileName(checkpoint.atMs)}`;
      yield* tarText(name, checkpointJson(checkpoint), nowMs);
    }
    const deps = { client: db.client, db, folder: place, onProgress: () => undefined };
    for await (const name of exportedFiles(deps)) {
      const path = join(place, name);
      yield* tarFile(folder, path, nowMs);
      await rm(path);
    }
    yield tarEnd();
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
