import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import type { Logger } from '../observability/log.ts';
import type { LedgerMetrics } from './ledger-metrics.ts';
import { newestVerification } from './verification-record.ts';

/**
 * Tells Prometheus what the newest verification of the ledger found, which another process made: a broken chain is an alarm
 * whoever found it. @returns the release
 */
export function watchVerifications(
  db: Db,
  metrics: Pick<LedgerMetrics, 'verifiedAt' | 'verificationSound' | 'verificationProblems'>,
  log: Pick<Logger, 'debug'>,
): () => Promise<void> {
  const look = async (): Promise<void> => {
    try {
      const newest = await newestVerification(db);
      if (newest === undefined) return;
      const { scope, at, sound, problems } = newest;
      metrics.verifiedAt.set({ scope }, Date.parse(at) / 1_000);
      metrics.verificationSound.set({ scope }, sound ? 1 : 0);
      metrics.verificationProblems.set({ scope }, problems.length);
    } catch (err) {
      log.debug({ err }, 'the newest verification could not be read');
    }
  };
  let looking = look();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, limits.storeInfoPeriodMs);
  return async () => {
    clearInterval(timer);
    await looking;
  };
}
