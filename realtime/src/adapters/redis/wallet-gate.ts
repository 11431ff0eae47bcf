import { WALLET_LAYOUT, walletShardKeys } from '@halobuzz/core/ledger/keys';
import { runWalletScript, type WalletSession, walletScript } from './wallet-connection.ts';

/**
 * The writer's side of the gate. Every change names the epoch it belongs to, so that a writer that lost its lease and
 * wakes up late can neither open, lock nor switch a shard that its successor has moved on.
 */

const openGateScript = walletScript(`#!lua
if redis.call('HGET', KEYS[2], 'epoch') ~= ARGV[2] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'runId', ARGV[1], 'epoch', ARGV[2])
return 1
`);

const lockGateScript = walletScript(`#!lua
local epoch = tonumber(redis.call('HGET', KEYS[1], 'epoch') or '0')
if epoch > tonumber(ARGV[1]) then return 0 end
redis.call('DEL', KEYS[1])
return 1
`);

const switchEpochScript = walletScript(`#!lua
local epoch = tonumber(redis.call('HGET', KEYS[2], 'epoch') or '0')
if epoch >= tonumber(ARGV[1]) then return 0 end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[2], 'epoch', ARGV[1], 'sequence', ARGV[2], 'layout', ARGV[3])
return 1
`);

/** What Redis says of a shard. */
export interface RedisShard {
  /** Undefined: Redis knows nothing of this shard, or something unreadable. */
  readonly head: { readonly epoch: bigint; readonly sequence: bigint } | undefined;
  /** Whether the gate admits this very server's run_id in the head's epoch. */
  readonly open: boolean;
  /** Whether keys and values are laid out as this build reads them. */
  readonly layoutKnown: boolean;
}

/** The gate and head of each shard, in order. */
export async function readShards(session: WalletSession, shards: readonly number[]): Promise<RedisShard[]> {
  return Promise.all(
    shards.map(async (shard) => {
      const keys = walletShardKeys(shard);
      const [gate, head] = await Promise.all([
        session.redis.hmget(keys.open, 'runId', 'epoch'),
        session.redis.hmget(keys.head, 'epoch', 'sequence', 'layout'),
      ]);
      const epoch = wholeOf(head[0]);
      const sequence = wholeOf(head[1]);
      const known = epoch !== undefined && sequence !== undefined ? { epoch, sequence } : undefined;
      const layoutKnown = head[2] === WALLET_LAYOUT;
      const open = known !== undefined && layoutKnown && gate[0] === session.runId && gate[1] === head[0];
      return { head: known, open, layoutKnown };
    }),
  );
}

/** Lets gifts in. False when Redis' head is not of this epoch. */
export async function openGate(session: WalletSession, shard: number, epoch: bigint): Promise<boolean> {
  const keys = walletShardKeys(shard);
  return (await runWalletScript(session, openGateScript, [keys.open, keys.head], [session.runId, String(epoch)])) === 1;
}

/** Shuts the shard. False when a later epoch is open. */
export async function lockGate(session: WalletSession, shard: number, epoch: bigint): Promise<boolean> {
  return (await runWalletScript(session, lockGateScript, [walletShardKeys(shard).open], [String(epoch)])) === 1;
}

/** Makes a rebuilt epoch the current one, still shut. False when Redis is already in this epoch or a later one. */
export async function switchEpoch(
  session: WalletSession,
  shard: number,
  epoch: bigint,
  sequence: bigint,
): Promise<boolean> {
  const keys = walletShardKeys(shard);
  const args = [String(epoch), String(sequence), WALLET_LAYOUT];
  return (await runWalletScript(session, switchEpochScript, [keys.open, keys.head], args)) === 1;
}

function wholeOf(text: string | null | undefined): bigint | undefined {
  return typeof text === 'string' && /^[0-9]{1,18}$/.test(text) ? BigInt(text) : undefined;
}
