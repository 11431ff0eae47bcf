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
  yield `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Statement of ${escaped(subject)}</title><style>${style}</style></head><body><main>
<h1>Statement</h1><dl><dt>Subject</dt><dd><code>${escaped(subject)}</code></dd>
<dt>Period</dt><dd>${escaped(from)} to ${escaped(to)}, UTC</dd></dl>
${balanceTable('Balances when the period began', opening)}
<table><caption>Movements, oldest first</caption><thead><tr><th scope="col">Time</th><th scope="col">What</th>
<th scope="col">Account</th><th scope="col" class="n">Amount</th><th scope="col" class="n">Balance</th>
<th scope="col">Details</th></tr></thead><tbody>
`;
  const closing = new Map(opening);
  let count = 0;
  for await (const line of lines) {
    count += 1;
    closing.set(`${line.account} ${line.currency}`, line.balance);
    yield `<tr><td>${line.at.toISOString().replace('T', ' ').slice(0, 19)}</td><td>${escaped(line.type.replaceAll('_', ' '))}</td>
<td>${escaped(line.account)}</td><td class="n${line.amount < 0n ? ' c' : ''}">${signed(line.amount)} ${line.currency}</td>
<td class="n">${line.balance} ${line.currency}</td><td>${escaped(line.details)}<br><code>${escaped(line.tx)}</code></td></tr>
`;
  }
  if (count === 0) yield '<tr><td colspan="6">Nothing moved.</td></tr>\n';
  yield `</tbody></table>\n${balanceTable('Balances when it ended', closing)}</main></body></html>\n`;
}

function balanceTable(caption: string, balances: StatementBalances): string {
  const rows = [...balances].map(([name, balance]) => {
    const [account, currency] = name.split(' ');
    return `<tr><td>${escaped(account ?? '')}</td><td class="n">${balance} ${escaped(currency ?? '')}</td></tr>`;
  });
  const body = rows.length === 0 ? '<tr><td colspan="2">Nothing.</td></tr>' : rows.join('');
  return `<table><caption>${caption}</caption><thead><tr><th scope="col">Account</th><th scope="col" class="n">Balance</th></tr></thead>
<tbody>${body}</tbody></table>`;
}

function signed(amount: bigint): string {
  return amount < 0n ? `−${-amount}` : `+${amount}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
