import { uuidV7TimeMs, walletShardOf } from '@halobuzz/core/ids';
import { encodeIntent } from '@halobuzz/core/ledger/intent';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { limits } from '@halobuzz/core/limits';
import type { WalletControls, WalletPort, WalletRefusal, WalletResult, WalletState } from '../../ledger/wallet-port.ts';
import { runWalletScript, type WalletSession } from './wallet-connection.ts';
import { type ReplicaTerms, replicaWait } from './wallet-replicas.ts';
import {
  type BacklogMarks,
  controlsScript,
  findScript,
  fingerprintText,
  gateScript,
  submitCall,
  submitScript,
  walletStateScript,
} from './wallet-script.ts';
import type { WalletSessions } from './wallet-servers.ts';

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
  frozen: 'wallet_frozen',
  owing: 'wallet_owing',
  held: 'coins_held',
  capped: 'spend_cap_reached',
};

/**
 * Errors that come before a script's first write: the server's own refusals, and the client's when nothing was sent.
 * "Connection is closed." is not among them: commands under way get it too.
 */
const neverRun =
  /^(OOM|READONLY|MISCONF|NOREPLICAS|LOADING|MASTERDOWN|BUSY|NOSCRIPT|NOAUTH|NOPERM|MOVED|ASK|TRYAGAIN|CLUSTERDOWN|CROSSSLOT)\b|^Stream isn't writeable/;

export interface RedisWalletOptions {
  readonly timeoutMs?: number;
  readonly inFlightMax?: number;
  /** Absent: the limits. */
  readonly backlog?: BacklogMarks;
  /** A number from 0 up to 1, anew each time. */
  readonly draw?: () => number;
  /**
   * Entries count as accepted once so many replicas have them on disk; until then they are `unknown`, and the same intent
   * again waits again. Absent or 0: the server alone answers for them.
   */
  readonly replicas?: ReplicaTerms;
}

/** The wallets in Redis. One call is one script; commands in flight are bounded, and refused `wallet_busy` above it. */
export function redisWallet(servers: WalletSessions, options: RedisWalletOptions = {}): WalletPort {
  const { backlog, draw = Math.random, replicas } = options;
  const marks = backlog === undefined ? {} : { backlog };
  const waitForReplicas = replicas === undefined || replicas.min === 0 ? undefined : replicaWait(replicas);
  const timeoutMs = options.timeoutMs ?? limits.walletCommandTimeoutMs;
  const inFlightMax = options.inFlightMax ?? limits.walletCommandsInFlightMax;
  let inFlight = 0;
  const epochs = new WeakMap<WalletSession, Map<number, number>>();

  const epochFor = (session: WalletSession, shard: number): number => epochs.get(session)?.get(shard) ?? 0;
  const setEpoch = (session: WalletSession, shard: number, epoch: number): void => {
    const known = epochs.get(session) ?? new Map<number, number>();
    epochs.set(session, known.set(shard, epoch));
  };

  /** Where a subject's scripts run now, or why none may. */
  const placeOf = (
    subject: string,
  ): { readonly shard: number; readonly session: WalletSession } | 'wallet_locked' | 'wallet_busy' => {
    const shard = walletShardOf(subject);
    const session = servers.session(shard);
    if (session === undefined) return 'wallet_locked';
    return inFlight >= inFlightMax ? 'wallet_busy' : { shard, session };
  };

  /** Runs a call behind the gate; when only the epoch was not the current one, once more with that. */
  const gated = async (
    session: WalletSession,
    shard: number,
    run: (epoch: number) => Promise<unknown>,
  ): Promise<Answer> => {
    const first = await once(() => run(epochFor(session, shard)));
    if (first.kind !== 'reply' || first.reply[0] !== 'locked' || first.reply[1] === undefined) return first;
    const epoch = Number(first.reply[1]);
    if (epochFor(session, shard) !== epoch) setEpoch(session, shard, epoch);
    return once(() => run(epoch));
  };

  const once = async (run: () => Promise<unknown>): Promise<Answer> => {
    try {
      return { kind: 'reply', reply: textsOf(await run()) };
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

  /** What was taken is promised once enough replicas have it. */
  const promised = async (session: WalletSession, result: WalletResult): Promise<WalletResult> => {
    if (waitForReplicas === undefined || (result.kind !== 'created' && result.kind !== 'exists')) return result;
    return (await waitForReplicas(session)) ? result : { kind: 'unknown' };
  };

  const readState = async (subject: string): Promise<WalletState | undefined> => {
    const place = placeOf(subject);
    if (typeof place === 'string') return undefined;
    const { shard, session } = place;
    const keys = walletShardKeys(shard);
    const answer = await bounded(() =>
      gated(session, shard, (epoch) =>
        runWalletScript(
          session,
          walletStateScript,
          [keys.open, keys.wallet(epoch, subject)],
          [session.runId, String(epoch)],
        ),
      ),
    );
    return answer.kind === 'reply' && answer.reply[0] === 'state' ? stateOf(answer.reply.slice(1)) : undefined;
  };

  return {
    async submit(intent, fingerprint, roomEvent, options = {}) {
      const idTimeMs = uuidV7TimeMs(intent.clientId);
      if (idTimeMs === undefined) throw new TypeError('the client id of an intent must be a UUIDv7');
      const place = placeOf(intent.wallet);
      if (typeof place === 'string') return { kind: 'refused', code: place };
      const { shard, session } = place;
      const intentBytes = encodeIntent(intent);
      const { spendCap, trace } = options;
      const answer = await bounded(() =>
        gated(session, shard, (epoch) => {
          const bounds = { idTimeMs, keep: false, spendCap, ...marks, draw: draw(), trace };
          const call = submitCall({ shard, runId: session.runId, epoch, ...bounds }, intent, intentBytes, fingerprint, roomEvent);
          return runWalletScript(session, submitScript, call.keys, call.args);
        }),
      );
      return promised(session, resultOfAnswer(answer));
    },

    async post(intent, fingerprint, isCommitted, options = {}) {
      const place = placeOf(intent.wallet);
      if (typeof place === 'string') return { kind: 'refused', code: place };
      const { shard, session } = place;
      const gate = await bounded(() =>
        once(() => runWalletScript(session, gateScript, [walletShardKeys(shard).open], [session.runId])),
      );
      if (gate.kind !== 'reply') return { kind: 'refused', code: 'wallet_locked' };
      const [state, epoch, nowMs] = gate.reply;
      if (state !== 'open' || epoch === undefined) return { kind: 'refused', code: 'wallet_locked' };
      if (await isCommitted(intent.tx)) return { kind: 'committed' };
      // This very epoch or none: another one was rebuilt from what MongoDB held, and must be asked about again.
      const terms = {
        shard,
        runId: session.runId,
        epoch: Number(epoch),
        idTimeMs: Number(nowMs),
        keep: true,
        ...marks,
        trace: options.trace,
      };
      const intentBytes = encodeIntent(intent);
      const call = submitCall({ ...terms, spendCap: undefined }, intent, intentBytes, fingerprint, new Uint8Array(0));
      const answer = await bounded(() => once(() => runWalletScript(session, submitScript, call.keys, call.args)));
      const result = await promised(session, resultOfAnswer(answer));
      // The read of MongoDB took longer than an id may be old: asked again, it is read again.
      return result.kind === 'refused' && result.code === 'gift_id_stale'
        ? { kind: 'refused', code: 'wallet_busy' }
        : result;
    },

    async find(wallet, tx, fingerprint) {
      const place = placeOf(wallet);
      if (typeof place === 'string') return { kind: 'refused', code: place };
      const { shard, session } = place;
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

    async balance(subject) {
      return (await readState(subject))?.coins;
    },

    state: readState,

    async setControls(subject, controls) {
      const place = placeOf(subject);
      if (typeof place === 'string') return false;
      const { shard, session } = place;
      const keys = walletShardKeys(shard);
      const fields = controlFields(controls).flat();
      const answer = await bounded(() =>
        gated(session, shard, (epoch) =>
          runWalletScript(
            session,
            controlsScript,
            [keys.open, keys.wallet(epoch, subject)],
            [session.runId, String(epoch), String(controls.version), ...fields],
          ),
        ),
      );
      return answer.kind === 'reply' && answer.reply[0] === 'set';
    },
  };
}

/** What `wallet_controls` says of a wallet, as fields of its hash; '' is absent. Also what a rebuild writes. */
export function controlFields(controls: WalletControls): readonly (readonly [name: string, value: string])[] {
  const { heldCoins, heldUntilMs, dailyCap, frozen } = controls;
  return [
    ['h', heldCoins === 0n ? '' : heldCoins.toString()],
    ['u', heldUntilMs === 0 ? '' : String(heldUntilMs)],
    ['c', dailyCap === undefined ? '' : dailyCap.toString()],
    ['f', frozen ? '1' : ''],
  ];
}

function stateOf(reply: readonly string[]): WalletState {
  const [nowMs, coins, owed, held, until, day, spent, cap, frozen] = reply;
  const today = Math.floor(Number(nowMs) / 86_400_000);
  const isHeld = Number(until) > Number(nowMs);
  return {
    coins: BigInt(coins === '' ? 0 : (coins ?? 0)),
    owed: BigInt(owed === '' ? 0 : (owed ?? 0)),
    heldCoins: isHeld ? BigInt(held ?? 0) : 0n,
    heldUntilMs: isHeld ? Number(until) : 0,
    spentToday: Number(day) === today && spent !== undefined && spent !== '' ? BigInt(spent) : 0n,
    dailyCap: cap === undefined || cap === '' ? undefined : BigInt(cap),
    frozen: frozen === '1',
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
  if (code === undefined) return { kind: 'unknown' };
  const isTimed = code === 'coins_held' || code === 'spend_cap_reached';
  return { kind: 'refused', code, ...(isTimed ? { retryAtMs: Number(balance) } : {}) };
}

function textsOf(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}

function within(answer: Promise<Answer>, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, timeoutMs, { kind: 'unknown' });
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
