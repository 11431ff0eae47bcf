import type { RevocationRelayObject } from './revocation-relay-object.ts';

/** One of 32 relays, by the first random character of the account's id: an outage's load spreads, and stays bounded. */
export function relayOf(
  relays: DurableObjectNamespace<RevocationRelayObject>,
  accountId: string,
): DurableObjectStub<RevocationRelayObject> {
  return relays.get(relays.idFromName(`relay-${accountId.charAt(1)}`));
}
