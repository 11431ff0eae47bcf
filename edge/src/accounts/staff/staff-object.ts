import { DurableObject } from 'cloudflare:workers';
import type { Bindings } from '../../env.ts';

/**
 * One object for the whole service: who is admin, so that the last one stays, and which operator requests were seen.
 * It must never list somebody who is no admin: a role is given on the account first and listed then, and taken off the
 * list first. A crash in between leaves an admin unlisted; giving the role again heals that. Who lists somebody looks at
 * the account once more: the role may have been taken again before it was listed.
 */
export class StaffObject extends DurableObject<Bindings> {
  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS admins (account TEXT PRIMARY KEY, since INTEGER NOT NULL)');
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS requests (id TEXT PRIMARY KEY, until INTEGER NOT NULL)');
  }

  listAdmin(accountId: string): void {
    this.ctx.storage.sql.exec('INSERT OR IGNORE INTO admins VALUES (?, ?)', accountId, Date.now());
  }

  /** Takes an admin off the list, unless nobody would be left on it. Who is not on it may go. */
  unlistAdmin(accountId: string): 'unlisted' | 'last' {
    const { sql } = this.ctx.storage;
    const others = sql.exec<{ n: number }>('SELECT count(*) AS n FROM admins WHERE account <> ?', accountId).one().n;
    if (others === 0) return 'last';
    sql.exec('DELETE FROM admins WHERE account = ?', accountId);
    return 'unlisted';
  }

  /** Takes off the list who turned out to be no admin: nobody loses anything by it. */
  strikeAdmin(accountId: string): void {
    this.ctx.storage.sql.exec('DELETE FROM admins WHERE account = ?', accountId);
  }

  /** @returns whether this request id was never seen before. It is remembered until `untilMs`. */
  burnRequest(id: string, untilMs: number): boolean {
    const { sql } = this.ctx.storage;
    sql.exec('DELETE FROM requests WHERE until < ?', Date.now());
    return sql.exec('INSERT OR IGNORE INTO requests VALUES (?, ?) RETURNING id', id, untilMs).toArray().length > 0;
  }
}
