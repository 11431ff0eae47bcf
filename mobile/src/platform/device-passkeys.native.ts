import { create, get, isSupported } from 'react-native-passkeys';
import type { PasskeyPort } from './passkey-port.ts';
import { passkeyPort } from './passkey-port.ts';

/** The telephone's own: iCloud Keychain, Google Password Manager, or another that its owner chose. */
export function devicePasskeys(): PasskeyPort {
  return passkeyPort(isSupported(), {
    // The library names transports one by one; the edge passes on what authenticators said.
    create: (options) => create(options as Parameters<typeof create>[0]),
    // The same for transports of the passkeys that are allowed.
    get: (options) => get(options as Parameters<typeof get>[0]),
  });
}
