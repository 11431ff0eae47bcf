import { hash } from 'node:crypto';
import { walletShardOf } from '@halobuzz/core/ids';
import { canonicalBytes, intOf, splitCanonical, textOf } from '@halobuzz/core/ledger/bytes';
import { decodeIntent, type Intent } from '@halobuzz/core/ledger/intent';
import { changeFits, type Effects, isPlainKind, type Outcome, receivableChange } from '@halobuzz/core/ledger/kinds';
import { accounts, type Leg, postingsOf } from '@halobuzz/core/ledger/postings';
import { limits } from '@halobuzz/core/limits';

/** One entry of a wallet shard's stream, as Redis holds it. */
export interface StreamEntry {
  readonly epoch: bigint;
  readonly sequence: bigint;
  readonly fields: ReadonlyMap<string, Buffer>;
}

/** The field that holds the trace an entry was sent in: not chained, and stored nowhere else. */
export const TRACE_FIELD = 'c';

/** What an entry means for the books. */
export type Posting =
  | { readonly kind: 'intent'; readonly intent: Intent; readonly effects: Effects }
  /** Cannot be posted as asked: the wallet's change stands against `suspense`, so that all sums hold. */
  | { readonly kind: 'quarantined'; readonly reason: string; readonly wallet: string; readonly change: bigint };

/** An entry that was judged: `intentBytes` is what the chain covers. */
export interface JudgedEntry {
  readonly epoch: bigint;
  readonly sequence: bigint;
  readonly balanceAfter: bigint;
  readonly acceptedAtMs: bigint;
  readonly intentBytes: Uint8Array;
  readonly posting: Posting;
  readonly fields: ReadonlyMap<string, Buffer>;
}

/** Not a version of an intent: raw bytes, wallet and change of an entry that could not be posted as asked. */
export const QUARANTINE_VERSION = 255;

/** Reads a stream id `epoch-sequence`; undefined when it is none. */
export function parseStreamId(id: string): { readonly epoch: bigint; readonly sequence: bigint } | undefined {
  const match = /^([0-9]{1,19})-([0-9]{1,19})$/.exec(id);
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { epoch: BigInt(match[1]), sequence: BigInt(match[2]) };
}

/**
 * Decides how an entry is posted. `duplicate`: its transaction id is already in the permanent ledger under another
 * sequence (a clock that ran backwards past the idempotency window). Anything that does not fit is quarantined, never dropped.
 * Payouts come out as `posted`; whether they are depends on the books: see decide-payouts.ts.
 */
export function judgeEntry(entry: StreamEntry, shard: number, duplicate: boolean): JudgedEntry {
  const raw = entry.fields.get('p') ?? Buffer.alloc(0);
  const wallet = entry.fields.get('w')?.toString();
  const change = inWallet(wholeOf(entry.fields.get('d')));
  const balance = wholeOf(entry.fields.get('b'));
  const acceptedAtMs = wholeOf(entry.fields.get('t'));
  const intent = decodeIntent(raw);
  const place = {
    epoch: entry.epoch,
    sequence: entry.sequence,
    balanceAfter: balance ?? 0n,
    acceptedAtMs: acceptedAtMs ?? 0n,
    fields: entry.fields,
  };
  const reason = ((): string | undefined => {
    if (intent === undefined) return 'the intent cannot be read';
    if (balance === undefined || balance < 0n || acceptedAtMs === undefined) return 'balance or time cannot be read';
    if (walletShardOf(intent.wallet) !== shard) return 'the wallet belongs to another shard';
    // Ids are made of their wallet: one that was copied from elsewhere must not take the place of its owner's entry.
    if (!isOwnId(intent)) return "the transaction id is not the wallet's";
    // More would overflow the sums in MongoDB, and no try to commit the entry would ever come through.
    if (intent.earned > intent.amount) return 'the earnings exceed the gift';
    if (wallet !== intent.wallet || change === undefined || !changeFits(intent.kind, intent.amount, change))
      return 'the wallet moved otherwise than asked';
    if (duplicate) return 'the transaction id was used before';
    return undefined;
  })();
  if (intent !== undefined && change !== undefined && reason === undefined) {
    return { ...place, intentBytes: raw, posting: { kind: 'intent', intent, effects: { change, outcome: 'posted' } } };
  }
  const moved = { wallet: wallet ?? '', change: change ?? 0n };
  return {
    ...place,
    intentBytes: quarantineBytes(raw, moved.wallet, moved.change),
    posting: { kind: 'quarantined', reason: reason ?? '', ...moved },
  };
}

/** What the chain covers of a quarantined entry: its raw bytes and what it moved. */
export function quarantineBytes(raw: Uint8Array, wallet: string, change: bigint): Uint8Array {
  return canonicalBytes(QUARANTINE_VERSION, [{ raw }, { text: wallet }, { int: change }]);
}

/**
 * The posting of stored bytes, as a verifier sees it; undefined when they are neither an intent nor a quarantined entry, or
 * when the wallet cannot have changed so. `stored`: what is stored beside the bytes of a kind that is not plain.
 */
export function postingOfBytes(
  bytes: Uint8Array,
  stored: { readonly change?: bigint; readonly outcome?: Outcome },
): Posting | undefined {
  const intent = decodeIntent(bytes);
  if (intent !== undefined) {
    const effects = isPlainKind(intent.kind) ? plainEffects(intent) : wideEffects(stored);
    const fits = effects !== undefined && changeFits(intent.kind, intent.amount, effects.change);
    return fits ? { kind: 'intent', intent, effects } : undefined;
  }
  const record = splitCanonical(bytes);
  if (record === undefined || record.version !== QUARANTINE_VERSION || record.fields.length !== 3) return undefined;
  const [, walletBytes, changeBytes] = record.fields;
  const wallet = walletBytes === undefined ? undefined : textOf(walletBytes);
  const change = changeBytes === undefined ? undefined : intOf(changeBytes);
  return wallet === undefined || change === undefined ? undefined : { kind: 'quarantined', reason: '', wallet, change };
}

/** The legs of a posting; they sum to zero per currency. Legs of nothing are left out. */
export function legsOf(posting: Posting): readonly Leg[] {
  switch (posting.kind) {
    case 'intent':
      return postingsOf(posting.intent, posting.effects).filter((leg) => leg.amount !== 0n);
    case 'quarantined': {
      const { wallet, change } = posting;
      if (wallet === '' || change === 0n) return [];
      return [
        { account: accounts.wallet(wallet), userId: wallet, currency: 'COIN', amount: change },
        { account: accounts.suspense, userId: '', currency: 'COIN', amount: -change },
      ];
    }
    default:
      return posting satisfies never;
  }
}

/** The wallet that an entry moved, '' when it is not known. */
export function walletOf(posting: Posting): string {
  return posting.kind === 'intent' ? posting.intent.wallet : posting.wallet;
}

/** What an entry did to its wallet's coins. */
export function coinChangeOf(posting: Posting): bigint {
  return posting.kind === 'intent' ? posting.effects.change : posting.change;
}

/** What an entry did to its wallet's receivable: below zero, it owes more. */
export function receivableChangeOf(posting: Posting): bigint {
  if (posting.kind === 'quarantined') return 0n;
  return receivableChange(posting.intent.kind, posting.intent.amount, posting.effects.change);
}

/** What the chain covers of an entry's effects; undefined for kinds whose intent says it all, and for quarantined ones. */
export function chainedEffects(posting: Posting): Effects | undefined {
  return posting.kind === 'intent' && !isPlainKind(posting.intent.kind) ? posting.effects : undefined;
}

/** As `transactionId` (core/src/ids.ts), by the runtime's own hash: this runs for every entry. */
function isOwnId({ tx, wallet, clientId }: Intent): boolean {
  return hash('sha256', wallet + clientId) === tx;
}

function plainEffects(intent: Intent): Effects {
  return { change: intent.kind === 'gift' ? -intent.amount : intent.amount, outcome: 'posted' };
}

function wideEffects(stored: { readonly change?: bigint; readonly outcome?: Outcome }): Effects | undefined {
  const { change, outcome } = stored;
  return change === undefined || outcome === undefined ? undefined : { change, outcome };
}

/** No script moves more than a wallet can hold, so a larger change is a broken field: nothing is known to have moved. */
function inWallet(change: bigint | undefined): bigint | undefined {
  if (change === undefined) return undefined;
  return change > limits.walletBalanceMax || change < -limits.walletBalanceMax ? undefined : change;
}

function wholeOf(bytes: Buffer | undefined): bigint | undefined {
  const text = bytes?.toString('latin1') ?? '';
  return /^-?[0-9]{1,18}$/.test(text) ? BigInt(text) : undefined;
}
