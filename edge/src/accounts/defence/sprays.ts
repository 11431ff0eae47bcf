import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import { hmacSha256 } from '../../bytes.ts';
import type { Bindings, Config } from '../../env.ts';
import type { LogAdmission } from './sliding-log.ts';

/**
 * Watches for one password tried on many names, from wherever. A wrong password is noted after the answer; only while this
 * isolate knows its bucket to be hot are sign-ins with it slowed down, so the ordinary sign-in costs no call.
 */
export interface Sprays {
  /** Undefined while nothing is known against this password: go on. */
  readonly admit: (password: string) => Promise<LogAdmission | undefined>;
  readonly note: (password: string, nameDigest: string) => Promise<void>;
}

const CALM: LogAdmission | undefined = undefined;

export function createSprays(
  bindings: Pick<Bindings, 'SPRAYS'>,
  config: Pick<Config, 'nameHmacKey' | 'rateProfile'>,
  clock: Clock,
): Sprays {
  const hotUntilMs = new Map<string, number>();

  /** 16 bits: enough buckets that ordinary mistakes do not fill one, too few to tell a password by. */
  async function bucketOf(password: string): Promise<string> {
    const [high = 0, low = 0] = await hmacSha256(config.nameHmacKey, `spray|${password}`);
    return `spray-${high * 256 + low}`;
  }
  const objectOf = (bucket: string) => bindings.SPRAYS.get(bindings.SPRAYS.idFromName(bucket));

  return {
    async admit(password) {
      if (config.rateProfile === 'load' || hotUntilMs.size === 0) return CALM;
      const bucket = await bucketOf(password);
      const untilMs = hotUntilMs.get(bucket);
      if (untilMs === undefined) return CALM;
      if (clock() < untilMs) return objectOf(bucket).admit();
      hotUntilMs.delete(bucket);
      return CALM;
    },
    async note(password, nameDigest) {
      if (config.rateProfile === 'load') return;
      const bucket = await bucketOf(password);
      if (!(await objectOf(bucket).note(nameDigest))) return;
      const [oldest] = hotUntilMs.keys();
      if (hotUntilMs.size >= limits.sprayHotBucketsMax && oldest !== undefined) hotUntilMs.delete(oldest);
      hotUntilMs.set(bucket, clock() + limits.sprayHotCacheMs);
    },
  };
}
