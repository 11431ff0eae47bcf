import { type PasskeyPort, passkeyPort } from './passkey-port.ts';

/** The browser's own. Those that cannot read options as JSON (WebAuthn Level 3 §5.1.9) count as without. */
export function devicePasskeys(): PasskeyPort {
  const known = typeof PublicKeyCredential === 'undefined' ? undefined : PublicKeyCredential;
  const available =
    typeof known?.parseCreationOptionsFromJSON === 'function' &&
    typeof known.parseRequestOptionsFromJSON === 'function';
  return passkeyPort(available, {
    create: async (options) =>
      jsonOf(
        await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
      ),
    get: async (options) =>
      jsonOf(await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })),
  });
}

function jsonOf(credential: Credential | null): unknown {
  return credential instanceof PublicKeyCredential ? credential.toJSON() : undefined;
}
