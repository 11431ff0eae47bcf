import type { internalStartStreamSchema } from '@halobuzz/core/api/internal';
import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { newUuidV7 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { isListed, publicPrivacy } from '@halobuzz/core/streams/privacy';
import type { Actor } from '@halobuzz/core/tokens';
import type { z } from 'zod';
import type { AccountProjections } from '../accounts/projections.ts';
import type { RoomRules } from '../moderation/room-rules.ts';
import type { Sanctions } from '../moderation/sanctions.ts';
import type { Deadlines } from './deadlines.ts';
import type { LiveLivestream } from './livestream.ts';
import type { LivestreamStore } from './livestream-store.ts';
import type { Rooms } from './rooms.ts';

export interface StartStreamDeps {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly livestreams: LivestreamStore;
  readonly rooms: Rooms;
  readonly deadlines: Deadlines;
  readonly sanctions: Pick<Sanctions, 'rulesOf'>;
  readonly rules: Pick<RoomRules, 'replace'>;
  readonly accounts: Pick<AccountProjections, 'mayBroadcast'>;
}

/**
 * The actor goes live. Three stores take part without a common transaction, so the order is what heals a crash: first
 * the deadline (a lone one ends nothing), then the record (from here on the reaper ends it at the deadline), then the
 * room. The host's bans, mutes and moderators are laid down before the room can be entered.
 *
 * @throws AppError `email_unverified`, `stream_already_live`, `account_banned`
 */
export async function startStream(
  deps: StartStreamDeps,
  actor: Actor,
  request: z.infer<typeof internalStartStreamSchema>,
): Promise<LiveLivestream> {
  if (!actor.emailVerified) throw new AppError('email_unverified');
  if (!(await deps.accounts.mayBroadcast(actor.account))) throw new AppError('account_banned');
  const startedAtMs = deps.clock();
  const livestream: LiveLivestream = {
    id: newUuidV7(startedAtMs, deps.random),
    status: 'live',
    hostId: actor.account,
    hostHandle: actor.name,
    hostSubject: actor.subject,
    ...request,
    tags: [],
    privacy: publicPrivacy,
    listed: isListed(publicPrivacy),
    currentViewers: 0,
    startedAtMs,
  };
  await deps.deadlines.set(livestream.id, startedAtMs + limits.hostFirstJoinMs);
  if (!(await deps.livestreams.insertLive(livestream))) {
    await deps.deadlines.remove(livestream.id);
    throw new AppError('stream_already_live');
  }
  await deps.rules.replace(livestream.id, await deps.sanctions.rulesOf(actor.account, startedAtMs));
  await deps.rooms.create({
    roomId: livestream.id,
    hostId: livestream.hostId,
    hostName: livestream.hostHandle,
    hostSubject: livestream.hostSubject,
    title: livestream.title,
    category: livestream.category,
    country: livestream.country,
    region: livestream.region,
    startedAtMs,
  });
  return livestream;
}
