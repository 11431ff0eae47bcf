import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';
import { type FactorInfo, factorInfo } from '../factors/factor-info.ts';
import { confirmedFactors } from '../factors/factor-store.ts';
import { allPasskeys, type PasskeyRow } from './passkey-store.ts';

/** A passkey as its owner sees it; times in milliseconds. */
export type PasskeyInfo = Pick<FactorInfo, 'id' | 'label' | 'createdAtMs' | 'lastUsedAtMs'> &
  Pick<PasskeyRow, 'backedUp' | 'passwordless' | 'aaguid'> & { readonly transports: string[] };

/** All passkeys, the oldest first. */
export async function listPasskeys(context: AccountContext): Promise<PasskeyInfo[]> {
  const account = readAccount(context.sql);
  if (account === undefined) return [];
  const passkeys = new Map(allPasskeys(context.sql).map((passkey) => [passkey.factorId, passkey]));
  const listed = confirmedFactors(context.sql).flatMap((factor) => {
    const passkey = passkeys.get(factor.id);
    return passkey === undefined ? [] : [{ factor, passkey }];
  });
  return Promise.all(
    listed.map(async ({ factor, passkey }) => {
      const { id, label, createdAtMs, lastUsedAtMs } = await factorInfo(context, account, factor);
      const { backedUp, passwordless, aaguid, transports } = passkey;
      return { id, label, createdAtMs, lastUsedAtMs, backedUp, passwordless, aaguid, transports: [...transports] };
    }),
  );
}
