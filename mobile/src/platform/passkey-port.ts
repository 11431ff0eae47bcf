import type { PasskeyCreationOptions, PasskeyRequestOptions } from '@halobuzz/core/api/auth-passkeys';
import {
  type PasskeyAssertion,
  type PasskeyRegistration,
  passkeyAssertionSchema,
  passkeyRegistrationSchema,
} from '@halobuzz/core/api/passkey-credentials';

/** `given_up`: the person closed the question, or it ran out; `exists`: this device holds one of the account already. */
export type PasskeyAnswer<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly reason: 'given_up' | 'exists' | 'failed' };

/** Keys of the device, released by a finger, a face or a PIN (WebAuthn). */
export interface PasskeyPort {
  /** Whether this device and browser can have passkeys at all. */
  readonly available: boolean;
  readonly create: (options: PasskeyCreationOptions) => Promise<PasskeyAnswer<PasskeyRegistration>>;
  readonly get: (options: PasskeyRequestOptions) => Promise<PasskeyAnswer<PasskeyAssertion>>;
}

/** A port over what asks the system; `ask` throws, with the names that WebAuthn gives errors or their equals. */
export function passkeyPort(
  available: boolean,
  ask: {
    readonly create: (options: PasskeyCreationOptions) => Promise<unknown>;
    readonly get: (options: PasskeyRequestOptions) => Promise<unknown>;
  },
): PasskeyPort {
  return {
    available,
    create: (options) => answered(async () => passkeyRegistrationSchema.parse(await ask.create(options))),
    get: (options) => answered(async () => passkeyAssertionSchema.parse(await ask.get(options))),
  };
}

/** WebAuthn's names, and those of the systems of telephones. */
const givenUp = /^(NotAllowedError|AbortError)$|cancel/i;
const exists = /^InvalidStateError$|exclu/i;

async function answered<T>(ask: () => Promise<T>): Promise<PasskeyAnswer<T>> {
  try {
    return { ok: true, data: await ask() };
  } catch (error) {
    const names = error instanceof Error ? [error.name, 'code' in error ? String(error.code) : ''] : [];
    if (names.some((name) => givenUp.test(name))) return { ok: false, reason: 'given_up' };
    return { ok: false, reason: names.some((name) => exists.test(name)) ? 'exists' : 'failed' };
  }
}
