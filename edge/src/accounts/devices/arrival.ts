import type { AccountContext } from '../account/account-context.ts';
import { recordEvent } from '../account/security-events.ts';
import { type NoticePlace, queueNotice } from '../notifications/notices.ts';
import { allDevices, type DeviceSighting, noteDevice } from './device-store.ts';

/**
 * Within a change: notes from which device a session begins. The owner is told of a new one, and of a known one that no
 * longer looks as it did; nothing is refused for it. An account's first device is no news.
 */
export function arriveFrom(context: AccountContext, seen: DeviceSighting, place: NoticePlace, nowMs: number): void {
  const devices = allDevices(context.sql);
  const known = devices.find(({ id }) => id === seen.id);
  noteDevice(context.sql, seen, nowMs);
  const changed = known !== undefined && known.fingerprint !== '' && known.fingerprint !== seen.fingerprint;
  if (changed) recordEvent(context.sql, 'device_changed', null, nowMs);
  if (changed || (known === undefined && devices.length > 0)) {
    queueNotice(context.sql, { kind: 'new_device', place }, nowMs);
  }
}
