import { limits } from '@halobuzz/core/limits';
import type { Sanctions } from '../moderation/sanctions.ts';
import type { Livestream } from '../streams/livestream.ts';
import type { LivestreamStore } from '../streams/livestream-store.ts';
import type { PushJob, PushQueue } from './push-queue.ts';
import type { PushTarget, PushTokens } from './push-tokens.ts';
import { wordsOf } from './push-words.ts';

export interface FindRecipientsDeps {
  readonly clock: () => number;
  readonly pushQueue: PushQueue;
  readonly pushTokens: Pick<PushTokens, 'targetsOf'>;
  readonly livestreams: Pick<LivestreamStore, 'get'>;
  readonly sanctions: Pick<Sanctions, 'rulesOf'>;
}

/** Goes on through the followers of hosts who are announced, as far as calls may wait. */
export async function findRecipients(deps: FindRecipientsDeps): Promise<void> {
  let steps = 0;
  while (steps < limits.pushStepsPerPassMax) {
    const waiting = await deps.pushQueue.waitingCalls(limits.pushCallsWaitingMax);
    if (waiting >= limits.pushCallsWaitingMax) return;
    const job = await deps.pushQueue.claimJob(deps.clock(), limits.pushLeaseMs);
    if (job === undefined) return;
    await step(deps, job);
    steps += 1;
  }
}

async function step(deps: FindRecipientsDeps, job: PushJob): Promise<void> {
  const nowMs = deps.clock();
  const livestream = await deps.livestreams.get(job.streamId);
  if (livestream === undefined || wordsOf(livestream, job, nowMs) === undefined) return deps.pushQueue.stop(job);
  const followers = await deps.pushQueue.followersOf(job, limits.pushFollowersBatchMax);
  const { bans } = await deps.sanctions.rulesOf(job.hostId, nowMs);
  const banned = new Set(bans.map(({ account }) => account));
  const told = followers.filter(({ account, muted }) => !muted && !banned.has(account));
  const targets = await deps.pushTokens.targetsOf(told.map(({ account }) => account));
  const tokens = targets.filter((target) => mayHear(livestream, target)).map(({ token }) => token);
  const last = followers.length < limits.pushFollowersBatchMax ? undefined : followers.at(-1);
  const next = last === undefined ? 'done' : { after: last.point };
  const advanced = await deps.pushQueue.advance(job, inCalls(tokens), next);
  if (advanced && last !== undefined) await deps.pushQueue.release({ ...job, steps: job.steps + 1 }, deps.clock());
}

/** As at the door (may-enter.ts): a country that nobody knows passes every block. */
function mayHear({ privacy }: Livestream, { country, adult }: PushTarget): boolean {
  return (adult || !privacy.adultsOnly) && !privacy.countryBlocks.includes(country);
}

function inCalls(tokens: readonly string[]): readonly (readonly string[])[] {
  const calls: string[][] = [];
  for (let at = 0; at < tokens.length; at += limits.pushMessagesPerCallMax) {
    calls.push(tokens.slice(at, at + limits.pushMessagesPerCallMax));
  }
  return calls;
}
