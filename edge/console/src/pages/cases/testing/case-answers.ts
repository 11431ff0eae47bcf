import type { CaseLine, CaseView } from '@halobuzz/core/api/cases';

const at = '2026-11-23T11:04:05.678Z';

/** A case as lists show it; `letter` makes its id. */
export function caseLineOf(letter: string, over: Partial<CaseLine> = {}): CaseLine {
  return {
    ...{ id: `cs_${letter.repeat(26)}`, version: 3, state: 'open', targetKind: 'user', targetId: 'x' },
    ...{ reason: 'harassment', reasons: ['harassment'], priority: 'normal', reports: 2 },
    ...{ openedAt: at, lastReportAt: at, dueAt: '2026-11-23T23:04:05.678Z', ...over },
  };
}

/** A case as its page shows it, about somebody who is known. */
export function caseOf(over: Partial<CaseView> = {}): CaseView {
  return {
    ...caseLineOf('a', { accountId: `a${'b'.repeat(26)}`, handle: 'nima' }),
    ...{ snapshot: { at, handle: 'nima', bio: 'You will be sorry.' }, mine: true, staff: false },
    reportList: [
      {
        ...{ id: 'rp_1', reporter: 1, record: { right: 2, wrong: 1 }, reason: 'harassment', note: 'Again and again.' },
        ...{ at, status: 'open' },
      },
    ],
    history: { cases: [], sanctions: [] },
    held: { by: 'aabcdefghijklmnopqrstuvwxy2', until: '2026-11-23T13:00:00.000Z' },
    ...over,
  };
}
