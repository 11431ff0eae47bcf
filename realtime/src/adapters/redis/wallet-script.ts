import { uuidV7TimeMs, walletShardOf } from '@halobuzz/core/ids';
import type { Intent } from '@halobuzz/core/ledger/intent';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
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
 * writer post an entry whose intent it cannot read.
 */
export const submitScript = walletScript(`#!lua
local open, head, stream, balanceKey, idempotencyKey = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local runId, epoch, direction, fingerprint = ARGV[1], ARGV[2], ARGV[3], ARGV[5]
local amount, idTime = tonumber(ARGV[4]), tonumber(ARGV[6])
local window, future, life = tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9]
local backlogMax, balanceMax = tonumber(ARGV[10]), tonumber(ARGV[11])
local intent, event, wallet = ARGV[12], ARGV[13], ARGV[14]

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
if redis.call('XLEN', stream) >= backlogMax then return {'busy'} end

local balance = tonumber(redis.call('GET', balanceKey) or '0')
if balance == nil or amount == nil or amount < 1 or amount ~= math.floor(amount) then return {'locked'} end
local after, change
if direction == 'debit' then
  if balance < amount then return {'insufficient'} end
  after, change = balance - amount, '-' .. string.format('%.0f', amount)
elseif direction == 'credit' then
  if amount > balanceMax or balance > balanceMax - amount then return {'limit'} end
  after, change = balance + amount, string.format('%.0f', amount)
else
  return {'locked'}
end

local afterText = string.format('%.0f', after)
local sequenceText = string.format('%.0f', sequence + 1)
local nowText = string.format('%.0f', now)
local added = redis.pcall('XADD', stream, epoch .. '-' .. sequenceText,
  'p', intent, 'b', afterText, 't', nowText, 'e', event, 'w', wallet, 'd', change)
if type(added) == 'table' and added.err then return {'locked'} end
redis.call('HSET', head, 'sequence', sequenceText)
redis.call('SET', balanceKey, afterText)
redis.call('SET', idempotencyKey,
  fingerprint .. '|' .. epoch .. '-' .. sequenceText .. '|' .. afterText .. '|' .. string.format('%.0f', amount), 'PX', life)
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

/** Reads a balance behind the same gate, so that a server that lost its tail never tells an old one. */
export const balanceScript = walletScript(`#!lua flags=no-writes
local gate = redis.call('HMGET', KEYS[1], 'runId', 'epoch')
if gate[1] ~= ARGV[1] then return {'locked'} end
if gate[2] ~= ARGV[2] then return {'locked', gate[2]} end
return {'balance', redis.call('GET', KEYS[2]) or '0'}
`);

export interface ScriptCall {
  readonly keys: readonly string[];
  readonly args: readonly (string | Buffer)[];
}

/** Keys and arguments of {@link submitScript}. Throws a TypeError when the client id is no UUIDv7. */
export function submitCall(
  place: { readonly runId: string; readonly epoch: number },
  intent: Intent,
  intentBytes: Uint8Array,
  fingerprint: Uint8Array,
  roomEvent: Uint8Array,
): ScriptCall {
  const idTimeMs = uuidV7TimeMs(intent.clientId);
  if (idTimeMs === undefined) throw new TypeError('the client id of an intent must be a UUIDv7');
  // Above 2^53 − 1 a Lua number would round; no wallet can hold or pay such an amount anyway.
  const amount = intent.amount > limits.walletBalanceMax ? limits.walletBalanceMax + 1n : intent.amount;
  const keys = walletShardKeys(walletShardOf(intent.wallet));
  return {
    keys: [
      keys.open,
      keys.head,
      keys.stream,
      keys.balance(place.epoch, intent.wallet),
      keys.idempotency(place.epoch, intent.tx),
    ],
    args: [
      ...[place.runId, String(place.epoch), intent.kind === 'gift' ? 'debit' : 'credit', amount.toString()],
      ...[fingerprintText(fingerprint), String(idTimeMs)],
      ...[String(limits.giftIdWindowMs), String(limits.giftIdFutureMs), String(idempotencyLifeMs)],
      ...[String(limits.walletBacklogRefuse), limits.walletBalanceMax.toString()],
      ...[Buffer.from(intentBytes), Buffer.from(roomEvent), intent.wallet],
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
  return Buffer.from(fingerprint).toString('base64url');
}
