import type { Db } from 'mongodb';
import type { FollowMutes } from '../notifications/follow-mutes.ts';

interface FollowDocument {
  /** Who follows, and whom. */
  _id: string;
  muted?: boolean;
}

/** {@link FollowMutes} in MongoDB: a mute stands on the follow, and goes with it. */
export function mongoFollowMutes(db: Db): FollowMutes {
  const follows = db.collection<FollowDocument>('follows', { writeConcern: { w: 'majority' } });
  return {
    async isMuted(follower, host) {
      const follow = await follows.findOne({ _id: `${follower}:${host}` }, { projection: { muted: 1 } });
      return follow === null ? undefined : follow.muted === true;
    },
    async setMuted(follower, host, muted) {
      const change = muted ? { $set: { muted: true } } : { $unset: { muted: 1 as const } };
      return (await follows.updateOne({ _id: `${follower}:${host}` }, change)).matchedCount === 1;
    },
  };
}
