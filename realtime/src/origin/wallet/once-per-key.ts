import { createHash } from 'node:crypto';
import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { newUuidV7 } from '@halobuzz/core/ids';
import type { IdempotencyClaim, IdempotencyStore } from './idempotency.ts';

/** The right to carry out a request: it is nobody else's until it is finished or its lease runs out. */
export type ClaimedRun = Extract<IdempotencyClaim, { kind: 'run' }>;

export interface OncePerKeyDeps {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly idempotency: IdempotencyStore;
}

export interface KeyedRequest<T> {
  /** Names the route: the same key means another request on another one. */
  readonly route: string;
  readonly subject: string;
  /** The `Idempotency-Key`. */
  readonly key: string;
  /** What is asked; the same text, the same request. */
  readonly asked: string;
  /** Answers, and finishes the key by its id. What it throws lets the next request run at once. */
  readonly run: (keyId: string, claim: ClaimedRun) => Promise<T>;
  /** Answers again what `run` finished the key with. */
  readonly replay: (answer: unknown) => T | Promise<T>;
}

/** Carries a request out once per person and key. @throws AppError `idempotency_mismatch`, `idempotency_in_flight`, and what `run` throws */
export async function oncePerKey<T>(deps: OncePerKeyDeps, request: KeyedRequest<T>): Promise<T> {
  const keyId = sha256Hex(`${request.route}\n${request.subject}\n${request.key}`);
  const claim = await deps.idempotency.claim({
    keyId,
    fingerprint: sha256Hex(request.asked),
    clientId: newUuidV7(deps.clock(), deps.random),
  });
  switch (claim.kind) {
    case 'replay':
      return request.replay(claim.answer);
    case 'mismatch':
      throw new AppError('idempotency_mismatch');
    case 'in_flight':
      throw new AppError('idempotency_in_flight', { retryAfterMs: claim.retryAfterMs });
    case 'run':
      try {
        return await request.run(keyId, claim);
      } catch (error) {
        // Best effort: the lease runs out by itself.
        await deps.idempotency.release(keyId, claim.owner).catch(() => undefined);
        throw error;
      }
    default:
      return claim satisfies never;
  }
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
