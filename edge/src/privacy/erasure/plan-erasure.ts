import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { randomBytes } from '../../bytes.ts';
import type { PrivacyContext } from '../privacy-context.ts';
import { openPrivacyTables } from '../privacy-tables.ts';
import { readPlan, writePlan } from './erasure-store.ts';

export type PlannedErasure = { readonly kind: 'planned'; readonly erasureId: string } | { readonly kind: 'running' };

/**
 * Plans an erasure for when its window is over; the account decides afterwards whether it stands behind it. A plan that
 * waits keeps its ids and is put off: of two requests at once the account may have taken either.
 */
export function planErasure(context: PrivacyContext, accountId: string): PlannedErasure {
  return context.change((nowMs): PlannedErasure => {
    openPrivacyTables(context.sql, accountId);
    const known = readPlan(context.sql);
    if (known !== undefined && known.state !== 'waiting') return { kind: 'running' };
    const erasureId = known?.id ?? newOpaqueId('er', randomBytes);
    const certificateId = known?.certificateId ?? newOpaqueId('ct', randomBytes);
    writePlan(context.sql, {
      ...{ id: erasureId, certificateId, askedAtMs: nowMs, state: 'waiting' },
      ...{ step: 0, progress: {}, tries: 0, nextAtMs: nowMs + limits.erasureWindowMs + limits.erasureRetryMinMs },
    });
    return { kind: 'planned', erasureId };
  });
}
