import { DurableObject } from 'cloudflare:workers';
import type { Bindings } from '../../env.ts';
import { hasTable } from '../account/sql.ts';
import { type AddressAct, addressActs } from './address-acts.ts';
import { admitToLog, slidingLogTable, takeBack } from './sliding-log.ts';

const LONGEST_WINDOW_MS = Math.max(...Object.values(addressActs).map(({ windowMs }) => windowMs));

export type AddressAdmission =
  /** `crowded`: more than half of the room is taken. `receipt` takes the act back. */
  | { readonly admitted: true; readonly receipt: number; readonly crowded: boolean }
  | { readonly admitted: false; readonly retryAfterMs: number };

/**
 * What one address did lately: an IPv4 address or an IPv6 /64, named by HMAC. Acts are counted before their work is done,
 * so many at once cannot slip through. The object empties itself when nothing of it lies within a window any more.
 */
export class AddressObject extends DurableObject<Bindings> {
  /** Counts an act, or refuses it. `roomFactor` widens the bound: behind loopback is everybody, in development. */
  async admit(act: AddressAct, roomFactor: number): Promise<AddressAdmission> {
    const { sql } = this.ctx.storage;
    sql.exec(slidingLogTable);
    const { actsMax, windowMs } = addressActs[act];
    const room = actsMax * roomFactor;
    const admission = admitToLog(sql, { counter: act, actsMax: room, windowMs }, Date.now());
    if (!admission.admitted) return admission;
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + LONGEST_WINDOW_MS);
    return { admitted: true, receipt: admission.receipt, crowded: admission.acts > room / 2 };
  }

  /** The act turned out to be harmless: a sign-in that succeeded. */
  takeBack(receipt: number): void {
    const { sql } = this.ctx.storage;
    if (hasTable(sql, 'acts')) takeBack(sql, receipt);
  }

  override async alarm(): Promise<void> {
    const { sql } = this.ctx.storage;
    sql.exec('DELETE FROM acts WHERE at <= ?', Date.now() - LONGEST_WINDOW_MS);
    const oldest = sql.exec<{ at: number | null }>('SELECT min(at) AS at FROM acts').one().at;
    if (oldest === null) await this.ctx.storage.deleteAll();
    else await this.ctx.storage.setAlarm(oldest + LONGEST_WINDOW_MS);
  }
}
