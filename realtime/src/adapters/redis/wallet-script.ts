import type { Intent } from '@halobuzz/core/ledger/intent';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { kindSpec } from '@halobuzz/core/ledger/kinds';
import { limits } from '@halobuzz/core/limits';
import { walletScript } from './wallet-connection.ts';

/** An idempotency record outlives the last moment at which its id could still be accepted, plus a second for rounding. */
export const idempotencyLifeMs = limits.giftIdWindowMs + limits.giftIdFutureMs + 1_000;

/**
 * Moves one wallet's money, in that wallet's slot. Lua does not roll back, so everything is checked before the first
 * write, and the write that can fail (XADD refuses an id that does not grow) comes first. The shebang makes the server
 * refuse the whole script up front when it is out of memory, read-only or cannot persist. Numbers are doubles, exact to
 * 2^53 − 1, and formatted by `%.0f`, because `tostring` loses digits.
 *
 * Stream fields: p intent, b balance after, t accepted at (ms), e room event, w wallet, d signed change; w and d let the
 * writer post an entry whose intent it cannot read. c, of traced entries alone, is the trace they were sent in: nothing of the
 * books, and not chained.
 */
export const submitScript = walletScript(`#!lua
local open, head, stream, walletKey, idempotencyKey = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local runId, epoch, effect, fingerprint = ARGV[1], ARGV[2], ARGV[3], ARGV[5]
local amount, idTime = tonumber(ARGV[4]), tonumber(ARGV[6])
local window, future, life = tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9]
local backlogMax, balanceMax = tonumber(ARGV[10]), tonumber(ARGV[11])
local intent, event, wallet, spendCap = ARGV[12], ARGV[13], ARGV[14], tonumber(ARGV[15])
local slow, draw, trace = tonumber(ARGV[16]), tonumber(ARGV[17]), ARGV[18]

local gate = redis.call('HMGET', open, 'runId', 'epoch')
if gate[1] ~= runId then return {'locked'} end
if gate[2] ~= epoch then return {'locked', gate[2]} end
local last = redis.call('HMGET', head, 'epoch', 'sequence')
local sequence = tonumber(last[2] or '')
if last[1] ~= epoch or sequence == nil then return {'locked'} end

local seen = redis.call('GET', idempotencyKey)
if seen then
  local known, atEpoch, atSequence, balance, moved = string.match(seen, '^([^|]*)|(%d+)%-(%d+)|(%d+)|(%d+)$')
  if known == nil then return {'locked'} end
  if known ~= fingerprint then return {'reused'} end
  return {'exists', balance, atEpoch, atSequence, moved}
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if now - idTime >= window then return {'stale'} end
if idTime - now > future then return {'future'} end
local backlog = redis.call('XLEN', stream)
if backlog >= backlogMax then return {'busy'} end
if effect == 'spend' and draw * (backlogMax - slow) < backlog - slow then return {'busy'} end

local state = redis.call('HMGET', walletKey, 'b', 'o', 'h', 'u', 'd', 's', 'c', 'f')
local balance, owed = tonumber(state[1] or '0'), tonumber(state[2] or '0')
if balance == nil or owed == nil or amount == nil or amount < 1 or amount ~= math.floor(amount) then return {'locked'} end
local after, owedAfter, spent, day = balance, owed, nil, nil
if effect == 'spend' then
  if state[8] then return {'frozen'} end
  if owed > 0 then return {'owing', string.format('%.0f', owed)} end
  if balance < amount then return {'insufficient'} end
  if state[3] and now < tonumber(state[4] or '0') and balance - amount < tonumber(state[3]) then
    return {'held', state[4]}
  end
  day = string.format('%.0f', math.floor(now / 86400000))
  spent = (state[5] == day and tonumber(state[6] or '0') or 0) + amount
  local own = tonumber(state[7] or '')
  if (spendCap and spent > spendCap) or (own and spent > own) then
    return {'capped', string.format('%.0f', (math.floor(now / 86400000) + 1) * 86400000)}
  end
  spent = math.min(spent, balanceMax)
  after = balance - amount
elseif effect == 'debit' then
  if balance < amount then return {'insufficient'} end
  after = balance - amount
elseif effect == 'credit' or effect == 'settling_credit' then
  local paid = effect == 'credit' and 0 or math.min(owed, amount)
  local rest = amount - paid
  if rest > balanceMax or balance > balanceMax - rest then return {'limit'} end
  after, owedAfter = balance + rest, owed - paid
elseif effect == 'clawback' then
  local taken = math.min(balance, amount)
  local missing = amount - taken
  if missing > balanceMax or owed > balanceMax - missing then return {'limit'} end
  after, owedAfter = balance - taken, owed + missing
elseif effect ~= 'none' then
  return {'locked'}
end

local afterText = string.format('%.0f', after)
local sequenceText = string.format('%.0f', sequence + 1)
local nowText = string.format('%.0f', now)
local id, changeText, added = epoch .. '-' .. sequenceText, string.format('%.0f', after - balance), nil
if trace == '' then
  added = redis.pcall('XADD', stream, id, 'p', intent, 'b', afterText, 't', nowText, 'e', event, 'w', wallet, 'd', changeText)
else
  added = redis.pcall('XADD', stream, id, 'p', intent, 'b', afterText, 't', nowText, 'e', event, 'w', wallet, 'd', changeText,
    'c', trace)
end
if type(added) == 'table' and added.err then return {'locked'} end
redis.call('HSET', head, 'sequence', sequenceText)
if spent then redis.call('HSET', walletKey, 'b', afterText, 'd', day, 's', string.format('%.0f', spent))
elseif effect ~= 'none' then redis.call('HSET', walletKey, 'b', afterText, 'o', string.format('%.0f', owedAfter)) end
local record = fingerprint .. '|' .. epoch .. '-' .. sequenceText .. '|' .. afterText .. '|' .. string.format('%.0f', amount)
if life == '' then redis.call('SET', idempotencyKey, record) else redis.call('SET', idempotencyKey, record, 'PX', life) end
return {'created', afterText, epoch, sequenceText, string.format('%.0f', amount)}
`);

/** Tells whether an id was accepted, as {@link submitScript} would, and moves nothing. */
export const findScript = walletScript(`#!lua flags=no-writes
local gate = redis.call('HMGET', KEYS[1], 'runId', 'epoch')
if gate[1] ~= ARGV[1] then return {'locked'} end
if gate[2] ~= ARGV[2] then return {'locked', gate[2]} end
local seen = redis.call('GET', KEYS[2])
if not seen then return {'absent'} end
local known, atEpoch, atSequence, balance, moved = string.match(seen, '^([^|]*)|(%d+)%-(%d+)|(%d+)|(%d+)$')
if known == nil then return {'locked'} end
if known ~= ARGV[3] then return {'reused'} end
return {'exists', balance, atEpoch, atSequence, moved}
`);

/** Reads a wallet behind the same gate, so that a server that lost its tail never tells an old balance. */
export const walletStateScript = walletScript(`#!lua flags=no-writes
local gate = redis.call('HMGET', KEYS[1], 'runId', 'epoch')
if gate[1] ~= ARGV[1] then return {'locked'} end
if gate[2] ~= ARGV[2] then return {'locked', gate[2]} end
local state = redis.call('HMGET', KEYS[2], 'b', 'o', 'h', 'u', 'd', 's', 'c', 'f')
local time = redis.call('TIME')
local out = {'state', time[1] .. string.format('%03d', math.floor(tonumber(time[2]) / 1000))}
for at = 1, 8 do out[at + 2] = state[at] or '' end
return out
`);

/** The epoch that is open now, and the server's time: what an order's entry is pinned to. */
export const gateScript = walletScript(`#!lua flags=no-writes
local gate = redis.call('HMGET', KEYS[1], 'runId', 'epoch')
if gate[1] ~= ARGV[1] then return {'locked'} end
local time = redis.call('TIME')
return {'open', gate[2], time[1] .. string.format('%03d', math.floor(tonumber(time[2]) / 1000))}
`);

/**
 * Sets what bounds a wallet's spending, unless what it holds is of a later version (ARGV[3]); '' takes a field away. MongoDB
 * (`wallet_controls`) is what a rebuild restores.
 */
export const controlsScript = walletScript(`#!lua
local gate = redis.call('HMGET', KEYS[1], 'runId', 'epoch')
if gate[1] ~= ARGV[1] then return {'locked'} end
if gate[2] ~= ARGV[2] then return {'locked', gate[2]} end
if tonumber(redis.call('HGET', KEYS[2], 'v') or '0') > tonumber(ARGV[3]) then return {'set'} end
redis.call('HSET', KEYS[2], 'v', ARGV[3])
for at = 4, #ARGV, 2 do
  if ARGV[at + 1] == '' then redis.call('HDEL', KEYS[2], ARGV[at])
  else redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1]) end
end
return {'set'}
`);

export interface ScriptCall {
  readonly keys: readonly string[];
  readonly args: readonly (string | Buffer)[];
}

/** Where, and on what terms, an entry may be taken. */
export interface SubmitTerms {
  readonly shard: number;
  readonly runId: string;
  readonly epoch: number;
  /** When its id was made (a gift), or when the ledger was seen not to know it (an order): too old is refused. */
  readonly idTimeMs: number;
  /** Keep the idempotency record until the projector saw the entry committed. */
  readonly keep: boolean;
  /** The most coins a wallet may spend on one UTC day, above its owner's own cap; undefined: no such bound. */
  readonly spendCap: bigint | undefined;
  /** Absent: the limits. */
  readonly backlog?: BacklogMarks;
  /** Chance of the day, from 0 up to 1: whether it is slowed down above `backlog.slow`. Absent: it is not. */
  readonly draw?: number;
  /** The `traceparent` that lies beside the entry. */
  readonly trace?: string | undefined;
}

/**
 * Entries of a shard's stream: above `slow` gifts are refused more and more often, all of them from `refuse` on. Orders (money that was
 * paid, corrections) are taken up to `refuse`.
 */
export interface BacklogMarks {
  readonly slow: number;
  readonly refuse: number;
}

const backlogLimits: BacklogMarks = { slow: limits.walletBacklogSlow, refuse: limits.walletBacklogRefuse };

const [idWindowText, idFutureText] = [String(limits.giftIdWindowMs), String(limits.giftIdFutureMs)];
const [idempotencyLifeText, balanceMaxText] = [String(idempotencyLifeMs), String(limits.walletBalanceMax)];

/** The same bytes, not a copy. */
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Keys and arguments of {@link submitScript}. `terms.shard`: the shard of `intent.wallet`. */
export function submitCall(
  terms: SubmitTerms,
  intent: Intent,
  intentBytes: Uint8Array,
  fingerprint: Uint8Array,
  roomEvent: Uint8Array,
): ScriptCall {
  // Above 2^53 − 1 a Lua number would round; no wallet can hold or pay such an amount anyway.
  const amount = intent.amount > limits.walletBalanceMax ? limits.walletBalanceMax + 1n : intent.amount;
  const keys = walletShardKeys(terms.shard);
  const backlog = terms.backlog ?? backlogLimits;
  return {
    keys: [
      keys.open,
      keys.head,
      keys.stream,
      keys.wallet(terms.epoch, intent.wallet),
      keys.idempotency(terms.epoch, intent.tx),
    ],
    args: [
      ...[terms.runId, String(terms.epoch), kindSpec(intent.kind).effect, amount.toString()],
      ...[fingerprintText(fingerprint), String(terms.idTimeMs)],
      ...[idWindowText, idFutureText, terms.keep ? '' : idempotencyLifeText],
      ...[String(backlog.refuse), balanceMaxText],
      ...[bufferOf(intentBytes), bufferOf(roomEvent), intent.wallet, terms.spendCap?.toString() ?? ''],
      ...[String(backlog.slow), String(terms.draw ?? 1), terms.trace ?? ''],
    ],
  };
}

/** The value of an idempotency record, as the script writes it and a rebuild restores it. */
export function idempotencyRecord(
  fingerprint: Uint8Array,
  entry: { readonly epoch: bigint; readonly sequence: bigint; readonly balanceAfter: bigint; readonly amount: bigint },
): string {
  return `${fingerprintText(fingerprint)}|${entry.epoch}-${entry.sequence}|${entry.balanceAfter}|${entry.amount}`;
}

/** A fingerprint as idempotency records hold it. */
export function fingerprintText(fingerprint: Uint8Array): string {
  return bufferOf(fingerprint).toString('base64url');
}
