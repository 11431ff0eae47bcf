import { AppError } from '@halobuzz/core/errors/app-error';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';

/** Remembers single-use ids. */
export interface ReplayGuard {
  /**
   * True for the first caller with this id within `lifeMs`, over all origins.
   * @throws AppError `unavailable` when nobody can tell.
   */
  burn(jti: string, lifeMs: number): Promise<boolean>;
}

/** Over control Redis: one `SET NX PX`. */
export function redisReplayGuard(control: Redis): ReplayGuard {
  return {
    async burn(jti, lifeMs) {
      try {
        return (await control.set(controlKeys.burntAssertion(jti), '1', 'PX', lifeMs, 'NX')) === 'OK';
      } catch (error) {
        throw new AppError('unavailable', { retryAfterMs: 1_000, cause: error });
      }
    },
  };
}
