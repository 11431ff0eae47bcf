import { internalSanctionPaths, type sanctionReportSchema } from '@halobuzz/core/api/account-sanctions';
import { auditRecordSchema } from '@halobuzz/core/api/admin';
import { evasionSignalSchema, internalEvasionPaths } from '@halobuzz/core/api/evasion';
import type { AccountProjection, Revocation } from '@halobuzz/core/api/internal';
import { internalPaths, revocationSchema } from '@halobuzz/core/api/internal';
import { consentRecordSchema, internalConsentPaths } from '@halobuzz/core/api/internal-consents';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { z } from 'zod';
import { logLine } from '../../observability/log-line.ts';
import type { OriginClient } from '../../origin/client.ts';
import {
  allRows,
  dropRow,
  dueRows,
  isMail,
  type OutboxKind,
  type OutboxRow,
  postponeRow,
  rowIsStale,
} from './outbox-store.ts';

export interface OutboxDeps {
  readonly sql: SqlStorage;
  readonly origin: OriginClient;
  readonly clock: () => number;
  /** The public state as it is now; undefined when it must not leave any more. */
  readonly projection: () => Promise<AccountProjection | undefined>;
  /** A sanction as it is now, and what follows from all; undefined when it must not leave any more. */
  readonly sanction: (id: string) => Promise<z.infer<typeof sanctionReportSchema> | undefined>;
  readonly sendNotice: (row: OutboxRow) => Promise<void>;
  readonly sendCampaign: (row: OutboxRow) => Promise<void>;
  /** Hands revocations to the relay that waits for the origin in this account's place. @returns whether it holds them */
  readonly relay: (revocations: readonly Revocation[]) => Promise<boolean>;
  /** Frees a name unless the account goes by it again. @throws AppError `unavailable` while it cannot be told yet */
  readonly releaseName: (digest: string) => Promise<void>;
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
      if (row.kind === 'revocation' && (await relayed(deps))) return;
      const nowMs = deps.clock();
      if (rowIsStale(row, nowMs)) {
        logLine('warn', `outbox: ${row.kind} given up after ${row.attempts + 1} attempts`);
        dropRow(deps.sql, row);
        continue;
      }
      // The mail provider's word counts; the origin's does not, for what it must know is urgent.
      const askedMs = isMail(row) && error instanceof AppError ? error.retryAfterMs : undefined;
      for (const waiting of kind === 'projection' ? rows : [row]) postponeRow(deps.sql, waiting, nowMs, askedMs);
    }
  }
}

/** All that waits goes at once: one that failed tells that the others would. */
async function relayed(deps: OutboxDeps): Promise<boolean> {
  const waiting = allRows(deps.sql, 'revocation');
  try {
    if (!(await deps.relay(waiting.map((row) => revocationSchema.parse(JSON.parse(row.body)))))) return false;
  } catch (error) {
    logLine('warn', `outbox: the relay did not answer: ${error instanceof Error ? error.message : 'unknown'}`);
    return false;
  }
  for (const row of waiting) dropRow(deps.sql, row);
  return true;
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
    case 'audit': {
      // Taken once by the record's id: a delivery whose answer was lost may be repeated.
      const body = auditRecordSchema.parse(JSON.parse(row.body));
      await deps.origin.send({ method: 'POST', path: internalPaths.audit, body });
      return;
    }
    case 'consent': {
      // Taken once by its receipt.
      const body = consentRecordSchema.parse(JSON.parse(row.body));
      await deps.origin.send({ method: 'POST', path: internalConsentPaths.consents, body });
      return;
    }
    case 'sanction': {
      // Taken once by its version; what is newer than this row goes out with it.
      const body = await deps.sanction(row.body);
      if (body !== undefined) await deps.origin.send({ method: 'POST', path: internalSanctionPaths.project, body });
      return;
    }
    case 'signal': {
      // The same again changes nothing but when it was seen last.
      const body = evasionSignalSchema.parse(JSON.parse(row.body));
      await deps.origin.send({ method: 'POST', path: internalEvasionPaths.signals, body });
      return;
    }
    case 'notice':
      return deps.sendNotice(row);
    case 'campaign':
      return deps.sendCampaign(row);
    case 'name_release':
      return deps.releaseName(row.body);
    default:
      row.kind satisfies never;
  }
}

/** Attempts 1, 2, 4, 8, …: an outage is told, not drummed. Codes and messages only: they hold no personal data. */
function logFailure(row: OutboxRow, error: unknown): void {
  const attempt = row.attempts + 1;
  if (!Number.isInteger(Math.log2(attempt))) return;
  const detail = error instanceof Error ? error.message : 'unknown';
  logLine('warn', `outbox: ${row.kind} not delivered (attempt ${attempt}): ${detail}`);
}
