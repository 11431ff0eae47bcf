import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Problem } from '../problem.ts';
import { pickFreePort } from './ports.ts';
import { writeRunFile } from './run-file.ts';
import { runStoreCommand, type StoreCommand } from './store-command.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halobuzz-store-command-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function command(): StoreCommand {
  return {
    program: 'migrate',
    args: ['status'],
    stateFolder: folder,
    environment: {},
    settingsOf: (run) => run.environments.migrate,
    needsStores: true,
  };
}

it('says that there was no start yet', async () => {
  const problem = runStoreCommand(command());
  await expect(problem).rejects.toThrow(Problem);
  await expect(problem).rejects.toThrow(/npm start/);
});

it('names the store that does not answer, without its password', async () => {
  const port = await pickFreePort();
  writeRunFile(folder, {
    edgeUrl: 'http://127.0.0.1:8787',
    stores: {
      walletsUrl: 'redis://127.0.0.1:1',
      roomsUrl: 'redis://127.0.0.1:1',
      controlUrl: 'redis://127.0.0.1:1',
      mongodbUri: `mongodb://127.0.0.1:${port}`,
    },
    secretsFile: 'secrets.json',
    environments: {
      ledger: {},
      origin: {},
      migrate: { MONGODB_URI: `mongodb://me:hidden@127.0.0.1:${port}/x?replicaSet=hb0` }, // not-a-secret
    },
    processes: [],
  });
  const problem = runStoreCommand(command());
  await expect(problem).rejects.toThrow(`mongodb://***@127.0.0.1:${port}/x`);
  await expect(problem).rejects.not.toThrow(/hidden/);
});
