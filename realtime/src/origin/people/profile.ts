import { countrySchema } from '@halobuzz/core/api/conventions';
import { type Profile, profileSchema, type Relation } from '@halobuzz/core/api/people';
import { AppError } from '@halobuzz/core/errors/app-error';
import { roomIdSchema } from '@halobuzz/core/protocol/messages/fields';
import { visibilities } from '@halobuzz/core/streams/privacy';
import type { Actor } from '@halobuzz/core/tokens';
import { z } from 'zod';
import type { CacheService } from '../cache/cache-service.ts';
import type { PeopleDeps } from './people.ts';

export type ProfileDeps = Pick<PeopleDeps, 'people' | 'relations' | 'livestreams'> & {
  readonly cache: Pick<CacheService, 'throughIfAny'>;
};

const shownDetails = profileSchema.shape.details.unwrap();

/** What is known of a person, the same whoever asks, and by what it is decided who sees their broadcast. */
const knownProfileSchema = profileSchema.pick({ id: true, handle: true, displayName: true }).extend({
  reserved: z.literal(true).optional(),
  details: shownDetails.omit({ live: true }),
  live: z
    .strictObject({
      shown: shownDetails.shape.live.unwrap(),
      visibility: z.enum(visibilities),
      countryBlocks: z.array(countrySchema),
    })
    .optional(),
});
type KnownProfile = z.infer<typeof knownProfileSchema>;

/**
 * A person as `viewer` (undefined: nobody signed in) may see them. What is known of them may be cached; how the two stand
 * to each other is read each time. @throws AppError `not_found`
 */
export async function profileOf(
  deps: ProfileDeps,
  accountId: string,
  viewer: Pick<Actor, 'account' | 'country'> | undefined,
): Promise<Profile> {
  const { account } = viewer ?? {};
  const [known, relation] = await Promise.all([
    deps.cache.throughIfAny(
      { cache: 'profile', parts: [accountId], schema: knownProfileSchema, tags: [`person:${accountId}`] },
      () => loadProfile(deps, accountId),
    ),
    account === undefined || account === accountId ? undefined : deps.relations.between(account, accountId),
  ]);
  if (known === undefined) throw new AppError('not_found');
  const { id, handle } = known;
  if (relation?.blockedBy === true) return { id, handle, displayName: handle, relation };
  if (known.reserved === true && account !== accountId) {
    return { id, handle, displayName: handle, ...(relation === undefined ? {} : { relation }) };
  }
  const showsLive = account === accountId || mayKnowOfLive(known.live, relation, viewer?.country);
  return {
    id,
    handle,
    displayName: known.displayName,
    details: { ...known.details, ...(showsLive && known.live !== undefined ? { live: known.live.shown } : {}) },
    ...(relation === undefined ? {} : { relation }),
  };
}

/** A profile tells of no broadcast that its reader would not find elsewhere. A stranger's country is not known here. */
function mayKnowOfLive(
  live: KnownProfile['live'],
  relation: Relation | undefined,
  country: string | undefined,
): boolean {
  if (live === undefined) return false;
  const { visibility, countryBlocks } = live;
  if (country === undefined ? countryBlocks.length > 0 : countryBlocks.includes(country)) return false;
  switch (visibility) {
    case 'public':
    case 'password':
      return true;
    case 'followers':
      return relation?.following === true;
    case 'private':
      return false;
    default:
      return visibility satisfies never;
  }
}

async function loadProfile(deps: ProfileDeps, accountId: string): Promise<KnownProfile | undefined> {
  const person = (await deps.people.shown([accountId])).get(accountId);
  if (person === undefined) return undefined;
  const [counts, live] = await Promise.all([deps.relations.counts(accountId), deps.livestreams.liveOfHost(accountId)]);
  const { id, handle, displayName, bio, avatar, host, verified, joinedAtMs } = person;
  const reserved = person.reserved === true ? { reserved: true as const } : {};
  const picture = avatar === undefined ? {} : { avatar };
  const details = { bio, ...picture, host, verified, ...counts, joinedAt: new Date(joinedAtMs).toISOString() };
  if (live === undefined) return { id, handle, displayName, ...reserved, details };
  const { title, category, currentViewers, privacy } = live;
  return {
    ...{ id, handle, displayName, ...reserved, details },
    live: {
      shown: { id: roomIdSchema.parse(live.id), title, category, currentViewers },
      visibility: privacy.visibility,
      countryBlocks: [...privacy.countryBlocks],
    },
  };
}
