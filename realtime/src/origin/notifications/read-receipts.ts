import { limits } from '@halobuzz/core/limits';
import type { OriginLog } from '../http/origin-log.ts';
import type { PushCall, PushQueue } from './push-queue.ts';
import type { PushSender } from './push-sender.ts';
import type { PushTokens } from './push-tokens.ts';

export interface ReadReceiptsDeps {
  readonly clock: () => number;
  readonly pushQueue: Pick<PushQueue, 'claimReceipts' | 'settle'>;
  readonly pushTokens: Pick<PushTokens, 'drop'>;
  readonly sender: PushSender;
  readonly log: OriginLog;
  /** Counts receipts by what they say. */
  readonly onReceipts?: (result: 'ok' | 'unregistered' | 'failed' | 'never', count: number) => void;
}

/** Asks what became of messages, and takes out the tokens that lead nowhere. Asking twice does no harm. */
export async function readReceipts(deps: ReadReceiptsDeps): Promise<void> {
  for (let calls = 0; calls < limits.pushCallsPerPassMax; calls += 1) {
    const call = await deps.pushQueue.claimReceipts(deps.clock(), limits.pushLeaseMs);
    if (call === undefined) return;
    await read(deps, call);
  }
}

async function read(deps: ReadReceiptsDeps, call: PushCall): Promise<void> {
  const answer = await deps.sender.receipts(call.to.flatMap(({ ticket }) => (ticket === undefined ? [] : [ticket])));
  const known = answer.kind === 'known' ? answer.receipts : new Map<string, string>();
  if (answer.kind === 'later') deps.log.warn({ reason: answer.reason }, 'receipts of the push service were not had');
  const told = call.to.map((message) => ({ ...message, result: known.get(message.ticket ?? '') }));
  const gone = told.filter(({ result }) => result === 'unregistered').map(({ token }) => token);
  if (gone.length > 0) await deps.pushTokens.drop(gone, call.createdAtMs);
  const left = told.filter(({ result }) => result === undefined).map(({ result: _none, ...message }) => message);
  const nowMs = deps.clock();
  const isOver = left.length === 0 || nowMs - call.createdAtMs >= limits.pushReceiptLifeMs;
  await deps.pushQueue.settle(call, {
    ...{ state: isOver ? 'closed' : 'sent', dueAtMs: nowMs + limits.pushReceiptAfterMs, tries: call.tries + 1 },
    ...{ outcome: 'sent', to: left },
  });
  const other = told.flatMap(({ result }) =>
    result === undefined || result === 'ok' || result === 'unregistered' ? [] : [result],
  );
  if (other.length > 0) deps.log.warn({ reasons: [...new Set(other)] }, 'messages did not reach their devices');
  const ok = told.filter(({ result }) => result === 'ok').length;
  const counts = { ok, unregistered: gone.length, failed: other.length, never: isOver ? left.length : 0 };
  for (const kind of ['ok', 'unregistered', 'failed', 'never'] as const) {
    if (counts[kind] > 0) deps.onReceipts?.(kind, counts[kind]);
  }
}
