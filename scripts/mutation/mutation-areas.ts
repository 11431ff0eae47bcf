/** Sources whose every change a test must notice, with the tests that are run against each changed copy. */
export interface MutationArea {
  readonly sources: readonly string[];
  readonly tests: readonly string[];
}

/** Whole killed mutants of all, in percent, below which `npm run test:mutation` fails. */
export const mutationScoreMin = 80;

/**
 * What decides about money, who somebody is, and what a room's viewers see, as far as it needs no server: code that talks to
 * Redis or MongoDB is proven by faults and by the simulator, which a mutant of it would keep waiting.
 */
export const mutationAreas = {
  ledger: {
    sources: [
      'core/src/ledger/{bytes,chain,intent,keys,kinds,postings}.ts',
      'core/src/money.ts',
      'realtime/src/ledger/{merkle,stream-entry,shard-table,gift-sums,handed-over,chain-docs,write-pipeline,commit-pump}.ts',
    ],
    tests: [
      'core/src/ledger/*.test.ts',
      'core/src/money.test.ts',
      'realtime/src/ledger/{merkle,stream-entry,shard-table,gift-sums,handed-over,chain-docs,write-pipeline,commit-pump}.test.ts',
    ],
  },
  tokens: {
    sources: [
      'edge/src/tokens/{access-token,dpop-proof,dpop,refresh-decision,refresh-token}.ts',
      'realtime/src/gateway/auth/{compact-jws,resume-token}.ts',
    ],
    tests: ['edge/src/tokens/*.test.ts', 'realtime/src/gateway/auth/*.test.ts'],
  },
  rooms: {
    sources: [
      'core/src/rooms/{chat-text,envelope,keys,keyword-filter,leaderboards,placement,rendezvous-hash}.ts',
      'realtime/src/gateway/rooms/{event-gatherer,frame-pacer,reliable-lane,room-audience,room-door,room-notices}.ts',
      'realtime/src/gateway/rooms/{room-standings,room-tick,shared-snapshot}.ts',
    ],
    tests: [
      'core/src/rooms/{chat-text,envelope,keys,keyword-filter,leaderboards,placement,rendezvous-hash}.test.ts',
      'realtime/src/gateway/rooms/*.test.ts',
    ],
  },
} as const satisfies Record<string, MutationArea>;

export type MutationAreaName = keyof typeof mutationAreas;

export function isMutationArea(word: string): word is MutationAreaName {
  return Object.hasOwn(mutationAreas, word);
}
