import type { AccountProjection } from '@halobuzz/core/api/internal';
import { internalPaths, revocationSchema } from '@halobuzz/core/api/internal';
import { limits } from '@halobuzz/core/limits';
import type { OriginClient } from '../origin/client.ts';
import { dropRow, dueRows, type OutboxRow, postponeRow } from './outbox-store.ts';

export interface OutboxDeps {
  readonly sql: SqlStorage;
  readonly origin: OriginClient;
  readonly clock: () => number;
  /** The public state as it is now; undefined when it must not leave any more. */
  readonly projection: () => Promise<AccountProjection | undefined>;
}

/** Sends what is due; what fails waits longer. Deliveries may repeat: the origin applies newer versions only. */
export async function sendOutbox(deps: OutboxDeps): Promise<void> {
  const rows = dueRows(deps.sql, deps.clock());
  const lastProjection = rows.findLast((row) => row.kind === 'projection');
  for (const row of rows) {
    if (row.kind === 'projection' && row !== lastProjection) continue;
    try {
      await sendRow(deps, row);
      dropRow(deps.sql, row);
    } catch (error) {
      logFailure(row, error);
      for (const waiting of row === lastProjection ? rows.filter((other) => other.kind === 'projection') : [row]) {
        postponeRow(deps.sql, waiting, deps.clock());
      }
    }
  }
}

const delivery = { method: 'POST', timeoutMs: limits.outboxTimeoutMs } as const;

async function sendRow(deps: OutboxDeps, row: OutboxRow): Promise<void> {
  switch (row.kind) {
    case 'projection': {
      const body = await deps.projection();
      if (body !== undefined) await deps.origin.send({ ...delivery, path: internalPaths.projectAccount, body });
      return;
    }
    case 'revocation': {
      const body = revocationSchema.parse(JSON.parse(row.body));
      await deps.origin.send({ ...delivery, path: internalPaths.revocations, body });
      return;
    }
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
