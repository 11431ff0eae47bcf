import type { OriginDeps } from '../app.ts';

/** Nothing was decided about any account, and none is like another. */
export const noDecisions: Pick<OriginDeps, 'accountSanctions' | 'evasion' | 'staffHandles'> = {
  accountSanctions: { apply: async () => true, of: async () => [], openAppeals: async () => [] },
  staffHandles: { of: async () => new Map() },
  evasion: {
    note: async () => undefined,
    signalsOf: async () => [],
    sharersOf: async () => [],
    banned: async () => new Set(),
    put: async () => undefined,
    queue: async () => [],
    of: async () => [],
    decide: async () => 'absent',
  },
};
