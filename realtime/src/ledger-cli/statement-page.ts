import { html, raw } from 'hono/html';
import type { StatementBalances, StatementLine } from '../ledger/statement.ts';

const style = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1b1f;background:#fff}
h1{font-size:1.4rem}table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:600;padding:.5rem 0}
th,td{padding:.35rem .6rem;border-bottom:1px solid #ddd;text-align:left;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.c{color:#8a1020}
code{font-size:.8em;overflow-wrap:anywhere}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}
@media print{body{margin:0;max-width:none}thead{display:table-header-group}}
@media (prefers-color-scheme:dark){body{color:#eee;background:#16161a}th,td{border-color:#444}td.c{color:#ff8a95}}`;

export interface StatementHead {
  readonly subject: string;
  /** ISO 8601, or words. */
  readonly from: string;
  readonly to: string;
  readonly opening: StatementBalances;
}

/** A statement as a page that stands for itself: no script, nothing loaded. Piece by piece, so that length costs no memory. */
export async function* statementPage(head: StatementHead, lines: AsyncIterable<StatementLine>): AsyncIterable<string> {
  const { subject, from, to, opening } = head;
  yield await text(html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Statement of ${subject}</title><style>${raw(style)}</style></head><body><main>
<h1>Statement</h1><dl><dt>Subject</dt><dd><code>${subject}</code></dd>
<dt>Period</dt><dd>${from} to ${to}, UTC</dd></dl>
${balanceTable('Balances when the period began', opening)}
<table><caption>Movements, oldest first</caption><thead><tr><th scope="col">Time</th><th scope="col">What</th>
<th scope="col">Account</th><th scope="col" class="n">Amount</th><th scope="col" class="n">Balance</th>
<th scope="col">Details</th></tr></thead><tbody>
`);
  const closing = new Map(opening);
  let count = 0;
  for await (const { at, type, account, currency, amount, balance, details, tx } of lines) {
    count += 1;
    closing.set(`${account} ${currency}`, balance);
    yield await text(html`<tr><td>${at.toISOString().replace('T', ' ').slice(0, 19)}</td><td>${type.replaceAll('_', ' ')}</td>
<td>${account}</td><td class="n${amount < 0n ? ' c' : ''}">${signed(amount)} ${currency}</td>
<td class="n">${`${balance} ${currency}`}</td><td>${details}<br><code>${tx}</code></td></tr>
`);
  }
  if (count === 0) yield '<tr><td colspan="6">Nothing moved.</td></tr>\n';
  yield await text(html`</tbody></table>
${balanceTable('Balances when it ended', closing)}</main></body></html>
`);
}

function balanceTable(caption: string, balances: StatementBalances) {
  const rows = [...balances].map(([name, balance]) => {
    const [account, currency] = name.split(' ');
    return html`<tr><td>${account}</td><td class="n">${`${balance} ${currency}`}</td></tr>`;
  });
  return html`<table><caption>${caption}</caption><thead><tr><th scope="col">Account</th><th scope="col" class="n">Balance</th></tr></thead>
<tbody>${rows.length === 0 ? raw('<tr><td colspan="2">Nothing.</td></tr>') : rows}</tbody></table>`;
}

function signed(amount: bigint): string {
  return amount < 0n ? `−${-amount}` : `+${amount}`;
}

async function text(piece: ReturnType<typeof html>): Promise<string> {
  return (await piece).toString();
}
