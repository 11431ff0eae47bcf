import type { Intent } from '@halobuzz/core/ledger/intent';
import type { WalletPort, WalletResult } from './wallet-port.ts';

/** Takes note of what wallets refuse. Never throws and never makes anybody wait. */
export interface RefusalNotes {
  note(intent: Intent, code: string): void;
}

/** The same wallet; what it refuses to take is noted. Nothing depends on a note: refused is what moved no money. */
export function notingWallet(wallet: WalletPort, notes: RefusalNotes): WalletPort {
  const noted = <T extends WalletResult | { readonly kind: 'committed' }>(intent: Intent, result: T): T => {
    if (result.kind === 'refused') notes.note(intent, result.code);
    return result;
  };
  return {
    ...wallet,
    submit: async (intent, ...rest) => noted(intent, await wallet.submit(intent, ...rest)),
    post: async (intent, ...rest) => noted(intent, await wallet.post(intent, ...rest)),
  };
}
