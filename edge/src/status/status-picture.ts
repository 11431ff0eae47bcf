import { internalPaths } from '@halobuzz/core/api/internal';
import { type PlatformStatus, platformStatusSchema } from '@halobuzz/core/api/status';
import type { Clock } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { OriginClient } from '../origin/client.ts';

/** What the origin said last, and whether it answers now. */
export interface StatusPicture {
  readonly now: (requestId: string) => Promise<KnownStatus>;
}
export interface KnownStatus {
  readonly originAnswers: boolean;
  /** At most `statusPictureLifeMs` old, or older while the origin does not answer; undefined when it never did. */
  readonly status: PlatformStatus | undefined;
}

/** Asks the origin when the picture has grown old; one that does not answer is not asked more often for that. Kept per isolate, as a value. */
export function createStatusPicture(origin: Pick<OriginClient, 'call'>, clock: Clock): StatusPicture {
  let asked: { readonly atMs: number; readonly known: KnownStatus } | undefined;
  return {
    async now(requestId) {
      const nowMs = clock();
      if (asked !== undefined && nowMs - asked.atMs < limits.statusPictureLifeMs) return asked.known;
      const known = await ask(requestId, nowMs);
      asked = { atMs: clock(), known };
      return known;
    },
  };

  async function ask(requestId: string, nowMs: number): Promise<KnownStatus> {
    try {
      const status = await origin.call({ method: 'GET', path: internalPaths.status, requestId }, platformStatusSchema);
      return { originAnswers: true, status };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const last = asked?.known.status;
      const fresh = last !== undefined && nowMs - Date.parse(last.at) < limits.statusPictureLostMs;
      return { originAnswers: false, status: fresh ? last : undefined };
    }
  }
}
