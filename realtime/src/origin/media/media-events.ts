import { createHmac, timingSafeEqual } from 'node:crypto';
import { mediaEventSchema, mediaPersonSchema } from '@halobuzz/core/api/media';
import type { Clock } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { AccountProjections } from '../accounts/projections.ts';
import type { MediaRemovals } from './media-removals.ts';
import type { MediaUsers, RemovalQueue } from './removal-queue.ts';

export interface MediaEventDeps {
  readonly mediaUsers: MediaUsers;
  readonly mediaRemovals: MediaRemovals;
  readonly removalQueue: Pick<RemovalQueue, 'wake'>;
  readonly accounts: Pick<AccountProjections, 'mayBroadcast'>;
  readonly clock: Clock;
}

/** Real-time communication; notifications of Agora's other products are none of ours. */
const RTC = 1;
/** A host or a viewer came into a channel, or became one who publishes. */
const arrivals: ReadonlySet<number> = new Set([103, 105, 107, 111]);

/**
 * Takes one notification of Agora's: HMAC-SHA256 over the raw body under a secret of the project's, in hexadecimal, compared in
 * constant time. It tells which number a user account has in a channel, which is the only name that kicking rules know. They
 * come late, twice and out of order; each is a fact that may be told again.
 *
 * @returns whether it was one that is acted upon
 * @throws AppError `webhook_invalid`
 */
export async function hearMediaEvent(
  deps: MediaEventDeps,
  secrets: readonly string[],
  event: { readonly body: Uint8Array; readonly signature: string },
): Promise<boolean> {
  if (!isSigned(event.body, event.signature, secrets)) throw new AppError('webhook_invalid');
  const told = mediaEventSchema.safeParse(jsonOf(event.body));
  if (!told.success) throw new AppError('webhook_invalid');
  const { productId, eventType, payload } = told.data;
  if (productId !== RTC || !arrivals.has(eventType)) return false;
  const person = mediaPersonSchema.safeParse(payload);
  // Agora tries an address out with a channel of its own, and a project may have channels that are no rooms.
  if (!person.success) return false;
  const { channelName: roomId, account, uid, ts } = person.data;
  await deps.mediaUsers.note({ roomId, account, uid, atMs: Math.min(ts * 1_000, deps.clock()) });
  await deps.removalQueue.wake(roomId, account, deps.clock());
  // A token given just before a ban, used just after it.
  if (!(await deps.accounts.mayBroadcast(account))) await deps.mediaRemovals.remove({ roomId, account, kind: 'ban' });
  return true;
}

function isSigned(body: Uint8Array, signature: string, secrets: readonly string[]): boolean {
  const given = Buffer.from(/^[0-9a-f]{64}$/.test(signature) ? signature : '', 'hex');
  return secrets.some((secret) => {
    const expected = createHmac('sha256', secret).update(body).digest();
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function jsonOf(body: Uint8Array): unknown {
  if (body.byteLength > limits.mediaEventBytesMax) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
