import type { AccountRow } from '../account/account-store.ts';
import type { SessionGrant } from '../account/account-types.ts';
import type { SessionRow } from './session-store.ts';

/** What tokens of this session are made from, at that place of its refresh chain. */
export function sessionGrantOf(account: AccountRow, session: SessionRow, counter: number): SessionGrant {
  return {
    sessionId: session.id,
    deviceId: session.device,
    counter,
    roles: [...account.roles],
    epoch: account.epoch,
    amr: [...session.amr],
    jkt: session.jkt,
    authTimeMs: session.authAtMs,
  };
}
