import { type Revocation, revocationSchema } from '@halobuzz/core/api/internal';
import { limits } from '@halobuzz/core/limits';
import { accountIdSchema } from '@halobuzz/core/protocol/messages/fields';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';

/** The contract's schema with bounds; an account is named by an account id. */
export const revocationRequestSchema = revocationSchema
  .extend({ id: revocationSchema.shape.id.min(1).max(64) })
  .refine((revocation) => revocation.kind !== 'account' || accountIdSchema.safeParse(revocation.id).success, {
    path: ['id'],
    message: 'must be an account id',
  });

export interface Revocations {
  /** Appends to the feed that every gateway tails. @returns the entry's id. */
  publish(revocation: Revocation): Promise<string>;
}

export function redisRevocations(control: Redis): Revocations {
  return {
    async publish({ kind, id, code }) {
      const entry = await control.xadd(
        controlKeys.revocations,
        'MAXLEN',
        '~',
        limits.revocationStreamEntriesMax,
        '*',
        ...['kind', kind, 'id', id, 'code', code],
      );
      if (entry === null) throw new Error('the revocation feed gave no id');
      return entry;
    },
  };
}
