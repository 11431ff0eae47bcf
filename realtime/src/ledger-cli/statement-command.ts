import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openingBalances, type StatementLine, type StatementPeriod, statementLines } from '../ledger/statement.ts';
import { type LedgerCommand, subjectOf, textOption, UsageError, type Words } from './command.ts';
import { csvLine } from './csv-line.ts';
import { statementPage } from './statement-page.ts';

/** One person's movements in a period, as CSV or as a page. */
export const statementCommand: LedgerCommand = {
  usage: 'statement <subject> [--from <date>] [--to <date>] [--format csv|html] [--out <file>]',
  help: "one person's movements, oldest first; dates are UTC days, --to is not included",
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    format: { type: 'string', default: 'csv' },
    out: { type: 'string' },
  },
  positionalsMax: 1,
  async run({ db }, words) {
    const subject = subjectOf(words);
    const format = textOption(words, 'format');
    if (format !== 'csv' && format !== 'html') throw new UsageError('--format is csv or html');
    const period: StatementPeriod = { from: dayOption(words, 'from'), to: dayOption(words, 'to') };
    if (period.from !== undefined && period.to !== undefined && period.from >= period.to) {
      throw new UsageError('--from must lie before --to');
    }
    const opening = await openingBalances(db, subject, period);
    const lines = statementLines(db, subject, period, opening);
    const head = {
      ...{ subject, opening },
      from: period.from?.toISOString() ?? 'the first entry',
      to: period.to?.toISOString() ?? new Date().toISOString(),
    };
    const text = format === 'csv' ? csvLines(lines) : statementPage(head, lines);
    const out = textOption(words, 'out');
    if (out === undefined) for await (const piece of text) process.stdout.write(piece);
    else {
      await pipeline(Readable.from(text), createWriteStream(out, { flags: 'wx' })).catch((error: unknown) => {
        throw new UsageError(`${out}: ${error instanceof Error ? error.message : 'cannot be written'}`);
      });
      console.log(`written to ${out}`);
    }
    return true;
  },
};

async function* csvLines(lines: AsyncIterable<StatementLine>): AsyncIterable<string> {
  yield csvLine(['time', 'transaction', 'type', 'account', 'currency', 'amount', 'balance', 'details']);
  for await (const { at, tx, type, account, currency, amount, balance, details } of lines) {
    yield csvLine([at.toISOString(), tx, type, account, currency, amount, balance, details]);
  }
}

function dayOption(words: Words, name: string): Date | undefined {
  const text = textOption(words, name);
  if (text === undefined) return undefined;
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  if (date === undefined || Number.isNaN(date.getTime()) || !date.toISOString().startsWith(text)) {
    throw new UsageError(`--${name} must be a day as YYYY-MM-DD`);
  }
  return date;
}
