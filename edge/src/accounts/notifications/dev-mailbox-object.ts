import { DurableObject } from 'cloudflare:workers';
import { limits } from '@halobuzz/core/limits';
import type { Bindings } from '../../env.ts';
import type { Mail } from './mail.ts';

interface MailRow extends Record<string, SqlStorageValue> {
  recipient: string;
  subject: string;
  text: string;
  code: string | null;
  at: number;
}

/** A mail as the development mailbox shows it. */
export interface StoredMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly code: string | null;
  readonly atMs: number;
}

/** Development only: catches every mail. Routes to it do not exist in production. */
export class DevMailboxObject extends DurableObject<Bindings> {
  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    ctx.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS mail (seq INTEGER PRIMARY KEY AUTOINCREMENT, recipient TEXT NOT NULL,
        subject TEXT NOT NULL, text TEXT NOT NULL, code TEXT, at INTEGER NOT NULL);
       CREATE INDEX IF NOT EXISTS mail_by_recipient ON mail (recipient, seq)`,
    );
  }

  deliver(mail: Mail): void {
    const { sql } = this.ctx.storage;
    sql.exec(
      'INSERT INTO mail (recipient, subject, text, code, at) VALUES (?, ?, ?, ?, ?)',
      mail.to.toLowerCase(),
      mail.subject,
      mail.text,
      mail.code ?? null,
      Date.now(),
    );
    sql.exec('DELETE FROM mail WHERE seq <= (SELECT max(seq) FROM mail) - ?', limits.devMailboxMessagesMax);
  }

  /** Newest first, at most a page; of one recipient when given. */
  list(recipient: string | undefined): StoredMail[] {
    const columns = 'SELECT recipient, subject, text, code, at FROM mail';
    const { sql } = this.ctx.storage;
    const rows =
      recipient === undefined
        ? sql.exec<MailRow>(`${columns} ORDER BY seq DESC LIMIT ?`, limits.pageItemsMax)
        : sql.exec<MailRow>(
            `${columns} WHERE recipient = ? ORDER BY seq DESC LIMIT ?`,
            recipient.toLowerCase(),
            limits.pageItemsMax,
          );
    return rows
      .toArray()
      .map((row) => ({ to: row.recipient, subject: row.subject, text: row.text, code: row.code, atMs: row.at }));
  }
}
