import type { PasskeyRequestOptions } from '@halobuzz/core/api/auth-passkeys';
import { type PasskeyAssertion, passkeyAssertionSchema } from '@halobuzz/core/api/passkey-credentials';

/** The browser's passkeys. `undefined` of `get`: its person gave up, or the browser refused. */
export interface Passkeys {
  readonly available: boolean;
  get(options: PasskeyRequestOptions): Promise<PasskeyAssertion | undefined>;
}

/** Browsers that cannot read options as JSON (WebAuthn Level 3 §5.1.10) count as without. */
export function browserPasskeys(): Passkeys {
  const known = typeof PublicKeyCredential === 'undefined' ? undefined : PublicKeyCredential;
  return {
    available: typeof known?.parseRequestOptionsFromJSON === 'function',
    get: async (options) => {
      try {
        const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
        const credential = await navigator.credentials.get({ publicKey });
        if (!(credential instanceof PublicKeyCredential)) return undefined;
        return passkeyAssertionSchema.parse(credential.toJSON());
      } catch {
        return undefined;
      }
    },
  };
}
