import type { WalletEntry } from '@halobuzz/core/api/wallet';
import { limits } from '@halobuzz/core/limits';
import type { ApiResult } from '../../api/failure.ts';
import type { Catalogue } from '../../i18n/catalogue.ts';
import type { EntryPage } from './entry-filter.ts';

export interface Statement {
  readonly entries: readonly WalletEntry[];
  /** Whether there are older entries that are not in it. */
  readonly part: boolean;
}

/** Every entry, the newest first, up to a bound. Fails as a whole: half a statement says something false. */
export async function fetchStatement(
  fetchPage: (cursor: string | undefined, limit: number) => Promise<ApiResult<EntryPage>>,
): Promise<ApiResult<Statement>> {
  const entries: WalletEntry[] = [];
  let cursor: string | undefined;
  do {
    const answer = await fetchPage(cursor, limits.pageItemsMax);
    if (!answer.ok) return answer;
    entries.push(...answer.data.items);
    cursor = answer.data.next;
  } while (cursor !== undefined && entries.length < limits.clientStatementEntriesMax);
  return { ok: true, data: { entries, part: cursor !== undefined } };
}

/** A statement as CSV (RFC 4180), with the mark by which spreadsheets know UTF-8. Times are ISO 8601, amounts plain digits. */
export function statementCsv(entries: readonly WalletEntry[], words: Catalogue['wallet']): string {
  const { columns } = words;
  const head = [
    ...[columns.time, columns.kind, columns.direction, columns.currency, columns.amount, columns.balance],
    ...[columns.gift, columns.quantity, columns.room, columns.tx],
  ];
  const rows = entries.map((entry) => [
    ...[entry.at, kindOf(entry, words), entry.direction, entry.currency, entry.amount, entry.balance],
    ...[entry.giftId, entry.quantity?.toString(), entry.roomId, entry.tx],
  ]);
  return `\u{feff}${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function kindOf(entry: WalletEntry, words: Catalogue['wallet']): string {
  if (entry.type !== 'gift') return words.entryKinds[entry.type];
  return entry.direction === 'debit' ? words.giftSent : words.giftReceived;
}

/** Quoted; what a spreadsheet would take for a formula has a quote before it. */
function cell(value: string | undefined): string {
  const text = value ?? '';
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
