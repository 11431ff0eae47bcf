import { traceparentOf } from '@halobuzz/core/tracing/trace-context';
import type { WalletPort } from '../ledger/wallet-port.ts';
import { requestScope } from './request-scope.ts';
import type { OpenSpan, Tracing } from './tracing.ts';

/** What travels with entries to the ledger is a stream, whatever else its shard holds. */
export const walletStream = 'wallet-stream';

/** A wallet whose entries, where a request is traced, carry its trace to the ledger. */
export function tracedWallet(wallet: WalletPort, tracing: Tracing): WalletPort {
  const span = (): OpenSpan | undefined => {
    const trace = requestScope()?.trace;
    if (trace?.sampled !== true) return undefined;
    const attributes = {
      'messaging.system': 'redis',
      'messaging.operation.type': 'send',
      'messaging.destination.name': walletStream,
    } as const;
    return tracing.begin({ name: `send ${walletStream}`, kind: 'producer', attributes }, trace);
  };
  const ended = async <T extends { readonly kind: string; readonly code?: string }>(
    open: OpenSpan,
    answer: Promise<T>,
  ): Promise<T> => {
    try {
      const result = await answer;
      // A refusal is an answer; that nobody answered is not.
      open.end(result.kind === 'unknown' ? { failed: 'unknown' } : {});
      return result;
    } catch (error) {
      open.end({ failed: error instanceof Error ? error.name : 'unknown' });
      throw error;
    }
  };
  return {
    ...wallet,
    submit(intent, fingerprint, roomEvent, options = {}) {
      const open = span();
      if (open === undefined) return wallet.submit(intent, fingerprint, roomEvent, options);
      const traced = { ...options, trace: traceparentOf(open.context) };
      return ended(open, wallet.submit(intent, fingerprint, roomEvent, traced));
    },
    post(intent, fingerprint, isCommitted) {
      const open = span();
      if (open === undefined) return wallet.post(intent, fingerprint, isCommitted);
      return ended(open, wallet.post(intent, fingerprint, isCommitted, { trace: traceparentOf(open.context) }));
    },
  };
}
