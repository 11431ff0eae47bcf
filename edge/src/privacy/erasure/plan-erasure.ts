import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { erasureSteps } from '@halobuzz/core/privacy/erasure-steps';
import { randomBytes } from '../../bytes.ts';
import type { PrivacyContext } from '../privacy-context.ts';
import { openPrivacyTables } from '../privacy-tables.ts';
import { dropReceiptsFrom, readPlan, writePlan } from './erasure-store.ts';
import type { Tombstone } from './tombstones.ts';

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
      ...{
        step: 0,
        progress: {},
        tries: 0,
        nextAtMs: nowMs + context.config.erasureWindowMs + limits.erasureRetryMinMs,
      },
    });
    return { kind: 'planned', erasureId };
  });
}

/** Of an erasure that has a tombstone: what a store that came back from a backup needs. */
export type ReplayedPlan = 'rewound' | 'erased';

/**
 * An erasure that is under way, with its account still there, takes its steps over every store again by itself. Any other is
 * over, whatever this object itself came back with: its account's key is gone, and its stores are to be asked by its id.
 */
export function replayPlan(context: PrivacyContext, tombstone: Tombstone): ReplayedPlan {
  const { accountId, erasureId: id, certificateId } = tombstone;
  return context.change((nowMs): ReplayedPlan => {
    openPrivacyTables(context.sql, accountId);
    const known = readPlan(context.sql);
    const first = erasureSteps.indexOf('database_people');
    if (known?.id === id && known.state === 'running' && known.step <= erasureSteps.indexOf('account_emptied')) {
      const step = Math.min(known.step, first);
      dropReceiptsFrom(context.sql, step);
      writePlan(context.sql, { ...known, step, progress: {}, tries: 0, nextAtMs: nowMs });
      return 'rewound';
    }
    const over = { step: erasureSteps.length, progress: {}, tries: 0, nextAtMs: nowMs } as const;
    // One that has its last step before it still ends by itself, with its certificate.
    if (known?.id === id && known.state !== 'waiting') return 'erased';
    writePlan(context.sql, { id, certificateId, askedAtMs: known?.askedAtMs ?? nowMs, state: 'done', ...over });
    return 'erased';
  });
}
