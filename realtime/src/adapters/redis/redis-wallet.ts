import { uuidV7TimeMs, walletShardOf } from '@halobuzz/core/ids';
import { encodeIntent, type Intent } from '@halobuzz/core/ledger/intent';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { limits } from '@halobuzz/core/limits';
import type { WalletPort, WalletRefusal, WalletResult } from '../../ledger/wallet-port.ts';
import { runWalletScript, type WalletConnection, type WalletSession } from './wallet-connection.ts';
import { balanceScript, findScript, fingerprintText, submitCall, submitScript } from './wallet-script.ts';

type Answer =
  | { readonly kind: 'reply'; readonly reply: readonly string[] }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unknown' };

const refusals: Readonly<Record<string, WalletRefusal>> = {
  locked: 'wallet_locked',
  reused: 'gift_id_reused',
  stale: 'gift_id_stale',
  future: 'gift_id_future',
  busy: 'wallet_busy',
  insufficient: 'insufficient_balance',
  limit: 'balance_limit',
};

/**
 * Errors that come before a script's first write: the server's own refusals, and the client's when nothing was sent.
 * "Connection is closed." is not among them: commands under way get it too.
 */
const neverRun =
  /^(OOM|READONLY|MISCONF|NOREPLICAS|LOADING|MASTERDOWN|BUSY|NOSCRIPT|NOAUTH|NOPERM)\b|^Stream isn't writeable/;

/** The wallets in Redis. One call is one script; commands in flight are bounded, and refused `wallet_busy` above it. */
export function redisWallet(
  connection: Pick<WalletConnection, 'session'>,
  options: { readonly timeoutMs?: number; readonly inFlightMax?: number } = {},
): WalletPort {
  const timeoutMs = options.timeoutMs ?? limits.walletCommandTimeoutMs;
  const inFlightMax = options.inFlightMax ?? limits.walletCommandsInFlightMax;
  let inFlight = 0;
  let epochsOf: WalletSession | undefined;
  let epochs = new Map<number, number>();

  const epochFor = (session: WalletSession, shard: number): number => {
    if (epochsOf !== session) {
      epochsOf = session;
      epochs = new Map();
    }
    return epochs.get(shard) ?? 0;
  };

  /** Runs a call behind the gate; when only the epoch was not the current one, once more with that. */
  const gated = async (
    session: WalletSession,
    shard: number,
    run: (epoch: number) => Promise<unknown>,
  ): Promise<Answer> => {
    try {
      let reply = textsOf(await run(epochFor(session, shard)));
      if (reply[0] === 'locked' && reply[1] !== undefined) {
        const epoch = Number(reply[1]);
        if (epochFor(session, shard) !== epoch) epochs.set(shard, epoch);
        reply = textsOf(await run(epoch));
      }
      return { kind: 'reply', reply };
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      return { kind: neverRun.test(message) ? 'refused' : 'unknown' };
    }
  };

  /** Counts a command until the server has really answered, however early its caller stops waiting. */
  const bounded = async (command: () => Promise<Answer>): Promise<Answer> => {
    inFlight += 1;
    const answer = command().finally(() => {
      inFlight -= 1;
    });
    return within(answer, timeoutMs);
  };

  return {
    async submit(intent: Intent, fingerprint: Uint8Array, roomEvent: Uint8Array): Promise<WalletResult> {
      if (uuidV7TimeMs(intent.clientId) === undefined)
        throw new TypeError('the client id of an intent must be a UUIDv7');
      const session = connection.session();
      if (session === undefined) return { kind: 'refused', code: 'wallet_locked' };
      if (inFlight >= inFlightMax) return { kind: 'refused', code: 'wallet_busy' };
      const intentBytes = encodeIntent(intent);
      const answer = await bounded(() =>
        gated(session, walletShardOf(intent.wallet), (epoch) => {
          const call = submitCall({ runId: session.runId, epoch }, intent, intentBytes, fingerprint, roomEvent);
          return runWalletScript(session, submitScript, call.keys, call.args);
        }),
      );
      return resultOfAnswer(answer);
    },

    async find(wallet, tx, fingerprint) {
      const session = connection.session();
      if (session === undefined) return { kind: 'refused', code: 'wallet_locked' };
      if (inFlight >= inFlightMax) return { kind: 'refused', code: 'wallet_busy' };
      const shard = walletShardOf(wallet);
      const keys = walletShardKeys(shard);
      const answer = await bounded(() =>
        gated(session, shard, (epoch) =>
          runWalletScript(
            session,
            findScript,
            [keys.open, keys.idempotency(epoch, tx)],
            [session.runId, String(epoch), fingerprintText(fingerprint)],
          ),
        ),
      );
      if (answer.kind === 'reply' && answer.reply[0] === 'absent') return { kind: 'absent' };
      return resultOfAnswer(answer);
    },

    async balance(subject: string): Promise<bigint | undefined> {
      const session = connection.session();
      if (session === undefined || inFlight >= inFlightMax) return undefined;
      const shard = walletShardOf(subject);
      const keys = walletShardKeys(shard);
      const answer = await bounded(() =>
        gated(session, shard, (epoch) =>
          runWalletScript(
            session,
            balanceScript,
            [keys.open, keys.balance(epoch, subject)],
            [session.runId, String(epoch)],
          ),
        ),
      );
      if (answer.kind !== 'reply' || answer.reply[0] !== 'balance') return undefined;
      return BigInt(answer.reply[1] ?? '0');
    },
  };
}

function resultOfAnswer(answer: Answer): WalletResult {
  switch (answer.kind) {
    case 'reply':
      return resultOf(answer.reply);
    case 'refused':
      return { kind: 'refused', code: 'wallet_locked' };
    case 'unknown':
      return { kind: 'unknown' };
    default:
      return answer satisfies never;
  }
}

function resultOf(reply: readonly string[]): WalletResult {
  const [kind, balance, epoch, sequence, amount] = reply;
  if ((kind === 'created' || kind === 'exists') && balance !== undefined && amount !== undefined) {
    return { kind, balance: BigInt(balance), epoch: Number(epoch), sequence: Number(sequence), amount: BigInt(amount) };
  }
  const code = refusals[kind ?? ''];
  return code === undefined ? { kind: 'unknown' } : { kind: 'refused', code };
}

function textsOf(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}

async function within(answer: Promise<Answer>, timeoutMs: number): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'unknown' }), timeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
