import { createHash } from 'node:crypto';
import { categories } from '@halobuzz/core/api/streams';
import { base32 } from '@halobuzz/core/ids';
import { publicPrivacy } from '@halobuzz/core/streams/privacy';
import type { Db } from 'mongodb';
import { discoveryFields, reachOf } from '../../realtime/src/origin/mongo/mongo-discovery-fields.ts';
import { type DirectoryDocument, directoryFields } from '../../realtime/src/origin/mongo/mongo-host-directory.ts';
import type { LivestreamDocument } from '../../realtime/src/origin/mongo/mongo-livestreams.ts';
import type { UserDocument } from '../../realtime/src/origin/mongo/user-document.ts';
import { inChunks } from './in-chunks.ts';

const startedAt = new Date(1_800_000_000_000);
/** What titles and names are made of; short ones begin longer ones. */
const words =
  'evening even songs song son cooking cook games gamer talk night dance music folk guitar live morning market hills साँझका गीतहरू नाच pokhara kathmandu berlin tokyo saigon cúc élan straße'.split(
    ' ',
  );

/** The same world for the same sizes: everything follows from its number. */
function pick(n: number, salt: number, below: number): number {
  const mixed = Math.imul(n ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b);
  return ((mixed ^ (mixed >>> 13)) >>> 0) % below;
}

export function hostId(n: number): string {
  return `a${base32(createHash('sha256').update(`host ${n}`).digest().subarray(0, 16))}`;
}

export const phrase = (n: number, length: number): string =>
  Array.from({ length }, (_, at) => words[pick(n, at + 1, words.length)] ?? '').join(' ');

/** People, one in fifty banned, and the directory as projections leave it, before anything is counted. */
export async function seedPeople(db: Db, count: number): Promise<void> {
  const person = (n: number): UserDocument => ({
    _id: hostId(n),
    version: 1,
    username: `${words[pick(n, 7, 20)] ?? ''}_${n}`,
    email: `${n}@bench.test`,
    emailVerified: true,
    status: 'active',
    isBanned: pick(n, 8, 50) === 0,
    roles: ['host'],
    displayName: phrase(n, 2),
    country: 'NP',
    createdAt: startedAt,
    updatedAt: startedAt,
  });
  await inChunks(count, person, async (people) => {
    await db.collection<UserDocument>('users').insertMany(people, { ordered: false });
    await db.collection<DirectoryDocument>('host_directory').insertMany(
      people.map((user) => ({ _id: user._id, streams: 0, fame: 0, ...directoryFields(user, 0) })),
      { ordered: false },
    );
  });
}

/** Ended broadcasts, few hosts with many of them; the last `uncounted` of them are not counted yet. */
export async function seedEnded(db: Db, count: number, people: number, uncounted: number): Promise<void> {
  const ended = (n: number): LivestreamDocument => {
    // The square of an even spread leans to low numbers.
    const of = Math.floor((pick(n, 3, 1_000_000) / 1_000_000) ** 2 * people);
    return {
      ...broadcast(n, hostId(of)),
      status: 'ended',
      endedAt: startedAt,
      counted: n < count - uncounted,
    };
  };
  await inChunks(count, ended, (made) =>
    db.collection<LivestreamDocument>('livestreams').insertMany(made, { ordered: false }),
  );
}

/** Live broadcasts, each of another host. */
export async function seedLive(db: Db, count: number): Promise<void> {
  const live = (n: number): LivestreamDocument => {
    const facts = { title: phrase(n, 4), hostHandle: `${words[pick(n, 7, 20)] ?? ''}_${n}`, tags: ['folk'] };
    const currentViewers = pick(n, 4, 5) === 0 ? pick(n, 5, 2_000) : pick(n, 6, 4);
    return {
      ...broadcast(n, hostId(n)),
      ...facts,
      ...discoveryFields(facts),
      currentViewers,
      reach: reachOf(currentViewers),
    };
  };
  await inChunks(count, live, (made) =>
    db.collection<LivestreamDocument>('livestreams').insertMany(made, { ordered: false }),
  );
}

function broadcast(n: number, host: string): LivestreamDocument {
  return {
    _id: `01a207b5-0000-7000-8000-${n.toString(16).padStart(12, '0')}`,
    hostId: host,
    hostHandle: `host_${n}`,
    title: phrase(n, 4),
    category: categories[n % categories.length] ?? 'other',
    tags: [],
    country: 'NP',
    region: 'ap-southeast-1',
    status: 'live',
    privacy: { ...publicPrivacy, countryBlocks: [] },
    listed: true,
    currentViewers: 0,
    startedAt,
  };
}
