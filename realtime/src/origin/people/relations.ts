import type { Relation } from '@halobuzz/core/api/people';

/** Where a page of people ended: lists are newest first, then by id. */
export interface RelationPoint {
  readonly atMs: number;
  readonly id: string;
}

/** One line of a list: the person at the other end, and the relation's own place. */
export interface RelatedPerson {
  readonly accountId: string;
  readonly point: RelationPoint;
}

export interface FollowCounts {
  readonly followers: number;
  readonly following: number;
}

export const relationLists = ['followers', 'following', 'blocks'] as const;
export type RelationList = (typeof relationLists)[number];

/**
 * Who follows and who blocks whom. Each act is one transaction with its counts, and may be repeated: what is so already
 * stays so. Nobody follows somebody while either blocks the other, however acts of both cross.
 */
export interface Relations {
  /** @throws AppError `follow_refused` (a block stands between them), `follows_full` */
  follow(follower: string, followed: string): Promise<void>;
  unfollow(follower: string, followed: string): Promise<void>;
  /** Ends follows both ways. @throws AppError `blocks_full` */
  block(blocker: string, blocked: string): Promise<void>;
  unblock(blocker: string, blocked: string): Promise<void>;
  /** How things stand, seen from `viewer`. */
  between(viewer: string, other: string): Promise<Relation>;
  counts(accountId: string): Promise<FollowCounts>;
  /** Who follows an account since a time within these, both included, and still does; counted up to `limits.newFollowersMax`. */
  newFollowers(accountId: string, fromMs: number, toMs: number): Promise<number>;
  /** At most `limit` lines of a list of this account's, after `after`. */
  list(
    list: RelationList,
    accountId: string,
    after: RelationPoint | undefined,
    limit: number,
  ): Promise<readonly RelatedPerson[]>;
  /** Those among `accountIds` who blocked `viewer`. */
  blockersOf(viewer: string, accountIds: readonly string[]): Promise<ReadonlySet<string>>;
}
