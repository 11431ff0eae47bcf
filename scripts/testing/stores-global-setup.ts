import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongo } from '../cluster/mongo.ts';
import { startValkey } from '../cluster/valkey.ts';
import { provideUws } from '../provision/uws-patch.ts';

/**
 * Vitest `globalSetup`: one wallets Valkey, one rooms Valkey and one MongoDB replica set for the whole run, on free
 * ports and temporary data. Their addresses reach the tests as TEST_REDIS_WALLETS_URL, TEST_REDIS_ROOMS_URL and
 * TEST_MONGODB_URI (no database name in it), and uWebSockets.js loads. Addresses that are already set are used as they are, and left running.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'halobuzz-stores-'));
  const stops: (() => Promise<void>)[] = [];
  const provide = async (variable: string, start: () => Promise<{ address: string; stop: () => Promise<void> }>) => {
    if (process.env[variable] !== undefined) return;
    const store = await start();
    stops.push(store.stop);
    process.env[variable] = store.address;
    stops.push(async () => {
      delete process.env[variable];
    });
  };
  const valkey = async (name: string, appendfsync: 'always' | 'everysec') => {
    // Each test file has a database of its own in them.
    const extraArgs = ['--databases', '128'];
    const store = await startValkey({ dir: join(dir, name), appendfsync, name, extraArgs });
    return { address: store.url, stop: store.stop };
  };
  const teardown = async () => {
    await Promise.all(stops.map((stop) => stop()));
    rmSync(dir, { recursive: true, force: true });
  };

  const started = await Promise.allSettled([
    provideUws(),
    provide('TEST_REDIS_WALLETS_URL', () => valkey('wallets', 'always')),
    provide('TEST_REDIS_ROOMS_URL', () => valkey('rooms', 'everysec')),
    provide('TEST_MONGODB_URI', async () => {
      const store = await startMongo({ dir: join(dir, 'mongo') });
      return { address: store.uri, stop: store.stop };
    }),
  ]);
  const failure = started.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) {
    await teardown();
    throw failure.reason;
  }
  return teardown;
}
