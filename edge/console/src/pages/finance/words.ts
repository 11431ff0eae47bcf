import type { ApprovalKind } from '@halobuzz/core/api/finance';
import type { Tone } from '../../kit/notice.tsx';

/** A code of the API as people read it. */
export function words(code: string): string {
  return code.replaceAll('_', ' ');
}

export const approvalKindNames: Readonly<Record<ApprovalKind, string>> = {
  adjustment_credit: 'Give coins',
  adjustment_debit: 'Take coins',
  promotion: 'Promotion',
  gift_reversal: 'Undo a gift',
  refund: 'Refund',
  wallet_unfreeze: 'Free a wallet',
  payout_rate: 'Payout rate',
};

const good = new Set([
  'credited',
  'paid',
  'won',
  'done',
  'approved',
  'active',
  'completed',
  'sent',
  'yes',
  'open_shard',
]);
const bad = new Set(['review', 'failed', 'charged_back', 'refused', 'broken', 'quarantined', 'lost', 'no', 'rejected']);
const waiting = new Set([
  'held',
  'open',
  'disputed',
  'requested',
  'pending',
  'sending',
  'to_answer',
  'rebuilding',
  'locked',
]);

/** How a state is coloured; the word beside it says the same. */
export function toneOf(state: string): Tone | 'plain' {
  if (good.has(state)) return 'success';
  if (bad.has(state)) return 'error';
  return waiting.has(state) ? 'warning' : 'plain';
}

/** Options of a filter over codes, the empty one first. */
export function optionsOf(codes: readonly string[], unset: string | undefined = 'Any') {
  const all = codes.map((code) => ({ value: code, label: words(code) }));
  return unset === undefined ? all : [{ value: '', label: unset }, ...all];
}
