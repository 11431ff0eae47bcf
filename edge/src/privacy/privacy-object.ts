import { DurableObject } from 'cloudflare:workers';
import type { DataExport } from '@halobuzz/core/api/exports';
import type { ExportDataType } from '@halobuzz/core/privacy/export-sections';
import type { Bindings } from '../env.ts';
import { type PlannedErasure, planErasure, type ReplayedPlan, replayPlan } from './erasure/plan-erasure.ts';
import { erasureJob } from './erasure/run-erasure.ts';
import type { Tombstone } from './erasure/tombstones.ts';
import type { ArchivePlan } from './exports/archive-stream.ts';
import { type MintedLink, mintLink, spendLink } from './exports/export-links.ts';
import { allExports } from './exports/export-tables.ts';
import { exportView } from './exports/export-view.ts';
import { nextExportAtMs, type RequestedExport, requestExport } from './exports/request-export.ts';
import { exportJob } from './exports/run-exports.ts';
import { PrivacyContext, type PrivacyJob } from './privacy-context.ts';
import { migratePrivacy } from './privacy-tables.ts';

const jobs: readonly PrivacyJob[] = [exportJob, erasureJob];

/**
 * One per account, under its jurisdiction and apart from the AccountObject, which it outlives: what somebody asked us to do
 * with all their data, and how far we are. Methods only name what can be asked; each act is a function over
 * {@link PrivacyContext} in the folder of its subject. Its one alarm runs every job that is due, piece by piece.
 */
export class PrivacyObject extends DurableObject<Bindings> {
  readonly #context: PrivacyContext;

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    migratePrivacy(ctx.storage.sql);
    this.#context = new PrivacyContext(ctx, env, jobs);
  }

  // Exports
  requestExport(accountId: string, types: readonly ExportDataType[]): RequestedExport {
    return requestExport(this.#context, accountId, types);
  }
  /** All that are remembered, newest first, and when another may be asked for; 0: at any time. */
  exports(accountId: string): { items: DataExport[]; nextAtMs: number } {
    const { sql } = this.#context;
    const items = allExports(sql).map((row) => exportView(sql, accountId, row));
    return { items, nextAtMs: nextExportAtMs(sql) };
  }
  mintExportLink(id: string): Promise<MintedLink> {
    return mintLink(this.#context, id);
  }
  /** Null: there is nothing to download by it. */
  async spendExportLink(accountId: string, id: string, secret: string): Promise<ArchivePlan | null> {
    return (await spendLink(this.#context, accountId, id, secret)) ?? null;
  }

  // Erasure
  planErasure(accountId: string): PlannedErasure {
    return planErasure(this.#context, accountId);
  }
  replayErasure(tombstone: Tombstone): ReplayedPlan {
    return replayPlan(this.#context, tombstone);
  }

  override async alarm(): Promise<void> {
    await this.#context.runDue();
  }
}
