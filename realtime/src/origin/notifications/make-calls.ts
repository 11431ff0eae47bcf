import { doublingPauseMs } from '@halobuzz/core/doubling-pause';
import { limits } from '@halobuzz/core/limits';
import type { OriginLog } from '../http/origin-log.ts';
import type { LivestreamStore } from '../streams/livestream-store.ts';
import type { PushCall, PushQueue } from './push-queue.ts';
import type { PushSender, PushTicket } from './push-sender.ts';
import type { PushTokens } from './push-tokens.ts';
import { wordsOf } from './push-words.ts';

export interface MakeCallsDeps {
  readonly clock: () => number;
  readonly pushQueue: PushQueue;
  readonly pushTokens: Pick<PushTokens, 'known' | 'drop'>;
  readonly livestreams: Pick<LivestreamStore, 'get'>;
  readonly sender: PushSender;
  readonly log: OriginLog;
  /** Counts messages by what became of them. */
  readonly onMessages?: (result: PushTicket['kind'] | 'late' | 'unknown' | 'signed_out', count: number) => void;
}

/** Makes the calls that are due, several at once. A call that was begun and never settled is not made again. */
export async function makeCalls(deps: MakeCallsDeps): Promise<void> {
  const lost = await deps.pushQueue.closeLost(deps.clock());
  if (lost > 0) deps.onMessages?.('unknown', lost);
  const under: Promise<void>[] = [];
  while (under.length < limits.pushCallsPerPassMax) {
    const call = await deps.pushQueue.claimCall(deps.clock(), limits.pushLeaseMs);
    if (call === undefined) break;
    under.push(make(deps, call));
  }
  // All are heard out before any failure is told.
  const failed = (await Promise.allSettled(under)).find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function make(deps: MakeCallsDeps, call: PushCall): Promise<void> {
  const nowMs = deps.clock();
  const words = wordsOf(await deps.livestreams.get(call.streamId), call, nowMs);
  if (words === undefined) return close(deps, call, 'late');
  // Who signed out since they were looked up has no business with it any more.
  const known = await deps.pushTokens.known(call.to.map(({ token }) => token));
  const to = call.to.filter(({ token }) => known.has(token));
  if (to.length < call.to.length) deps.onMessages?.('signed_out', call.to.length - to.length);
  if (to.length === 0) return close(deps, { ...call, to }, 'sent');
  const made = { ...call, to };
  const answer = await deps.sender.send(to.map(({ token }) => ({ ...words, to: token })));
  switch (answer.kind) {
    case 'sent':
      return sent(deps, made, answer.tickets);
    case 'later':
      return later(deps, made, answer.reason);
    case 'strangers': {
      await deps.pushTokens.drop(answer.tokens, nowMs);
      deps.log.warn({ count: answer.tokens.length }, 'push tokens of other apps were taken out');
      const ours = to.filter(({ token }) => !answer.tokens.includes(token));
      return ours.length < to.length
        ? later(deps, { ...made, to: ours }, 'tokens of other apps')
        : close(deps, made, 'refused');
    }
    case 'refused':
    case 'unknown':
      deps.log.error({ call: call.id, reason: answer.reason }, 'a call of the push service failed');
      return close(deps, made, answer.kind);
    default:
      return answer satisfies never;
  }
}

async function sent(deps: MakeCallsDeps, call: PushCall, tickets: readonly PushTicket[]): Promise<void> {
  const nowMs = deps.clock();
  const answered = call.to.map(({ token }, at) => ({ token, ticket: tickets[at] }));
  for (const kind of ['ok', 'unregistered', 'refused'] as const) {
    const count = tickets.filter((ticket) => ticket.kind === kind).length;
    if (count > 0) deps.onMessages?.(kind, count);
  }
  const reasons = new Set(tickets.flatMap((ticket) => (ticket.kind === 'refused' ? [ticket.reason] : [])));
  if (reasons.size > 0) deps.log.warn({ reasons: [...reasons] }, 'the push service refused messages');
  const gone = answered.flatMap(({ token, ticket }) => (ticket?.kind === 'unregistered' ? [token] : []));
  // Settled first: were it not, what was sent would count as lost.
  const to = answered.flatMap(({ token, ticket }) => (ticket?.kind === 'ok' ? [{ token, ticket: ticket.ticket }] : []));
  const state = to.length === 0 ? 'closed' : 'sent';
  const dueAtMs = nowMs + limits.pushReceiptAfterMs;
  await deps.pushQueue.settle(call, { state, dueAtMs, tries: 0, outcome: 'sent', to });
  if (gone.length > 0) await deps.pushTokens.drop(gone, call.createdAtMs);
}

async function later(deps: MakeCallsDeps, call: PushCall, reason: string): Promise<void> {
  const dueAtMs = deps.clock() + doublingPauseMs(call.tries, limits.pushRetryMinMs, limits.pushRetryMaxMs);
  if (dueAtMs >= call.mootAtMs) return close(deps, call, 'late');
  deps.log.warn({ call: call.id, reason }, 'a call of the push service is made again later');
  await deps.pushQueue.settle(call, { state: 'due', dueAtMs, tries: call.tries + 1, outcome: reason, to: call.to });
}

async function close(
  deps: MakeCallsDeps,
  call: PushCall,
  outcome: 'late' | 'refused' | 'unknown' | 'sent',
): Promise<void> {
  const { tries, to } = call;
  await deps.pushQueue.settle(call, { state: 'closed', dueAtMs: deps.clock(), tries, outcome, to });
  if (outcome !== 'sent') deps.onMessages?.(outcome, to.length);
}
