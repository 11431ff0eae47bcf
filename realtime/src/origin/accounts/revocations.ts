import { type Revocation, revocationBatchSchema, revocationSchema } from '@halobuzz/core/api/internal';
import type { Restrictions } from '@halobuzz/core/api/restrictions';
import { limits } from '@halobuzz/core/limits';
import { accountIdSchema } from '@halobuzz/core/protocol/messages/fields';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { z } from 'zod';

/** The contract's schema with bounds; an account is named by an account id. */
export const revocationRequestSchema = revocationSchema
  .extend({ id: revocationSchema.shape.id.min(1).max(64) })
  .refine((revocation) => revocation.kind !== 'account' || accountIdSchema.safeParse(revocation.id).success, {
    path: ['id'],
    message: 'must be an account id',
  });

/** {@link revocationRequestSchema}, many at once. */
export const revocationBatchRequestSchema = revocationBatchSchema.extend({
  items: z.array(revocationRequestSchema).min(1).max(limits.revocationBatchMax),
});

export interface Revocations {
  /** Appends to the feed that every gateway tails. @returns the entry's id. */
  publish(revocation: Revocation): Promise<string>;
  /** The same for many, in their order. Fails if one of them may be missing; repeating does no harm. */
  publishAll(revocations: readonly Revocation[]): Promise<void>;
  /** Tells sockets that are open, and those that resume, what their account may not do from now on. May be repeated. */
  restrict(account: string, restrictions: Restrictions): Promise<void>;
}

/** Arguments of one XADD. */
function entryOf({ kind, id, code }: Revocation) {
  const fields = ['kind', kind, 'id', id, 'code', code];
  return [controlKeys.revocations, 'MAXLEN', '~', limits.revocationStreamEntriesMax, '*', ...fields] as const;
}

export function redisRevocations(control: Redis): Revocations {
  return {
    async publish(revocation) {
      const entry = await control.xadd(...entryOf(revocation));
      if (entry === null) throw new Error('the revocation feed gave no id');
      return entry;
    },
    async restrict(account, { version, mutedUntilMs, suspendedUntilMs }) {
      const what = ['version', version, 'muted', mutedUntilMs, 'suspended', suspendedUntilMs];
      const bound = ['MAXLEN', '~', limits.revocationStreamEntriesMax] as const;
      const entry = ['kind', 'account', 'id', account, 'code', 'restricted', ...what];
      const id = await control.xadd(controlKeys.revocations, ...bound, '*', ...entry);
      if (id === null) throw new Error('the revocation feed gave no id');
    },
    async publishAll(revocations) {
      const pipeline = control.pipeline();
      for (const revocation of revocations) pipeline.xadd(...entryOf(revocation));
      const answers = await pipeline.exec();
      if (answers?.length !== revocations.length) throw new Error('the revocation feed did not answer');
      for (const [error] of answers) if (error !== null) throw error;
    },
  };
}
