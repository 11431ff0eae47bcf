import { categories } from '@halobuzz/core/api/streams';
import { publicPrivacy } from '@halobuzz/core/streams/privacy';
import type { Db } from 'mongodb';
import { discoveryFields, reachOf } from '../../realtime/src/origin/mongo/mongo-discovery-fields.ts';
import type { LivestreamDocument } from '../../realtime/src/origin/mongo/mongo-livestreams.ts';
import type { UserDocument } from '../../realtime/src/origin/mongo/user-document.ts';
import { accountOf, insertMade, oneOf, pick, type SeedWorld, subjectOf, timeOf, uuidOf } from './seeded.ts';

const countries = ['NP', 'IN', 'DE', 'US', 'JP', 'BR'] as const;

/** Accounts as the edge projects them, one in two hundred banned. */
export async function seedUsers(db: Db, world: SeedWorld): Promise<void> {
  const known = db.collection<{ _id: string; firstSeenAt: Date }>('known_accounts');
  const at = (n: number): Date => new Date(timeOf(world, n, world.users));
  await insertMade(
    db.collection<UserDocument>('users'),
    world.users,
    (n): UserDocument => ({
      ...{ _id: accountOf(world, n), version: 1, username: handleOf(n), email: `${n}@seed.test`, emailVerified: true },
      ...{ status: 'active', isBanned: pick(world, n, 1, 200) === 0, roles: ['viewer'], displayName: `Person ${n}` },
      ...{ country: oneOf(world, n, 2, countries), createdAt: at(n), updatedAt: at(n) },
    }),
  );
  await insertMade(known, world.users, (n) => ({ _id: accountOf(world, n), firstSeenAt: at(n) }));
}

export const handleOf = (n: number): string => `user_${n}`;

/** Broadcasts that ended, then those that are live, each of another host. */
export async function seedBroadcasts(db: Db, world: SeedWorld, ended: number, live: number): Promise<void> {
  const collection = db.collection<LivestreamDocument>('livestreams');
  await insertMade(collection, ended, (n): LivestreamDocument => {
    const startedMs = timeOf(world, n, ended);
    return {
      ...broadcast(world, `ended ${n}`, pick(world, n, 3, world.users), startedMs),
      ...{ status: 'ended', endedAt: new Date(startedMs + 3_600_000), endReason: 'host', counted: true },
    };
  });
  await insertMade(collection, live, (n): LivestreamDocument => {
    const viewers = pick(world, n, 4, 5) === 0 ? pick(world, n, 5, 2_000) : pick(world, n, 6, 10);
    return {
      ...broadcast(world, `live ${n}`, n, world.untilMs - pick(world, n, 7, 7_200_000)),
      ...{ currentViewers: viewers, reach: reachOf(viewers), listed: true },
    };
  });
}

export const liveIdOf = (world: SeedWorld, n: number): string =>
  uuidOf(world, `live ${n}`, world.untilMs - pick(world, n, 7, 7_200_000));

function broadcast(world: SeedWorld, name: string, host: number, startedMs: number): LivestreamDocument {
  const facts = { title: `Evening songs ${name}`, hostHandle: handleOf(host), tags: ['folk'] };
  return {
    ...{ _id: uuidOf(world, name, startedMs), hostId: accountOf(world, host), hostSubject: subjectOf(world, host) },
    ...{ ...facts, ...discoveryFields(facts), category: categories[host % categories.length] ?? 'other' },
    ...{ country: oneOf(world, host, 2, countries), region: 'ap-southeast-1', status: 'live', listed: false },
    ...{ privacy: { ...publicPrivacy, countryBlocks: [] }, currentViewers: 0, startedAt: new Date(startedMs) },
  };
}

interface ChatDocument {
  readonly _id: string;
  readonly roomId: string;
  readonly fromId: string;
  readonly text: string;
  readonly createdAt: Date;
}

/** The last day's chat of what is live, one in three hundred caught by a word. */
export async function seedChat(db: Db, world: SeedWorld, count: number, live: number): Promise<void> {
  const text = (n: number): string => `message ${n} of the evening`;
  await insertMade(db.collection<ChatDocument & { flagged?: string }>('chat_messages'), count, (n) => {
    const atMs = world.untilMs - Math.floor((1 - n / count) * 86_400_000);
    const from = accountOf(world, pick(world, n, 8, world.users));
    const said = {
      roomId: liveIdOf(world, pick(world, n, 9, live)),
      fromId: from,
      text: text(n),
      createdAt: new Date(atMs),
    };
    return { _id: uuidOf(world, `chat ${n}`, atMs), ...said, ...(n % 300 === 0 ? { flagged: 'message' } : {}) };
  });
}
