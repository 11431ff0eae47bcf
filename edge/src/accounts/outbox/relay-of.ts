import { homeOfAccount, type Namespace } from '../account/stubs.ts';

/**
 * One of 32 relays, by the first random character of the account's id: an outage's load spreads, and stays bounded. Those
 * of accounts of the EU stand in the EU like the accounts; `enforce` as for {@link homeOfAccount}.
 */
export function relayOf<Id, Stub>(relays: Namespace<Id, Stub>, accountId: string, enforce: boolean): Stub {
  const home = homeOfAccount(relays, accountId, enforce);
  return home.get(home.idFromName(`relay-${accountId.charAt(1)}`));
}
