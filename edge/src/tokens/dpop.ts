import type { Clock } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { Config } from '../env.ts';
import { currentKey } from '../env-settings.ts';
import { createDpopNonces, type DpopNonces } from './dpop-nonce.ts';
import { readDpopProof } from './dpop-proof.ts';

/** The proof of a request's DPoP header; empty texts when it had none. */
export interface KeyProof {
  /** Thumbprint of the key that signed it. */
  readonly jkt: string;
  /** The same for the same proof: each is good once. */
  readonly proofId: string;
}

/** Proofs of possession of a key (DPoP, RFC 9449). */
export interface Dpop {
  /**
   * The key that signed the request's `DPoP` header; empty texts when it has none. Reuse is not looked at here.
   * @throws AppError `use_dpop_nonce` for a good proof without a nonce of ours, `invalid_dpop_proof` for any other fault
   */
  readonly read: (request: Request, accessToken?: string) => Promise<KeyProof>;
  /** Notes a proof in this isolate. @returns false when it was noted before. */
  readonly noteHere: (proofId: string) => boolean;
  /** For the `DPoP-Nonce` header. */
  readonly nonce: () => Promise<string>;
}

export const DPOP_HEADER = 'dpop';
export const NONCE_HEADER = 'dpop-nonce';

export function createDpop(config: Pick<Config, 'refreshTokenKeys' | 'publicUrl' | 'environment'>, clock: Clock): Dpop {
  const nonces: DpopNonces = createDpopNonces(currentKey(config.refreshTokenKeys), clock);
  const used = new Map<string, number>();

  /** A page of our own on loopback may have another name for this Worker than its public address. */
  function urlsOf(request: Request): string[] {
    const { origin, pathname } = new URL(request.url);
    const own = config.environment === 'development' ? [origin + pathname] : [];
    return [config.publicUrl + pathname, ...own];
  }

  return {
    async read(request, accessToken) {
      const header = request.headers.get(DPOP_HEADER);
      if (header === null) return { jkt: '', proofId: '' };
      const proof = await readDpopProof(header, { method: request.method, urls: urlsOf(request), accessToken });
      if (proof === undefined || Math.abs(clock() - proof.issuedAtMs) > limits.dpopProofSkewMs) {
        throw new AppError('invalid_dpop_proof');
      }
      if (proof.nonce === undefined || !(await nonces.accepts(proof.nonce))) throw new AppError('use_dpop_nonce');
      return { jkt: proof.jkt, proofId: proof.proofId };
    },
    noteHere(proofId) {
      if (used.has(proofId)) return false;
      const nowMs = clock();
      used.set(proofId, nowMs);
      for (const [oldest, atMs] of used) {
        if (used.size <= limits.dpopProofsPerIsolateMax && nowMs - atMs < dpopProofMemoryMs) break;
        used.delete(oldest);
      }
      return true;
    },
    nonce: () => nonces.current(),
  };
}

/** A used proof is remembered for longer than its nonce is taken: three periods of it. */
export const dpopProofMemoryMs = 3 * limits.dpopNonceLifeMs;
