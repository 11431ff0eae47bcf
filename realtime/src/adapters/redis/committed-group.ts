import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import type { Position } from '../mongo/ledger-collections.ts';
import { runWalletScript, type WalletSession, walletScript } from './wallet-connection.ts';

/** The consumer group of every wallet stream. Nobody reads by it: its lag tells dashboards what is not yet committed. */
export const COMMITTED_GROUP = 'committed';

/**
 * Sets the group to the committed head. `entries-added` counts what was ever added to this stream, which is not the
 * sequence (a rebuild begins a stream anew), so what was read is told as all that was added but what waits. Of another epoch: nothing to tell.
 */
const markCommittedScript = walletScript(`#!lua
local stream, head, group = KEYS[1], KEYS[2], ARGV[3]
if redis.call('EXISTS', stream) == 0 then return 0 end
local at = redis.call('HMGET', head, 'epoch', 'sequence')
if at[1] ~= ARGV[1] then return 0 end
local added = 0
local info = redis.call('XINFO', 'STREAM', stream)
for i = 1, #info, 2 do if info[i] == 'entries-added' then added = tonumber(info[i + 1]) end end
local read = string.format('%.0f', math.max(0, added - (tonumber(at[2]) - tonumber(ARGV[2]))))
local id = ARGV[1] .. '-' .. ARGV[2]
local set = redis.pcall('XGROUP', 'SETID', stream, group, id, 'ENTRIESREAD', read)
if set.err then redis.call('XGROUP', 'CREATE', stream, group, id, 'ENTRIESREAD', read) end
return 1
`);

/** Moves the group that monitoring looks at to the committed head of a shard. */
export async function markCommitted(session: WalletSession, shard: number, committed: Position): Promise<void> {
  const keys = walletShardKeys(shard);
  const args = [String(committed.epoch), String(committed.sequence), COMMITTED_GROUP];
  await runWalletScript(session, markCommittedScript, [keys.stream, keys.head], args);
}
