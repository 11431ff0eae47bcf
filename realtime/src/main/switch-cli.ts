import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { staffReasonSchema } from '@halobuzz/core/api/admin';
import { type SwitchAct, switchActSchema } from '@halobuzz/core/api/switches';
import { AppError } from '@halobuzz/core/errors/app-error';
import { switchNames } from '@halobuzz/core/switches/switches';
import { connectMongo } from '../adapters/mongo/connection.ts';
import { openRedis } from '../adapters/redis/connect.ts';
import { publishSwitchState } from '../adapters/redis/switch-state.ts';
import { switchConfig } from '../config.ts';
import { ConfigError, loadConfig } from '../config-option.ts';
import { createLifecycle } from '../lifecycle.ts';
import { createLog } from '../observability/log.ts';
import { mongoSwitches } from '../origin/mongo/mongo-switches.ts';
import { assertSensible } from '../origin/switches/switch-routes.ts';
import { publicState, type SwitchVersion } from '../origin/switches/switch-store.ts';

/**
 * `switch-cli list | off <name> | on <name> | maintenance on|off`: kill switches for the day the console is down. Works on MongoDB and
 * control Redis alone: neither edge nor origin need run for gateways to obey. Exit 0 when done, 1 when not, 2 for wrong words.
 */
const usage = [
  'usage: npm run admin -- switch list',
  '       npm run admin -- switch off <name> [--countries NP,IN] --reason <text>',
  '       npm run admin -- switch on <name> --reason <text>',
  '       npm run admin -- switch maintenance on --message <text> [--until <ISO time>] --reason <text>',
  '       npm run admin -- switch maintenance off --reason <text>',
  `names: ${switchNames.join(', ')}`,
].join('\n');
const releaseDeadlineMs = 5_000;
const commandTimeoutMs = 2_000;

const text = { type: 'string' } as const;
const options = { reason: text, countries: text, message: text, until: text } as const;

/** What is asked for; `list` changes nothing. Undefined for words that say nothing known. */
function wished(args: readonly string[]) {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  const [command, what, ...more] = positionals;
  if (more.length > 0) return undefined;
  if (command === 'list' && what === undefined) return 'list' as const;
  const act = actOf(command, what, values);
  const reason = staffReasonSchema.safeParse(values.reason);
  if (act === undefined || !reason.success) return undefined;
  return { change: act, reason: reason.data };
}

/** As {@link wished}; words that nobody knows say nothing either. */
function wishedOrNot(args: readonly string[]) {
  try {
    return wished(args);
  } catch {
    return undefined;
  }
}

function actOf(
  command: string | undefined,
  what: string | undefined,
  values: {
    readonly countries?: string | undefined;
    readonly message?: string | undefined;
    readonly until?: string | undefined;
  },
): SwitchAct | undefined {
  const countries = values.countries?.split(',').map((one) => one.trim().toUpperCase());
  const asked = new Map<string, object | undefined>(
    Object.entries({
      off: { act: 'pause', name: what, ...(countries === undefined ? {} : { countries }) },
      on: { act: 'resume', name: what },
      maintenance:
        what === 'on'
          ? {
              ...{ act: 'begin_maintenance', message: values.message },
              ...(values.until === undefined ? {} : { endsAt: values.until }),
            }
          : what === 'off'
            ? { act: 'end_maintenance' }
            : undefined,
    }),
  );
  const parsed = switchActSchema.safeParse(asked.get(command ?? ''));
  return parsed.success ? parsed.data : undefined;
}

function print({ version, paused, maintenance }: SwitchVersion): void {
  const since = (atMs: number): string => new Date(atMs).toISOString();
  console.log(`version ${version}`);
  if (paused.length === 0) console.log('nothing is paused');
  for (const { name, countries = [], regions = [], by, reason, sinceMs } of paused) {
    const where = [...countries, ...regions].join(', ');
    console.log(
      `${name}: paused ${where === '' ? 'everywhere' : `in ${where}`} since ${since(sinceMs)} by ${by}: ${reason}`,
    );
  }
  if (maintenance === undefined) return;
  const until = maintenance.endsAtMs === undefined ? '' : `, expected until ${since(maintenance.endsAtMs)}`;
  console.log(`maintenance since ${since(maintenance.sinceMs)}${until}: ${maintenance.message}`);
}

async function main(): Promise<number> {
  const wish = wishedOrNot(process.argv.slice(2));
  if (wish === undefined) {
    console.error(usage);
    return 2;
  }
  const log = createLog({ name: 'switch', level: 'error' });
  const lifecycle = createLifecycle(log);
  try {
    const config = loadConfig(switchConfig, process.env);
    const store = mongoSwitches((await connectMongo(config.mongoUri, lifecycle)).db(config.mongoDatabase), Date.now);
    const before = await store.now();
    if (wish === 'list') {
      print(before);
      return 0;
    }
    assertSensible(wish, Date.now());
    const by = `operator:${userInfo()
      .username.replaceAll(/[^A-Za-z0-9_-]/g, '_')
      .slice(0, 64)}`;
    const result = await store.change({ ...wish, version: before.version, by, requestId: undefined });
    print(result.now);
    if (result.kind === 'conflict') {
      console.error('somebody changed the switches in this very moment: look, and ask again');
      return 1;
    }
    const control = await openRedis({ url: config.controlUrl, name: 'switch', log, commandTimeoutMs });
    lifecycle.own('control', () => control.disconnect());
    await publishSwitchState(control, publicState(result.now));
    console.log(
      result.kind === 'same' ? 'it was so already; the nodes were told again' : 'done, and the nodes were told',
    );
    return 0;
  } catch (error) {
    if (error instanceof AppError) for (const { field, message } of error.errors) console.error(`${field} ${message}`);
    else console.error(error instanceof ConfigError ? error.message : error);
    return 1;
  } finally {
    await lifecycle.release(releaseDeadlineMs);
  }
}

process.exitCode = await main();
