import { DurableObject } from 'cloudflare:workers';
import { internalPaths, type Revocation } from '@halobuzz/core/api/internal';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { Bindings } from '../../env.ts';
import { logLine } from '../../observability/log-line.ts';
import { originClientOf } from '../../origin/client.ts';

interface WaitingRow extends Record<string, SqlStorageValue> {
  seq: number;
  kind: Revocation['kind'];
  id: string;
  code: Revocation['code'];
}

/**
 * Waits for the origin in the place of accounts whose revocations did not get through. An account that tried by itself
 * would have to choose: a short pause for as long as the outage lasts, which from a million accounts keeps the origin
 * down, or a long one, which keeps a revoked socket open after it. A relay asks once in `revocationRelayPauseMs`, however
 * many wait, and then sends all of them in batches: what was revoked is off within 2 s after the outage ends, whether it
 * lasted a minute or a day.
 *
 * Order does not matter, and a repeated revocation does no harm. An empty relay sets no alarm and costs nothing.
 */
export class RevocationRelayObject extends DurableObject<Bindings> {
  #failures = 0;

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    ctx.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS waiting (seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL,
        code TEXT NOT NULL, UNIQUE (kind, id))`,
    );
  }

  /** Takes revocations over: they are stored when this answers. @returns false when there is no room for them */
  async take(revocations: readonly Revocation[]): Promise<boolean> {
    const { storage } = this.ctx;
    if (this.#count() + revocations.length > limits.revocationRelayRowsMax) return false;
    storage.transactionSync(() => {
      const insert = 'INSERT OR REPLACE INTO waiting (kind, id, code) VALUES (?, ?, ?)';
      for (const { kind, id, code } of revocations) storage.sql.exec(insert, kind, id, code);
    });
    if ((await storage.getAlarm()) === null) await storage.setAlarm(Date.now() + limits.revocationRelayPauseMs);
    return true;
  }

  /** Sends all that waits; stops at the first failure until the next alarm. */
  override async alarm(): Promise<void> {
    // Set first: whatever happens here, the next try is planned.
    await this.ctx.storage.setAlarm(Date.now() + limits.revocationTimeoutMs + limits.revocationRelayPauseMs);
    const delivered = await this.#deliver();
    if (!delivered) await this.ctx.storage.setAlarm(Date.now() + limits.revocationRelayPauseMs);
    else if (this.#count() === 0) await this.ctx.storage.deleteAlarm();
  }

  async #deliver(): Promise<boolean> {
    const { sql } = this.ctx.storage;
    const origin = originClientOf(this.env);
    let batch: number = limits.revocationBatchMax;
    for (;;) {
      const query = 'SELECT seq, kind, id, code FROM waiting ORDER BY seq LIMIT ?';
      const rows = sql.exec<WaitingRow>(query, batch).toArray();
      const newest = rows.at(-1);
      if (newest === undefined) return true;
      const items = rows.map(({ kind, id, code }): Revocation => ({ kind, id, code }));
      try {
        const { revocationTimeoutMs: timeoutMs } = limits;
        await origin.send({ method: 'POST', path: internalPaths.revocationBatch, body: { items }, timeoutMs });
      } catch (error) {
        const refused = error instanceof AppError && error.code === 'validation_failed';
        if (!refused) {
          this.#logFailure(error);
          return false;
        }
        // One that the origin will never take must not hold the others back: they go singly, and it is dropped.
        if (rows.length > 1) {
          batch = 1;
          continue;
        }
        logLine('error', `relay: the origin refuses a revocation of kind ${newest.kind}`);
      }
      this.#failures = 0;
      sql.exec('DELETE FROM waiting WHERE seq <= ?', newest.seq);
    }
  }

  /** Failures 1, 2, 4, 8, …: an outage is told, not drummed. */
  #logFailure(error: unknown): void {
    this.#failures += 1;
    if (!Number.isInteger(Math.log2(this.#failures))) return;
    logLine('warn', `relay: ${this.#count()} revocations wait: ${error instanceof Error ? error.message : 'unknown'}`);
  }

  #count(): number {
    return this.ctx.storage.sql.exec<{ n: number }>('SELECT count(*) AS n FROM waiting').one().n;
  }
}
