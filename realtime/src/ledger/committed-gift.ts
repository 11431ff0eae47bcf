import { decodeIntent } from '@halobuzz/core/ledger/intent';
import { decodeEvent } from '@halobuzz/core/protocol/codec';
import type { Person } from '@halobuzz/core/protocol/messages/fields';
import type { Position } from '../adapters/mongo/ledger-collections.ts';
import type { ProjectableGift } from '../adapters/redis/room-scripts.ts';
import { type JudgedEntry, TRACE_FIELD } from './stream-entry.ts';

/** A committed gift on its way to its room. */
export type CommittedGift = ProjectableGift;

export interface RoomGift {
  readonly room: string;
  readonly gift: CommittedGift;
}

/** What is left to do of a committed entry outside the books. */
export interface CommittedEntry extends Position {
  /** Undefined for other kinds, for what was quarantined and for what cannot be shown. `nodeId`: the gateway that took it, or ''. */
  readonly shown: (RoomGift & { readonly nodeId: string }) | undefined;
  /** The transaction whose idempotency record was kept until now. */
  readonly keptId: string | undefined;
  /** The trace it was sent in, as its stream holds it. */
  readonly trace?: Buffer | undefined;
}

/** What is left to do of an entry once it is in the books as it was judged. */
export function committedEntry(entry: JudgedEntry, shard: number): CommittedEntry {
  const { epoch, sequence } = entry;
  const trace = entry.fields.get(TRACE_FIELD);
  return { epoch, sequence, shown: giftOf(entry, shard), keptId: keptIdOf(entry), trace };
}

/** The gift of an entry, with its sender as the room knows them. */
function giftOf(entry: JudgedEntry, shard: number): CommittedEntry['shown'] {
  const { posting, acceptedAtMs } = entry;
  const event = entry.fields.get('e');
  if (posting.kind !== 'intent' || posting.intent.kind !== 'gift' || event === undefined) return undefined;
  const from = senderOf(event);
  if (from === undefined) return undefined;
  const { intent } = posting;
  return {
    room: intent.roomId,
    nodeId: intent.nodeId,
    gift: {
      shard,
      epoch: Number(entry.epoch),
      sequence: Number(entry.sequence),
      tx: intent.tx,
      event: Uint8Array.from(event),
      account: from.id,
      name: from.name,
      coins: intent.amount,
      earned: intent.earned,
      payee: intent.counterparty,
      acceptedAtMs: Number(acceptedAtMs),
    },
  };
}

/** An order's idempotency record was kept until its entry was committed; from here on MongoDB answers for it. */
function keptIdOf({ posting, fields }: JudgedEntry): string | undefined {
  // What was quarantined is a duplicate as a rule, and its record that of the first.
  const intent = posting.kind === 'intent' ? posting.intent : decodeIntent(fields.get('p') ?? new Uint8Array(0));
  return intent === undefined || intent.kind === 'gift' ? undefined : intent.tx;
}

function senderOf(event: Uint8Array): Person | undefined {
  const decoded = decodeEvent(event);
  return decoded?.t === 'gift' ? decoded.from : undefined;
}
