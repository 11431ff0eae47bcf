import type { decidables } from '@halobuzz/core/api/finance';
import type { Change } from './history.ts';

/** Whether it is for this reader to decide, and by which version of it they do. */
export function decidedView(document: { readonly history: readonly Change[] }, decidable: (typeof decidables)[number]) {
  const history = document.history.map(({ at, by, from, to, reason }) => ({
    ...{ at: at.toISOString(), by, from, to },
    ...(reason === undefined ? {} : { reason }),
  }));
  return { version: document.history.length, decidable, history };
}
