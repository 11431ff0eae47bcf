import type { PeoplePage } from '@halobuzz/core/api/people';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { AccountProjections } from '../accounts/projections.ts';
import type { MediaRemovals } from '../media/media-removals.ts';
import type { LivestreamStore } from '../streams/livestream-store.ts';
import type { Rooms } from '../streams/rooms.ts';
import type { RelationList, RelationPoint, Relations } from './relations.ts';
import type { Reports } from './reports.ts';

/** What everybody may know of an account that is neither deleted nor banned. */
export interface KnownPerson {
  readonly id: string;
  readonly handle: string;
  /** As shown: the handle where the person chose none. */
  readonly displayName: string;
  readonly bio: string;
  /** The key of their picture. */
  readonly avatar?: string;
  readonly host: boolean;
  readonly verified: boolean;
  readonly joinedAtMs: number;
  /** Shown without details and in no list: see `isReserved`. */
  readonly reserved?: true;
  /** Objected to being recommended, so in no ranking. */
  readonly unranked?: true;
}

export interface PeopleStore {
  /** Those of the given accounts that may be shown. */
  shown(accountIds: readonly string[]): Promise<ReadonlyMap<string, KnownPerson>>;
}

export interface PeopleDeps {
  readonly people: PeopleStore;
  readonly relations: Relations;
  readonly reports: Reports;
  readonly livestreams: Pick<LivestreamStore, 'liveOfHost' | 'get'>;
  readonly mediaRemovals: MediaRemovals;
  readonly rooms: Pick<Rooms, 'sendAway' | 'letBack'>;
  readonly accounts: Pick<AccountProjections, 'moderatesEveryRoom'>;
}

/** @throws AppError `not_found`, alike for who never was, is gone or is banned */
export async function requirePerson(deps: Pick<PeopleDeps, 'people'>, accountId: string): Promise<KnownPerson> {
  const person = (await deps.people.shown([accountId])).get(accountId);
  if (person === undefined) throw new AppError('not_found');
  return person;
}

/**
 * A page of a list of `ownerId`'s. Left out are those who are gone or banned, and those who blocked the viewer.
 * @throws AppError `not_found` when the owner may not be seen by the viewer
 */
export async function peoplePage(
  deps: PeopleDeps,
  list: RelationList,
  ownerId: string,
  viewer: string | undefined,
  page: { readonly after: RelationPoint | undefined; readonly limit: number },
): Promise<PeoplePage & { readonly last?: RelationPoint }> {
  if (viewer !== ownerId) {
    await requirePerson(deps, ownerId);
    if (viewer !== undefined && (await deps.relations.between(viewer, ownerId)).blockedBy) {
      throw new AppError('not_found');
    }
  }
  const found = await deps.relations.list(list, ownerId, page.after, page.limit + 1);
  const lines = found.slice(0, page.limit);
  const ids = lines.map(({ accountId }) => accountId);
  const [people, blockers] = await Promise.all([
    deps.people.shown(ids),
    viewer === undefined || list === 'blocks' ? new Set<string>() : deps.relations.blockersOf(viewer, ids),
  ]);
  const items = lines.flatMap(({ accountId, point }) => {
    const person = people.get(accountId);
    if (person === undefined || person.reserved === true || blockers.has(accountId)) return [];
    const { id, handle, displayName, avatar } = person;
    const picture = avatar === undefined ? {} : { avatar };
    return [{ id, handle, displayName, ...picture, since: new Date(point.atMs).toISOString() }];
  });
  const last = found.length > page.limit ? lines.at(-1)?.point : undefined;
  return { items, ...(last === undefined ? {} : { last }) };
}
