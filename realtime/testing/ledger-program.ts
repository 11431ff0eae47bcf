import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type LedgerBench, testCheckpointKey } from './ledger-process.ts';

const program = fileURLToPath(new URL('../src/main/ledger-cli.ts', import.meta.url));

export interface ProgramOutput {
  readonly code: unknown;
  readonly out: string;
  readonly err: string;
}

/** Runs `ledger-cli` as a process of its own on a bench's stores. */
export async function runLedgerProgram(
  bench: LedgerBench,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<ProgramOutput> {
  const child = spawn(process.execPath, [program, ...args], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      HALOBUZZ_ENV: 'test',
      MONGODB_URI: bench.database.uri,
      MONGODB_DATABASE: bench.database.name,
      REDIS_WALLETS_URL: bench.server.url,
      REDIS_ROOMS_URLS: bench.server.url,
      REDIS_CONTROL_URL: bench.server.url,
      CHECKPOINT_SIGNING_KEY: testCheckpointKey.privateKey
        .export({ format: 'der', type: 'pkcs8' })
        .toString('base64url'),
      CHECKPOINT_DIR: bench.checkpointDir,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => {
    out += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    err += data.toString();
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}
