import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../paths.ts';
import { Problem } from '../problem.ts';
import { type RunFile, readRunFile } from './run-file.ts';

export type StoreCommand = {
  /** A program of `realtime/src/main`, without its ending. */
  readonly program: 'dr-cli' | 'ledger-cli' | 'migrate' | 'people-cli' | 'retention-cli' | 'switch-cli';
  readonly args: readonly string[];
  readonly stateFolder: string;
  /** What the program inherits; store addresses set in it stand above the run file's. */
  readonly environment: NodeJS.ProcessEnv;
  readonly settingsOf: (run: RunFile) => Readonly<Record<string, string>>;
  /** False for work on files alone, which needs no start. */
  readonly needsStores: boolean;
};

const connectTimeoutMs = 2_000;
/** Settings that hold store addresses. */
const addressSettings = ['MONGODB_URI', 'REDIS_WALLETS_URL', 'REDIS_ROOMS_URLS', 'REDIS_CONTROL_URL'] as const;

/**
 * Runs a program on the stores of the running (or last) start, in this terminal, and resolves with its exit status.
 * Throws a Problem when there is no such start or its stores do not answer.
 */
export async function runStoreCommand(command: StoreCommand): Promise<number> {
  const run = readRunFile(command.stateFolder);
  const settings = { ...(run === undefined ? {} : command.settingsOf(run)), ...givenSettings(command.environment) };
  if (command.needsStores) await requireStores(settings);
  const program = join(repositoryRoot, 'realtime', 'src', 'main', `${command.program}.ts`);
  const child = spawn(process.execPath, [program, ...command.args], {
    cwd: repositoryRoot,
    env: { LOG_LEVEL: 'warn', ...command.environment, ...settings, METRICS_PORT: '0' },
    stdio: 'inherit',
  });
  // The terminal's Ctrl-C reaches the program too; it decides when to end.
  const pass = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  process.on('SIGINT', pass);
  process.on('SIGTERM', pass);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    process.removeListener('SIGINT', pass);
    process.removeListener('SIGTERM', pass);
  }
}

function givenSettings(environment: NodeJS.ProcessEnv): Record<string, string> {
  const given: Record<string, string> = {};
  for (const name of addressSettings) {
    const value = environment[name];
    if (value !== undefined && value !== '') given[name] = value;
  }
  return given;
}

async function requireStores(settings: Readonly<Record<string, string>>): Promise<void> {
  const addresses = addressSettings.flatMap((name) => settings[name]?.split(',') ?? []);
  if (addresses.length === 0) throw new Problem('there are no stores yet: start HaloBuzz with npm start');
  const silent = await Promise.all(
    [...new Set(addresses)].map(async (address) => ((await answers(address)) ? [] : [address])),
  );
  const missing = silent.flat().map(withoutPassword);
  if (missing.length === 0) return;
  throw new Problem(`no store answers at ${missing.join(' and ')}: start HaloBuzz with npm start in another terminal`);
}

/** Whether anything listens at the first host of the address; one that cannot be told so is left to the program. */
async function answers(address: string): Promise<boolean> {
  const match = /^[a-z]+:\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^:/,?]+)(?::([0-9]+))?/.exec(address);
  const host = match?.[1]?.replace(/^\[|\]$/g, '');
  if (host === undefined) return true;
  const port = Number(match?.[2] ?? (address.startsWith('mongodb') ? 27_017 : 6_379));
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(connectTimeoutMs, () => settle(false));
    socket.once('error', () => settle(false));
    socket.once('connect', () => settle(true));
  });
}

function withoutPassword(address: string): string {
  return address.replace(/\/\/[^@/]*@/, '//***@').replace(/\?.*$/, '');
}
