import { DurableObject } from 'cloudflare:workers';
import { limits } from '@halobuzz/core/limits';
import type { Bindings } from '../../env.ts';

/** A message as it is caught; an SMS has no subject. */
export interface DevMessage {
  readonly channel: 'mail' | 'sms';
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly code?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** A message as the development mailbox shows it. */
export interface StoredMessage {
  readonly channel: DevMessage['channel'];
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly code: string | null;
  readonly atMs: number;
}

interface MessageRow extends Record<string, SqlStorageValue> {
  channel: DevMessage['channel'];
  recipient: string;
  subject: string;
  text: string;
  code: string | null;
  at: number;
}

/** Development only: catches every mail and text message. Routes to it do not exist in production. */
export class DevMailboxObject extends DurableObject<Bindings> {
  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    ctx.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS message (seq INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL,
        recipient TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, code TEXT, idempotency_key TEXT UNIQUE,
        at INTEGER NOT NULL);
       CREATE INDEX IF NOT EXISTS message_by_recipient ON message (recipient, seq)`,
    );
  }

  /** Keeps a message; one with a key that was used before is the same message and kept once. */
  deliver(message: DevMessage): void {
    const { sql } = this.ctx.storage;
    sql.exec(
      `INSERT OR IGNORE INTO message (channel, recipient, subject, text, code, idempotency_key, at)
        VALUES (?, ?, ?, ?, ?, ?, ?)`,
      message.channel,
      message.to.toLowerCase(),
      message.subject,
      message.text,
      message.code ?? null,
      message.idempotencyKey ?? null,
      Date.now(),
    );
    sql.exec('DELETE FROM message WHERE seq <= (SELECT max(seq) FROM message) - ?', limits.devMailboxMessagesMax);
  }

  /** Newest first, at most a page; of one recipient when given. */
  list(recipient: string | undefined): StoredMessage[] {
    const columns = 'SELECT channel, recipient, subject, text, code, at FROM message';
    const { sql } = this.ctx.storage;
    const rows =
      recipient === undefined
        ? sql.exec<MessageRow>(`${columns} ORDER BY seq DESC LIMIT ?`, limits.pageItemsMax)
        : sql.exec<MessageRow>(
            `${columns} WHERE recipient = ? ORDER BY seq DESC LIMIT ?`,
            recipient.toLowerCase(),
            limits.pageItemsMax,
          );
    return rows.toArray().map(({ recipient: to, at: atMs, ...message }) => ({ ...message, to, atMs }));
  }
}
