import { uuidV7TimeMs, walletShardOf } from '@halobuzz/core/ids';
import type { WalletPort, WalletRefusal, WalletResult } from '../../src/ledger/wallet-port.ts';
import type { SimSession } from './sim-wallet-line.ts';

const refusals: Readonly<Record<string, WalletRefusal>> = {
  ...{ locked: 'wallet_locked', reused: 'gift_id_reused', stale: 'gift_id_stale', future: 'gift_id_future' },
  ...{ busy: 'wallet_busy', insufficient: 'insufficient_balance', limit: 'balance_limit', frozen: 'wallet_frozen' },
  ...{ owing: 'wallet_owing', held: 'coins_held', capped: 'spend_cap_reached' },
};

/** The part of {@link WalletPort} that moves money, as redis-wallet.ts does it, over a simulated line. */
export function simWallet(session: () => SimSession | undefined): Pick<WalletPort, 'submit' | 'post' | 'find'> {
  const locked: WalletResult = { kind: 'refused', code: 'wallet_locked' };
  let epochsOf: SimSession | undefined;
  let epochs = new Map<number, bigint>();
  const ask = async (line: SimSession, work: (server: SimSession['server']) => readonly string[]) => {
    try {
      return await line.call(work);
    } catch {
      return ['unknown'];
    }
  };
  /** Once more with the epoch that the gate names, when only that was not the current one. */
  const gated = async (
    line: SimSession,
    shard: number,
    work: (server: SimSession['server'], epoch: bigint) => readonly string[],
  ): Promise<readonly string[]> => {
    if (epochsOf !== line) {
      epochsOf = line;
      epochs = new Map();
    }
    const first = await ask(line, (server) => work(server, epochs.get(shard) ?? 0n));
    if (first[0] !== 'locked' || first[1] === undefined) return first;
    const epoch = BigInt(first[1]);
    if (epochsOf === line) epochs.set(shard, epoch);
    return ask(line, (server) => work(server, epoch));
  };
  return {
    async submit(intent, fingerprint, roomEvent, options = {}) {
      const idTimeMs = uuidV7TimeMs(intent.clientId);
      if (idTimeMs === undefined) throw new TypeError('the client id of an intent must be a UUIDv7');
      const line = session();
      if (line === undefined) return locked;
      const { runId } = line;
      const { spendCap } = options;
      const shard = walletShardOf(intent.wallet);
      const reply = await gated(line, shard, (server, epoch) => {
        const terms = { shard, runId, epoch: Number(epoch), idTimeMs, keep: false, spendCap };
        return server.submit(terms, intent, fingerprint, roomEvent);
      });
      return resultOf(reply);
    },
    async post(intent, fingerprint, isCommitted) {
      const line = session();
      if (line === undefined) return locked;
      const shard = walletShardOf(intent.wallet);
      const gate = await ask(line, (server) => {
        const epoch = server.gateEpoch(shard, line.runId);
        return epoch === undefined ? ['locked'] : ['open', String(epoch), String(server.timeMs())];
      });
      if (gate[0] !== 'open') return locked;
      if (await isCommitted(intent.tx)) return { kind: 'committed' };
      const terms = { shard, runId: line.runId, epoch: Number(gate[1]), idTimeMs: Number(gate[2]), keep: true };
      const reply = await ask(line, (server) =>
        server.submit({ ...terms, spendCap: undefined }, intent, fingerprint, new Uint8Array(0)),
      );
      const result = resultOf(reply);
      return result.kind === 'refused' && result.code === 'gift_id_stale'
        ? { kind: 'refused', code: 'wallet_busy' }
        : result;
    },
    async find(wallet, tx, fingerprint) {
      const line = session();
      if (line === undefined) return locked;
      const shard = walletShardOf(wallet);
      const reply = await gated(line, shard, (server, epoch) => server.find(shard, line.runId, epoch, tx, fingerprint));
      return reply[0] === 'absent' ? { kind: 'absent' } : resultOf(reply);
    },
  };
}

function resultOf(reply: readonly string[]): WalletResult {
  const [kind, balance, epoch, sequence, amount] = reply;
  if ((kind === 'created' || kind === 'exists') && balance !== undefined && amount !== undefined) {
    return { kind, balance: BigInt(balance), epoch: Number(epoch), sequence: Number(sequence), amount: BigInt(amount) };
  }
  const code = refusals[kind ?? ''];
  return code === undefined ? { kind: 'unknown' } : { kind: 'refused', code };
}
