// @vitest-environment node
import { limits } from '@halobuzz/core/limits';
import { expect, it } from 'vitest';
import { walletEntryOf } from '../../../testing/money-fixtures.ts';
import { wallet as words } from '../../i18n/en/wallet.ts';
import { fetchStatement, statementCsv } from './statement.ts';

it('is a table that spreadsheets read and that runs nothing in them', () => {
  const csv = statementCsv([walletEntryOf({ giftId: '=1+1', roomId: 'a"b', balance: '7' })], words);
  const [head, row, end] = csv.split('\r\n');
  expect(head).toBe(
    '\u{feff}"Time","Kind","Direction","Currency","Amount","Balance","Gift","Quantity","Broadcast","Entry"',
  );
  expect(row).toBe(`"${walletEntryOf().at}","Gift sent","debit","COIN","199","7","'=1+1","","a""b","t1"`);
  expect(end).toBe('');
});

it('ends at its bound, and says that there is more', async () => {
  let asked = 0;
  const page = Array.from({ length: limits.pageItemsMax }, () => walletEntryOf());
  const statement = await fetchStatement(async (_cursor, limit) => {
    asked += 1;
    expect(limit).toBe(limits.pageItemsMax);
    return { ok: true, data: { items: page, next: 'more' } };
  });
  expect(asked).toBe(limits.clientStatementEntriesMax / limits.pageItemsMax);
  expect(statement).toMatchObject({ ok: true, data: { part: true } });
});
