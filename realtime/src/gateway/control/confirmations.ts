import { accountIdSchema, roomIdSchema } from '@halobuzz/core/protocol/messages/common';
import { Unpackr } from 'msgpackr/unpack';
import { z } from 'zod';

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
