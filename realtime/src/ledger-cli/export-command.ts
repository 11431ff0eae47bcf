import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { limits, WALLET_SHARDS } from '@halobuzz/core/limits';
import { checkpointFiles, writeCheckpointFile } from '../ledger/checkpoint.ts';
import { exportLedger } from '../ledger/exported-ledger.ts';
import { type LedgerCommand, UsageError } from './command.ts';
import { progressBar } from './progress-bar.ts';

/** Writes the ledger and its newest checkpoints to files that `verify --from` takes. */
export const exportCommand: LedgerCommand = {
  usage: 'export <folder>',
  help: 'write all entries, legs, accounts and the newest checkpoints to files, for an auditor',
  positionalsMax: 1,
  async run({ config, client, db }, words) {
    const [folder] = words.positionals;
    if (folder === undefined) throw new UsageError('name a folder that does not exist yet, or an empty one');
    const there = await readdir(folder).catch(() => []);
    if (there.length > 0) throw new UsageError(`${folder} is not empty`);
    const bar = progressBar();
    const manifest = await exportLedger({
      ...{ client, db, folder },
      onProgress: (shards, lines) => bar.show(shards, WALLET_SHARDS, `${lines} documents`),
    });
    bar.end();
    const checkpoints = await checkpointFiles(config.checkpointDir, limits.ledgerVerifyCheckpointsMax);
    for (const checkpoint of checkpoints) await writeCheckpointFile(join(folder, 'checkpoints'), checkpoint);
    const lines = manifest.shards
      .flatMap(({ files }) => Object.values(files))
      .reduce((sum, file) => sum + file.lines, 0);
    console.log(
      `${lines} documents of ${manifest.shards.length} chains and ${checkpoints.length} checkpoints in ${folder}`,
    );
    return true;
  },
};
