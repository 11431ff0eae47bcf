import type { Clock } from '@halobuzz/core/clock';
import { doublingPauseMs } from '@halobuzz/core/doubling-pause';
import { limits } from '@halobuzz/core/limits';
import { TokenBucket } from '../../gateway/connection/token-bucket.ts';
import type { OriginLog } from '../http/origin-log.ts';
import type { MediaBar } from './media-removals.ts';
import type { MediaRules, RuleAnswer } from './media-rules.ts';
import type { ClaimedRemoval, MediaUsers, RemovalOutcome, RemovalQueue } from './removal-queue.ts';
import { nextStep, type RemovalStep } from './removal-step.ts';

export type CallKind = Exclude<RemovalStep['kind'], 'none'>;

export interface DrainRemovalsDeps {
  readonly queue: RemovalQueue;
  readonly users: Pick<MediaUsers, 'uidOf'>;
  readonly rules: MediaRules;
  readonly clock: Clock;
  readonly log: OriginLog;
  /** Counts calls by what they were and what they came to. */
  readonly onCall?: (call: CallKind, result: RuleAnswer<unknown>['kind']) => void;
}

export interface RemovalDrain {
  /** One look at the queue: begins as many calls as may be made now, and waits for none. */
  pass(): Promise<void>;
  /** Resolves once no call is under way. */
  settled(): Promise<void>;
}

type Call = Exclude<RemovalStep, { readonly kind: 'none' }>;

/**
 * Carries out what is due, at the media server's pace: `mediaCallsBurstMax` at once, then `mediaCallsPerSecondMax`. The bucket
 * is this process's, so one origin at a time drains (background.ts); after a hand-over the server may say once that it was too
 * much, which is a reason to wait like any other.
 */
export function createRemovalDrain(deps: DrainRemovalsDeps): RemovalDrain {
  const bucket = new TokenBucket(limits.mediaCallsPerSecondMax, limits.mediaCallsBurstMax, deps.clock());
  const underWay = new Set<Promise<void>>();
  /** Taken, and not used yet: what was looked at last needed no call. */
  let hasToken = false;
  let pausedUntilMs = 0;

  function begin(work: Promise<void>): void {
    const watched: Promise<void> = work
      .catch((err: unknown) =>
        deps.log.warn({ err }, 'what came of a media rule could not be stored; it is tried again'),
      )
      .finally(() => underWay.delete(watched));
    underWay.add(watched);
  }

  async function carryOut(claimed: ClaimedRemoval, step: Call, uid: number): Promise<void> {
    const { answer, outcome } = await call(deps, claimed, step, uid);
    deps.onCall?.(step.kind, answer.kind);
    if (answer.kind === 'later' && answer.throttled) pausedUntilMs = deps.clock() + limits.mediaRetryMinMs;
    if (answer.kind !== 'done') {
      const { roomId, account } = claimed;
      const level = answer.kind === 'refused' ? 'error' : 'warn';
      deps.log[level]({ roomId, account, call: step.kind, reason: answer.reason }, 'a media rule was not changed');
    }
    await deps.queue.settle(claimed, outcome);
  }

  /** True when there was one to look at, and the next may follow. */
  async function beginNext(): Promise<boolean> {
    const nowMs = deps.clock();
    if (nowMs < pausedUntilMs) return false;
    hasToken ||= bucket.take(nowMs) === 0;
    if (!hasToken) return false;
    const claimed = await deps.queue.claimDue(deps.clock(), limits.mediaRemovalLeaseMs);
    if (claimed === undefined) return false;
    const step = nextStep(claimed.state, deps.clock());
    if (step.kind === 'none') {
      if (claimed.tries > 0) noteGivenUp(deps, claimed);
      await deps.queue.settle(claimed, { ...unchanged(claimed), state: 'done' });
      return true;
    }
    const uid = step.kind === 'delete' ? 0 : await deps.users.uidOf(claimed.roomId, claimed.account);
    if (uid === undefined) {
      await waitForThem(deps, claimed);
      return true;
    }
    hasToken = false;
    begin(carryOut(claimed, step, uid));
    return true;
  }

  return {
    async pass() {
      while (underWay.size < limits.mediaCallsInFlightMax && (await beginNext()));
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

interface Called {
  readonly answer: RuleAnswer<unknown>;
  readonly outcome: RemovalOutcome;
}

async function call(deps: DrainRemovalsDeps, claimed: ClaimedRemoval, step: Call, uid: number): Promise<Called> {
  const target = { channel: claimed.roomId, uid };
  const again = { state: 'due', dueAtMs: deps.clock(), tries: 0, trouble: '', unsure: claimed.state.unsure } as const;
  switch (step.kind) {
    case 'create': {
      const answer = await deps.rules.create(target, step.bar, step.seconds);
      if (answer.kind !== 'done') return { answer, outcome: failed(deps, claimed, answer, step.bar) };
      const created = { id: answer.value, bar: step.bar, untilMs: deps.clock() + step.seconds * 1_000 };
      return { answer, outcome: { ...again, created } };
    }
    case 'delete': {
      const answer = await deps.rules.remove(step.rule.id);
      if (answer.kind !== 'done') return { answer, outcome: failed(deps, claimed, answer) };
      return { answer, outcome: { ...again, deletedId: step.rule.id } };
    }
    case 'find': {
      const answer = await deps.rules.find(target);
      if (answer.kind !== 'done') return { answer, outcome: failed(deps, claimed, answer) };
      const found = answer.value.map((rule) => ({ ...rule, untilMs: rule.untilMs ?? claimed.state.mootAtMs }));
      return { answer, outcome: { ...again, found, unsure: [] } };
    }
    default:
      return step satisfies never;
  }
}

function failed(
  { clock }: Pick<DrainRemovalsDeps, 'clock'>,
  { tries, state }: ClaimedRemoval,
  answer: Exclude<RuleAnswer<unknown>, { readonly kind: 'done' }>,
  created?: MediaBar,
): RemovalOutcome {
  const made = answer.kind === 'unknown' && created !== undefined ? [created] : [];
  const unsure = [...new Set([...state.unsure, ...made])];
  if (answer.kind === 'refused') return { state: 'failed', unsure, tries: tries + 1, trouble: answer.reason };
  const pauseMs = doublingPauseMs(tries, limits.mediaRetryMinMs, limits.mediaRetryMaxMs);
  return { state: 'due', dueAtMs: clock() + pauseMs, unsure, tries: tries + 1, trouble: answer.reason };
}

/** Their tokens have run out meanwhile: nothing is left to keep out. */
function noteGivenUp({ log }: Pick<DrainRemovalsDeps, 'log'>, { roomId, account, tries }: ClaimedRemoval): void {
  log.error({ roomId, account, tries }, 'a removal became moot before the media server took it');
}

/** They have not come to the room's media, or nobody told us yet. Who tells looks for this, so it is looked at once more. */
async function waitForThem(deps: DrainRemovalsDeps, claimed: ClaimedRemoval): Promise<void> {
  await deps.queue.settle(claimed, { ...unchanged(claimed), state: 'waiting' });
  const { roomId, account } = claimed;
  if ((await deps.users.uidOf(roomId, account)) !== undefined) await deps.queue.wake(roomId, account, deps.clock());
}

function unchanged({ tries, state }: ClaimedRemoval): Pick<RemovalOutcome, 'unsure' | 'tries' | 'trouble'> {
  return { unsure: state.unsure, tries, trouble: '' };
}
