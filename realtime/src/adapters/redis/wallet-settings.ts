import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** The wallets server would evict or forget money as it is set up; nothing may be taken on it. */
export class WalletSettingsRefused extends Error {}

/** What a wallets server must be set to, and where INFO shows it, for servers that forbid CONFIG. */
const required = [
  { setting: 'maxmemory-policy', want: 'noeviction', line: /^maxmemory_policy:(\S+)/m, shown: {} },
  { setting: 'appendonly', want: 'yes', line: /^aof_enabled:(\S+)/m, shown: { '0': 'no', '1': 'yes' } },
] as const;

/**
 * Rejects with {@link WalletSettingsRefused} naming the setting when this server evicts keys, keeps no append-only file,
 * or does not sync it before it answers, or goes on writing with fewer replicas than `replicasMin`. The last two are only
 * known by CONFIG, which may be forbidden: then it is a warning.
 */
export async function checkWalletSettings(redis: Redis, log: Logger, replicasMin: number): Promise<void> {
  const info = await redis.info();
  for (const { setting, want, line, shown } of required) {
    const found = line.exec(info)?.[1] ?? 'unknown';
    refuseUnless(setting, want, new Map(Object.entries<string>(shown)).get(found) ?? found);
  }
  const [, fsync] = await configOf(redis, 'appendfsync');
  if (fsync !== undefined) refuseUnless('appendfsync', 'always', fsync);
  else log.warn('the wallets server does not tell its appendfsync; anything but always can lose accepted gifts');
  if (replicasMin === 0) return;
  const setting = 'min-replicas-to-write';
  const [, replicas] = await configOf(redis, setting);
  if (replicas === undefined) log.warn(`the wallets server does not tell its ${setting}; it must be ${replicasMin}`);
  else if (Number(replicas) < replicasMin) refuseUnless(setting, String(replicasMin), replicas);
}

function refuseUnless(setting: string, want: string, found: string): void {
  if (found === want) return;
  throw new WalletSettingsRefused(`wallets stay locked: ${setting} is ${found}, and must be ${want}`);
}

async function configOf(redis: Redis, setting: string): Promise<readonly (string | undefined)[]> {
  try {
    const answer: unknown = await redis.config('GET', setting);
    return Array.isArray(answer) ? answer.map(String) : [];
  } catch (error) {
    // Forbidden by an ACL, or renamed away, as hosted servers do.
    if (error instanceof Error && /^(NOPERM|ERR)\b/.test(error.message)) return [];
    throw error;
  }
}
