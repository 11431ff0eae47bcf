import { hash } from 'node:crypto';
import { canonicalBytes } from '@halobuzz/core/ledger/bytes';
import type { Intent } from '@halobuzz/core/ledger/intent';
import { isPlainKind } from '@halobuzz/core/ledger/kinds';

/**
 * SHA-256 over what the person asked for, and for whom. The same request gives the same fingerprint through another gateway and after
 * a price change, so a gift's node, price and earnings are left out; a grant's amount is what was asked for.
 */
export function fingerprintOf(intent: Intent): Uint8Array {
  const plain = isPlainKind(intent.kind);
  const asked = canonicalBytes(plain ? 1 : 2, [
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
    ...(plain
      ? []
      : [
          { text: intent.fiatCurrency },
          { int: intent.fiat },
          { text: intent.provider },
          { text: intent.reference },
          { text: intent.reason },
        ]),
  ]);
  return hash('sha256', asked, 'buffer');
}
