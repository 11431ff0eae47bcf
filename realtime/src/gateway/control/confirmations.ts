import { encode } from '@halobuzz/core/protocol/codec';
import { eventSpecs } from '@halobuzz/core/protocol/down';
import { accountIdSchema, roomIdSchema } from '@halobuzz/core/protocol/messages/fields';
import { Unpackr } from 'msgpackr/unpack';
import { z } from 'zod';
import type { ConnectionBook } from '../connection-book.ts';
import { personalFrame } from '../transport/frames.ts';

/** What the projector tells the node that took a gift: it is in the permanent ledger. MessagePack, an array of these. */
const confirmationsSchema = z.array(z.object({ room: roomIdSchema, account: accountIdSchema, tx: z.string() }));
export type Confirmation = z.infer<typeof confirmationsSchema>[number];

const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });

/** Reads a message of the node's own channel; empty for anything else. */
export function decodeConfirmations(message: Uint8Array): readonly Confirmation[] {
  try {
    const parsed = confirmationsSchema.safeParse(unpackr.unpack(message));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}

/** Tells the giver's sockets in that room, as far as their protocol version knows the event. */
export function deliverConfirmations(
  book: ConnectionBook,
  confirmations: readonly Confirmation[],
  nowMs: number,
): void {
  for (const { room, account, tx } of confirmations) {
    const body = encode({ t: 'gift.confirmed', tx });
    for (const connection of book.find({ kind: 'account', id: account })) {
      const { state } = connection;
      if (state.kind !== 'joined' || state.identity.room !== room) continue;
      if (state.version < eventSpecs['gift.confirmed'].since) continue;
      connection.send(personalFrame(state.version, body, state.lease.room.epoch, nowMs), 'events');
    }
  }
}
