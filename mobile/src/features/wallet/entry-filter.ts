import type { WalletEntry } from '@halobuzz/core/api/wallet';
import type { ApiResult } from '../../api/failure.ts';

export const entryFilters = ['all', 'gifts', 'purchases', 'payouts', 'others'] as const;
export type EntryFilter = (typeof entryFilters)[number];

/** Which filter an entry belongs to. */
export function filterOf({ type }: Pick<WalletEntry, 'type'>): Exclude<EntryFilter, 'all'> {
  switch (type) {
    case 'gift':
    case 'gift_reversal':
      return 'gifts';
    case 'purchase':
    case 'refund':
    case 'refund_reversal':
    case 'chargeback':
    case 'chargeback_reversal':
      return 'purchases';
    case 'payout_hold':
    case 'payout_post':
    case 'payout_void':
    case 'payout_return':
      return 'payouts';
    default:
      return 'others';
  }
}

export interface EntryPage {
  readonly items: WalletEntry[];
  readonly next?: string | undefined;
}

/** Pages of so many are looked through before somebody is asked whether to go on. */
const pagesLookedThroughMax = 5;

/** The next page that holds something of a kind; the server knows no kinds. */
export async function fetchOfKind(
  fetchPage: (cursor?: string) => Promise<ApiResult<EntryPage>>,
  filter: EntryFilter,
  cursor?: string,
): Promise<ApiResult<EntryPage>> {
  let at = cursor;
  for (let looked = 1; ; looked += 1) {
    const answer = await fetchPage(at);
    if (!answer.ok || filter === 'all') return answer;
    const items = answer.data.items.filter((entry) => filterOf(entry) === filter);
    const { next } = answer.data;
    if (items.length > 0 || next === undefined || looked === pagesLookedThroughMax) {
      return { ok: true, data: { items, ...(next === undefined ? {} : { next }) } };
    }
    at = next;
  }
}
