import type { Intent } from '@halobuzz/core/ledger/intent';
import { decodeEvent } from '@halobuzz/core/protocol/codec';
import type { Person } from '@halobuzz/core/protocol/messages/fields';
import type { ProjectableGift } from '../adapters/redis/room-scripts.ts';
import { judgeEntry, type StreamEntry } from './stream-entry.ts';

/** A committed gift on its way to its room. */
export interface CommittedGift extends ProjectableGift {
  readonly acceptedAtMs: number;
}

export interface RoomGift {
  readonly room: string;
  readonly gift: CommittedGift;
}

/** The gift of an entry, with its sender as the room knows them; undefined for other kinds and what cannot be shown. */
export function giftOfEntry(
  entry: StreamEntry,
  shard: number,
  duplicate: boolean,
): { readonly gift: CommittedGift; readonly intent: Intent } | undefined {
  const { posting, acceptedAtMs } = judgeEntry(entry, shard, duplicate);
  const event = entry.fields.get('e');
  if (posting.kind !== 'intent' || posting.intent.kind !== 'gift' || event === undefined) return undefined;
  const from = senderOf(event);
  if (from === undefined) return undefined;
  const { intent } = posting;
  return {
    intent,
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

function senderOf(event: Uint8Array): Person | undefined {
  const decoded = decodeEvent(event);
  return decoded?.t === 'gift' ? decoded.from : undefined;
}
