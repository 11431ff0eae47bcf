import { createHash } from 'node:crypto';
import { canonicalBytes } from '@halobuzz/core/ledger/bytes';
import type { Intent } from '@halobuzz/core/ledger/intent';

/**
 * SHA-256 over what the person asked for, and for whom. The same request gives the same fingerprint through another gateway and after
 * a price change, so a gift's node, price and earnings are left out; a grant's amount is what was asked for.
 */
export function fingerprintOf(intent: Intent): Uint8Array {
  const asked = canonicalBytes(1, [
    { text: intent.kind },
    { text: intent.wallet },
    { text: intent.counterparty },
    { text: intent.clientId },
    { text: intent.roomId },
    { text: intent.giftId },
    { int: intent.quantity },
    { text: intent.orderId },
    { text: intent.currency },
    { int: intent.kind === 'gift' ? 0n : intent.amount },
  ]);
  return createHash('sha256').update(asked).digest();
}
