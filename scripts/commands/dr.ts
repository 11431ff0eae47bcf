import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { checkpointKeyOf } from '../../realtime/src/ledger/checkpoint.ts';
import { readSecrets } from '../cluster/secrets.ts';
import { runStoreCommand } from '../cluster/store-command.ts';
import { parseDrillOptions } from '../dr/drill-options.ts';
import { missedBars, reportText } from '../dr/drill-report.ts';
import { runDrill } from '../dr/run-drill.ts';
import { stateFolder } from '../paths.ts';
import { describeProblem, Problem } from '../problem.ts';

/** `npm run dr -- backup|follow|check|restore` on the stores of the running start; `drill` on stores of its own. */
const args = process.argv.slice(2);

async function drill(words: readonly string[]): Promise<number> {
  const options = parseDrillOptions(words);
  const folder = join(stateFolder, 'dr');
  const own = join(folder, String(process.pid));
  mkdirSync(own, { recursive: true });
  const pair = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
  const startedAt = new Date();
  try {
    const say = (line: string): void => console.log(line);
    const reports = await runDrill({
      ...{ ...options, folder: own, signing: checkpointKeyOf(pair.toString('base64url')), say },
    });
    const missed = reports.flatMap(missedBars);
    const file = join(folder, `drill-${startedAt.toISOString().replaceAll(/[:.]/g, '-')}.json`);
    writeFileSync(file, `${JSON.stringify({ at: startedAt.toISOString(), options, reports, missed }, undefined, 2)}\n`);
    console.log(`\n${reportText(reports)}\n\n${relative(process.cwd(), file)}`);
    for (const line of missed) console.error(`MISSED ${line}`);
    return missed.length === 0 ? 0 : 1;
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

async function onStores(): Promise<number> {
  const [command] = args;
  const needsStores = command === 'backup' || command === 'follow' || command === 'restore';
  return runStoreCommand({
    program: 'dr-cli',
    args,
    stateFolder,
    environment: process.env,
    settingsOf: (run) => {
      const { BACKUP_KEY } = readSecrets(run.secretsFile);
      if (BACKUP_KEY === undefined) throw new Problem('the last start knew no BACKUP_KEY: run npm start once more');
      const { BACKUP_DIR = join(stateFolder, 'backups'), BACKUP_KEY: given = BACKUP_KEY } = process.env;
      // Redis may be away, and nothing here asks it.
      const settings = Object.entries(run.environments.ledger).filter(([name]) => !name.startsWith('REDIS_'));
      return { ...Object.fromEntries(settings), BACKUP_KEY: given, BACKUP_DIR };
    },
    needsStores,
  });
}

try {
  process.exitCode = args[0] === 'drill' ? await drill(args.slice(1)) : await onStores();
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
