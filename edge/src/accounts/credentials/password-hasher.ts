import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { setWASMModules } from 'argon2-wasm-edge';
import argon2Module from 'argon2-wasm-edge/wasm/argon2.wasm';
import blake2bModule from 'argon2-wasm-edge/wasm/blake2b.wasm';
import { fromBase64Url, hmacSha256 } from '../../bytes.ts';
import type { KeyRing } from '../../env-settings.ts';
import { argon2idBytes } from './argon2id.ts';
import { newPasswordChallenge, type PasswordChallenge } from './password-record.ts';

export interface PasswordHasher {
  /** Parameters for a new record. */
  readonly newChallenge: () => PasswordChallenge;
  /**
   * argon2id of the peppered password, 32 bytes, about 45 ms of CPU and 19 MiB. The caller has bounded the length.
   * @throws AppError `hashing_busy` when this isolate is at `passwordHashingsMax`.
   */
  readonly hash: (password: string, challenge: PasswordChallenge) => Promise<Uint8Array>;
}

/** Platforms compile Wasm from modules only; the library takes them ready-made. */
const modulesReady = setWASMModules({ argon2WASM: argon2Module, blake2bWASM: blake2bModule });

/** The pepper goes in by HMAC before argon2id: without it a stolen record cannot even be guessed at. */
export function createPasswordHasher(peppers: KeyRing): PasswordHasher {
  let inFlight = 0;
  let hashing = false;
  return {
    newChallenge: () => newPasswordChallenge(peppers.current),
    async hash(password, challenge) {
      if (inFlight >= limits.passwordHashingsMax) {
        throw new AppError('hashing_busy', { retryAfterMs: limits.passwordHashingRetryMs });
      }
      const pepper = peppers.keys.get(challenge.pepper);
      const salt = fromBase64Url(challenge.salt);
      if (pepper === undefined) throw new Error(`PASSWORD_PEPPERS has no version ${challenge.pepper}`);
      if (salt === undefined) throw new Error('a password salt is not base64url');
      inFlight += 1;
      try {
        await modulesReady;
        // NFKC, so that one password typed on two keyboards is one (NIST SP 800-63B-4 §3.1.1.2).
        const peppered = await hmacSha256(pepper, password.normalize('NFKC'));
        // One hash blocks the whole isolate. Waiting by timer gives the event loop a turn between two of them: without it a
        // burst of sign-ins ran back to back, and a local workerd stalled for seconds dropped its idle connections.
        while (hashing) await turnOfTheLoop();
        hashing = true;
        try {
          return await argon2idBytes(peppered, salt, challenge);
        } finally {
          hashing = false;
        }
      } finally {
        inFlight -= 1;
      }
    },
  };
}

function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
