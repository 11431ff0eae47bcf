import { parseArgs } from 'node:util';
import { connectMongo } from '../adapters/mongo/connection.ts';
import { openWalletSessions } from '../adapters/redis/open-wallet-sessions.ts';
import { ledgerConfig } from '../config.ts';
import { ConfigError, loadConfig } from '../config-option.ts';
import { balanceCommand } from '../ledger-cli/balance-command.ts';
import { checkpointCommand } from '../ledger-cli/checkpoint-command.ts';
import { type LedgerCommand, type Stores, UsageError, type Words } from '../ledger-cli/command.ts';
import { exportCommand } from '../ledger-cli/export-command.ts';
import { leaderboardsCommand } from '../ledger-cli/leaderboards-command.ts';
import { rebuildCommand } from '../ledger-cli/rebuild-command.ts';
import { reconcileCommand } from '../ledger-cli/reconcile-command.ts';
import { statementCommand } from '../ledger-cli/statement-command.ts';
import { verifyCommand } from '../ledger-cli/verify-command.ts';
import { createLifecycle, type Owner } from '../lifecycle.ts';
import { checkInstall } from '../migrations/install.ts';
import { MigrationError } from '../migrations/migration.ts';
import { createLog } from '../observability/log.ts';

/** `npm run ledger -- …`: exit 0 when everything holds, 1 when it does not, 2 when the question could not be asked. */
const commands: ReadonlyMap<string, LedgerCommand> = new Map([
  ['verify', verifyCommand],
  ['reconcile', reconcileCommand],
  ['balance', balanceCommand],
  ['statement', statementCommand],
  ['export', exportCommand],
  ['rebuild', rebuildCommand],
  ['checkpoint', checkpointCommand],
  ['leaderboards', leaderboardsCommand],
]);
const releaseDeadlineMs = 5_000;

const usage = [
  'usage: npm run ledger -- <command>',
  ...[...commands.values()].flatMap((command) => [`  ${command.usage}`, `      ${command.help}`]),
].join('\n');

async function openStores(owner: Owner): Promise<Stores> {
  const config = loadConfig(ledgerConfig, process.env);
  const client = await connectMongo(config.mongoUri, owner);
  const db = client.db(config.mongoDatabase);
  await checkInstall(db);
  const log = createLog({ name: 'ledger-cli', level: 'error' });
  const wallets = await openWalletSessions({ url: config.walletsUrl, name: 'ledger-cli', log }, owner);
  return { config, client, db, wallets, owner, log };
}

function readWords(command: LedgerCommand, args: readonly string[]): Words {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: command.options ?? {},
    });
    if (positionals.length <= command.positionalsMax) {
      // No option of any command may be given more than once, so there are no lists among the values.
      return { positionals, options: values as Words['options'] };
    }
  } catch {
    // Told below, as any other words that make no sense.
  }
  throw new UsageError(`usage: npm run ledger -- ${command.usage}`);
}

async function main(): Promise<number> {
  const lifecycle = createLifecycle(createLog({ name: 'ledger-cli', level: 'error' }));
  try {
    const [name = '', ...rest] = process.argv.slice(2);
    if (name === '--help' || name === '-h') {
      console.log(usage);
      return 0;
    }
    const command = commands.get(name);
    if (command === undefined) throw new UsageError(usage);
    const words = readWords(command, rest);
    const offline = command.runOffline !== undefined && command.offline?.(words) === true;
    const holds = offline ? await command.runOffline?.(words) : await command.run(await openStores(lifecycle), words);
    return holds === true ? 0 : 1;
  } catch (error) {
    const expected = error instanceof UsageError || error instanceof ConfigError || error instanceof MigrationError;
    console.error(expected ? error.message : error);
    return 2;
  } finally {
    await lifecycle.release(releaseDeadlineMs);
  }
}

process.exitCode = await main();
