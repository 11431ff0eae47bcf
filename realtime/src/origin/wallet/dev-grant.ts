import type { devGrantDataSchema, devGrantRequestSchema } from '@halobuzz/core/api/wallet';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { newUuidV7, transactionId, uuidV7TimeMs } from '@halobuzz/core/ids';
import { type Intent, intentBlanks } from '@halobuzz/core/ledger/intent';
import { limits } from '@halobuzz/core/limits';
import { parseAmount } from '@halobuzz/core/money';
import type { Actor } from '@halobuzz/core/tokens';
import type { z } from 'zod';
import { fingerprintOf } from '../../ledger/fingerprint.ts';
import type { WalletPort } from '../../ledger/wallet-port.ts';
import type { LedgerReads } from './ledger-reads.ts';
import { type ClaimedRun, type OncePerKeyDeps, oncePerKey } from './once-per-key.ts';

export type DevGrantData = z.infer<typeof devGrantDataSchema>;

export interface DevGrantDeps extends OncePerKeyDeps {
  readonly wallet: WalletPort;
  readonly ledger: Pick<LedgerReads, 'hasTransaction'>;
  /** Whether every entry that Redis accepted so far is committed. */
  readonly isDrained: () => Promise<boolean>;
}

/**
 * Grants coins out of thin air, once per actor and key.
 *
 * @returns the transaction, and the coins granted (minor units, decimal): the first answer, however often it is asked.
 * @throws AppError `email_unverified`, `idempotency_mismatch`, `idempotency_in_flight`, a wallet's refusal (nothing
 * moved), or `wallet_unknown`: then the same request again finds out.
 */
export async function devGrant(
  deps: DevGrantDeps,
  actor: Actor,
  idempotencyKey: string,
  request: z.infer<typeof devGrantRequestSchema>,
): Promise<DevGrantData> {
  if (!actor.emailVerified) throw new AppError('email_unverified');
  const coins = parseAmount(request.coins);
  if (coins === undefined) throw invalidField('coins', 'must be a whole amount as a decimal string');
  const { subject } = actor;
  return oncePerKey(deps, {
    ...{ route: 'dev-grant', subject, key: idempotencyKey, asked: `coins=${coins}` },
    async run(keyId, claim) {
      const answer = await submitOnce(deps, subject, coins, keyId, claim);
      await deps.idempotency.finish(keyId, answer);
      return answer;
    },
    // Only `finish` above writes answers, and only of this type.
    replay: (answer) => answer as DevGrantData,
  });
}

async function submitOnce(
  deps: DevGrantDeps,
  subject: string,
  coins: bigint,
  keyId: string,
  claim: ClaimedRun,
): Promise<DevGrantData> {
  let { clientId } = claim;
  const madeAtMs = uuidV7TimeMs(clientId) ?? 0;
  if (claim.resumed && deps.clock() - madeAtMs >= limits.giftIdWindowMs / 2) {
    // The wallet may forget this id soon. Once everything accepted is committed, the ledger alone knows whether it counted.
    if (!(await deps.isDrained())) throw new AppError('unavailable', { retryAfterMs: 1_000 });
    const tx = transactionId(subject, clientId);
    if (await deps.ledger.hasTransaction(tx)) return { tx, result: 'exists', coins: String(coins) };
    if (deps.clock() - madeAtMs >= limits.giftIdWindowMs + limits.giftIdFutureMs) {
      clientId = newUuidV7(deps.clock(), deps.random);
      await deps.idempotency.renew(keyId, claim.owner, clientId);
    }
  }
  const intent = grantIntent(subject, clientId, coins);
  const result = await deps.wallet.submit(intent, fingerprintOf(intent), new Uint8Array(0));
  switch (result.kind) {
    case 'created':
    case 'exists':
      return { tx: intent.tx, result: result.kind, coins: String(result.amount) };
    case 'refused':
      throw new AppError(result.code, result.code === 'wallet_busy' ? { retryAfterMs: 1_000 } : {});
    case 'unknown':
      throw new AppError('wallet_unknown', { retryAfterMs: 1_000 });
    default:
      return result satisfies never;
  }
}

function grantIntent(subject: string, clientId: string, coins: bigint): Intent {
  return {
    ...intentBlanks,
    kind: 'grant',
    tx: transactionId(subject, clientId),
    wallet: subject,
    currency: 'COIN',
    amount: coins,
    clientId,
    reason: 'development grant',
  };
}
