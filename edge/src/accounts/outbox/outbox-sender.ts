import type { AccountProjection } from '@halobuzz/core/api/internal';
import { internalPaths, revocationSchema } from '@halobuzz/core/api/internal';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { OriginClient } from '../../origin/client.ts';
import { dropRow, dueRows, type OutboxKind, type OutboxRow, postponeRow, rowIsStale } from './outbox-store.ts';

export interface OutboxDeps {
  readonly sql: SqlStorage;
  readonly origin: OriginClient;
  readonly clock: () => number;
  /** The public state as it is now; undefined when it must not leave any more. */
  readonly projection: () => Promise<AccountProjection | undefined>;
  readonly sendNotice: (row: OutboxRow) => Promise<void>;
}

/**
 * Sends what is due of one kind; what fails waits longer. Kinds are sent apart, so that a projection that hangs holds no
 * revocation back. Deliveries may repeat: the origin applies newer versions only.
 */
export async function sendOutbox(deps: OutboxDeps, kind: OutboxKind): Promise<void> {
  const rows = dueRows(deps.sql, kind, deps.clock());
  // One projection of the newest state stands for all that wait.
  const batch = kind === 'projection' ? rows.slice(-1) : rows;
  for (const row of batch) {
    try {
      await sendRow(deps, row);
      dropRow(deps.sql, row);
    } catch (error) {
      logFailure(row, error);
      const nowMs = deps.clock();
      if (rowIsStale(row, nowMs)) {
        console.warn(`outbox: ${row.kind} given up after ${row.attempts + 1} attempts`);
        dropRow(deps.sql, row);
        continue;
      }
      // The mail provider's word counts; the origin's does not, for what it must know is urgent.
      const askedMs = row.kind === 'notice' && error instanceof AppError ? error.retryAfterMs : undefined;
      for (const waiting of kind === 'projection' ? rows : [row]) postponeRow(deps.sql, waiting, nowMs, askedMs);
    }
  }
}

async function sendRow(deps: OutboxDeps, row: OutboxRow): Promise<void> {
  switch (row.kind) {
    case 'projection': {
      const body = await deps.projection();
      if (body !== undefined) await deps.origin.send({ method: 'POST', path: internalPaths.projectAccount, body });
      return;
    }
    case 'revocation': {
      const body = revocationSchema.parse(JSON.parse(row.body));
      await deps.origin.send({
        method: 'POST',
        path: internalPaths.revocations,
        body,
        timeoutMs: limits.revocationTimeoutMs,
      });
      return;
    }
    case 'notice':
      return deps.sendNotice(row);
    default:
      row.kind satisfies never;
  }
}

/** Attempts 1, 2, 4, 8, …: an outage is told, not drummed. Codes and messages only: they hold no personal data. */
function logFailure(row: OutboxRow, error: unknown): void {
  const attempt = row.attempts + 1;
  if (!Number.isInteger(Math.log2(attempt))) return;
  const detail = error instanceof Error ? error.message : 'unknown';
  console.warn(`outbox: ${row.kind} not delivered (attempt ${attempt}): ${detail}`);
}
