import { setTimeout as delay } from 'node:timers/promises';
import type { WalletSession } from './wallet-connection.ts';

const pollMs = 10;
const statusField = 'aof_last_bgrewrite_status:';

/**
 * Lets the server write its append-only file anew from its memory, and waits for it. False when it does not allow that, as
 * hosted servers do. Rejects when the rewrite failed, or the connection is gone.
 *
 * Power that fails amid an entry leaves the beginning of its MULTI … EXEC at the end of the file. On its next start Valkey
 * (8.1.8) loads nothing of it, but cuts the file behind the last whole command and not before the MULTI. Whatever is appended
 * then ends in an EXEC, and the start after that carries the beginning out: an entry without its debit.
 */
export async function renewFile({ redis }: WalletSession): Promise<boolean> {
  try {
    await redis.bgrewriteaof();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (/^NOPERM\b|unknown command/i.test(error.message)) return false;
    // One that began in this run of the server does as well.
    if (!/already in progress/i.test(error.message)) throw error;
  }
  for (;;) {
    const lines = new Set((await redis.info('persistence')).split(/\r?\n/));
    if (lines.has('aof_rewrite_in_progress:0') && lines.has('aof_rewrite_scheduled:0')) {
      const status = [...lines].find((line) => line.startsWith(statusField))?.slice(statusField.length);
      if (status !== 'ok') throw new Error(`the wallets server could not write its file anew: ${status}`);
      return true;
    }
    await delay(pollMs);
  }
}
