import { DurableObject } from 'cloudflare:workers';
import type { Bindings } from '../env.ts';
import { type PlannedErasure, planErasure } from './erasure/plan-erasure.ts';
import { erasureJob } from './erasure/run-erasure.ts';
import { PrivacyContext, type PrivacyJob } from './privacy-context.ts';
import { migratePrivacy } from './privacy-tables.ts';

const jobs: readonly PrivacyJob[] = [erasureJob];

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

  // Erasure
  planErasure(accountId: string): PlannedErasure {
    return planErasure(this.#context, accountId);
  }

  override async alarm(): Promise<void> {
    await this.#context.runDue();
  }
}
