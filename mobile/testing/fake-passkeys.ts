import { type PasskeyAssertion, passkeyAssertionExample } from '@halobuzz/core/api/passkey-credentials';
import type { PasskeyAnswer, PasskeyPort } from '../src/platform/passkey-port.ts';

/** A device with passkeys, whose owner says yes until a test says otherwise. */
export class FakePasskeys {
  /** What the owner was asked. */
  readonly asked: string[] = [];
  /** Why the next question brings nothing; undefined: it brings a passkey. */
  refusal: Exclude<PasskeyAnswer<PasskeyAssertion>, { readonly ok: true }>['reason'] | undefined;

  port(available = true): PasskeyPort {
    const answer = <T>(question: string, data: T): PasskeyAnswer<T> => {
      this.asked.push(question);
      return this.refusal === undefined ? { ok: true, data } : { ok: false, reason: this.refusal };
    };
    return {
      available,
      create: async ({ challenge }) => answer(`create ${challenge}`, passkeyRegistrationExample),
      get: async ({ challenge }) => answer(`get ${challenge}`, passkeyAssertionExample),
    };
  }
}

export const passkeyRegistrationExample = {
  id: 'q83vEjRWeJA',
  rawId: 'q83vEjRWeJA',
  type: 'public-key' as const,
  response: { clientDataJSON: 'eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiw', attestationObject: 'o2NmbXRkbm9uZWdh' },
};
