import type { InternalFinanceExport } from '@halobuzz/core/api/finance-exports';
import type { Db } from 'mongodb';
import { openingBalances, statementLines } from '../../../ledger/statement.ts';
import { csvLine } from '../../../ledger-cli/csv-line.ts';
import { auditDocuments, entryOf } from '../../mongo/mongo-audit.ts';
import { maskedAccount } from '../masked.ts';
import { bundlePieces } from './bundle.ts';
import { journalLines } from './journal.ts';

const dayMs = 24 * 3_600_000;
/** So that spreadsheets read the file as what it is. */
const byteOrderMark = '\ufeff';

type Cells = Readonly<Record<string, string | bigint | undefined>>;

/** The file's name; days and kind alone, nobody's id. */
export function exportFileName(asked: InternalFinanceExport): string {
  if (asked.kind === 'bundle') return 'halobuzz-ledger.tar';
  return `${asked.kind}-${asked.from}-${asked.to}.${asked.format}`;
}

export function exportContentType(asked: InternalFinanceExport): string {
  if (asked.kind === 'bundle') return 'application/x-tar';
  return asked.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8';
}

/** The pieces of an export. Memory is bounded by a page of what is read, whatever the length. */
export function exportPieces(db: Db, asked: InternalFinanceExport, nowMs: number): AsyncIterable<string | Uint8Array> {
  if (asked.kind === 'bundle') return bundlePieces(db, nowMs);
  return asked.format === 'csv' ? asCsv(columnsOf(asked.kind), rowsOf(db, asked)) : asLines(rowsOf(db, asked));
}

async function* asCsv(columns: readonly string[], rows: AsyncIterable<Cells>): AsyncIterable<string> {
  yield byteOrderMark + csvLine(columns);
  for await (const row of rows) yield csvLine(columns.map((column) => row[column]));
}

/** Amounts as text: no reader makes doubles of them. */
async function* asLines(rows: AsyncIterable<Cells>): AsyncIterable<string> {
  for await (const row of rows) {
    const texts = Object.entries(row).map(([name, cell]) => [name, typeof cell === 'bigint' ? String(cell) : cell]);
    yield `${JSON.stringify(Object.fromEntries(texts))}\n`;
  }
}

type Periodical = Exclude<InternalFinanceExport, { kind: 'bundle' }>;

function columnsOf(kind: Periodical['kind']): readonly string[] {
  switch (kind) {
    case 'statement':
      return ['time', 'transaction', 'type', 'account', 'currency', 'amount', 'balance', 'details'];
    case 'journal':
      return [
        ...['time', 'shard', 'sequence', 'transaction', 'type', 'status', 'account', 'currency', 'amount', 'balance'],
        ...['order', 'reference', 'reason', 'hash'],
      ];
    case 'audit':
      return ['time', 'sequence', 'actor', 'action', 'subject', 'reason', 'request', 'details', 'hash'];
    default:
      return kind satisfies never;
  }
}

function rowsOf(db: Db, asked: Periodical): AsyncIterable<Cells> {
  const from = new Date(Date.parse(asked.from));
  const to = new Date(Date.parse(asked.to) + dayMs);
  switch (asked.kind) {
    case 'statement':
      return statementRows(db, asked.subject, from, to);
    case 'journal':
      return journalRows(db, from, to);
    case 'audit':
      return auditRows(db, from, to);
    default:
      return asked satisfies never;
  }
}

async function* statementRows(db: Db, subject: string, from: Date, to: Date): AsyncIterable<Cells> {
  const opening = await openingBalances(db, subject, { from, to });
  for (const [name, balance] of opening) {
    const [account = '', currency = ''] = name.split(' ');
    yield {
      time: from.toISOString(),
      transaction: '',
      type: 'opening',
      account,
      currency,
      amount: 0n,
      balance,
      details: '',
    };
  }
  for await (const { at, tx: transaction, type, account, currency, amount, balance, details } of statementLines(
    db,
    subject,
    { from, to },
    opening,
  )) {
    yield {
      time: at.toISOString(),
      transaction,
      type,
      account,
      currency,
      amount,
      balance,
      details: maskedAccount(details),
    };
  }
}

async function* journalRows(db: Db, from: Date, to: Date): AsyncIterable<Cells> {
  for await (const { leg, entry } of journalLines(db, from, to)) {
    const { orderId, reference, reason } = entry.metadata;
    yield {
      ...{ time: leg.timestamp.toISOString(), shard: String(leg.shard), sequence: leg.sequence },
      ...{ transaction: leg.transactionId, type: entry.type, status: entry.status },
      ...{ account: leg.account, currency: leg.currency, amount: leg.amount, balance: leg.balance },
      ...{ order: orderId, reference, reason, hash: Buffer.from(leg.hash.buffer).toString('hex') },
    };
  }
}

/** Places of the log follow time, but for clocks of several writers: the index of times says where a period lies. */
async function* auditRows(db: Db, from: Date, to: Date): AsyncIterable<Cells> {
  const found = auditDocuments(db)
    .find({ at: { $gte: from, $lt: to } }, { batchSize: 500 })
    .sort({ at: 1 });
  try {
    for await (const document of found) {
      const { atMs, sequence, actor, action, subject, reason, requestId, details, hash } = entryOf(document);
      yield {
        ...{ time: new Date(atMs).toISOString(), sequence: BigInt(sequence), actor, action, subject, reason },
        ...{ request: requestId, details: details === undefined ? undefined : JSON.stringify(details), hash },
      };
    }
  } finally {
    await found.close();
  }
}
