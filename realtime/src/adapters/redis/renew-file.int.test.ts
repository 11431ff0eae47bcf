import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OwnWallets, silentLog, startOwnWallets } from '../../../testing/ledger-stores.ts';
import { renewFile } from './renew-file.ts';
import { openWalletSession, type WalletSession } from './wallet-connection.ts';

let wallets: OwnWallets;
let session: WalletSession;
beforeAll(async () => {
  wallets = await startOwnWallets();
  session = await openWalletSession({ url: wallets.url, name: 'test', log: silentLog });
});
afterAll(async () => {
  session.redis.disconnect();
  await wallets.stop();
});

const sizeOf = async (): Promise<number> =>
  Number(/^aof_current_size:(\d+)/m.exec(await session.redis.info('persistence'))?.[1]);

it('a file holds nothing but what is in memory afterwards, also when two ask for it at once', async () => {
  await Promise.all(Array.from({ length: 2_000 }, (_, n) => session.redis.set('a', `${n}`)));
  const before = await sizeOf();
  expect(await Promise.all([renewFile(session), renewFile(session)])).toEqual([true, true]);
  expect(await sizeOf()).toBeLessThan(before / 10);
  expect(await session.redis.get('a')).toBe('1999');
});

it('a server that does not let itself be told is told apart', async () => {
  const secret = 'only-for-this-test'; // not-a-secret
  await session.redis.acl('SETUSER', 'limited', 'on', `>${secret}`, '~*', '+@all', '-bgrewriteaof');
  const url = new URL(wallets.url);
  [url.username, url.password] = ['limited', secret];
  const limited = await openWalletSession({ url: url.href, name: 'test', log: silentLog });
  try {
    expect(await renewFile(limited)).toBe(false);
  } finally {
    limited.redis.disconnect();
  }
});

it('rejects when the connection is gone', async () => {
  const gone = await openWalletSession({ url: wallets.url, name: 'test', log: silentLog });
  gone.redis.disconnect();
  await gone.closed;
  await expect(renewFile(gone)).rejects.toThrow(/closed/i);
});
