import { randomBytes } from 'node:crypto';
import { categories } from '@halobuzz/core/api/streams';
import { trendLevel, trendWeight } from '@halobuzz/core/discovery/trending';
import { newAccountId, newSubjectId, newUuidV7 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { controlKeys, roomKeys } from '@halobuzz/core/rooms/keys';
import { publicPrivacy } from '@halobuzz/core/streams/privacy';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { discoveryFields, reachOf } from '../../realtime/src/origin/mongo/mongo-discovery-fields.ts';
import type { LivestreamDocument } from '../../realtime/src/origin/mongo/mongo-livestreams.ts';
import type { RunFile } from '../cluster/run-file.ts';

/** What is planted is known by its region; no real broadcast has it. */
const plantedRegion = 'load-test';
const chunk = 1_000;
/** Should nobody take the world away, the origin ends what is left of it after this. */
const lifeMs = 20 * 60_000;
const countries = ['NP', 'IN', 'US', 'GB', 'DE', 'JP', 'BR', 'ID', 'PH', 'VN'];
const words = ['Evening', 'songs', 'cooking', 'games', 'talk', 'dance', 'साँझका', 'live', 'morning', 'music'];

export interface PlantedWorld {
  /** Takes everything away again. */
  remove(): Promise<void>;
}

/**
 * Live broadcasts in the stores of a running start, each with a record, a room and a deadline, and with viewers that its
 * first gateway is said to hold, so that no pass of the origin finds anything to mend. What an earlier run left is removed.
 */
export async function plantLobby(
  stores: RunFile['stores'],
  count: number,
  say: (line: string) => void,
): Promise<PlantedWorld> {
  const client = await new MongoClient(stores.mongodbUri).connect();
  const rooms = new Redis(stores.roomsUrl);
  const control = new Redis(stores.controlUrl);
  const collection = client.db().collection<LivestreamDocument>('livestreams');

  async function removePlanted(): Promise<number> {
    const found = await collection.find({ region: plantedRegion }, { projection: { _id: 1 } }).toArray();
    const ids = found.map(({ _id }) => _id);
    for (let at = 0; at < ids.length; at += chunk) {
      const some = ids.slice(at, at + chunk);
      await collection.deleteMany({ _id: { $in: some } });
      await control.zrem(controlKeys.deadlines, ...some);
      await rooms.unlink(...some.flatMap((id) => [roomKeys(id).state, roomKeys(id).nodes, roomKeys(id).unique]));
    }
    return ids.length;
  }

  async function close(): Promise<void> {
    rooms.disconnect();
    control.disconnect();
    await client.close();
  }

  try {
    const left = await removePlanted();
    if (left > 0) say(`removed ${left} broadcasts that an earlier run left`);
    const node = await holderOf(control);
    for (let at = 0; at < count; at += chunk) {
      const documents = Array.from({ length: Math.min(chunk, count - at) }, (_, n) => planted(at + n));
      await Promise.all(documents.map((document) => makeRoom(rooms, document, node)));
      const until = Date.now() + lifeMs;
      await control.zadd(controlKeys.deadlines, ...documents.flatMap(({ _id }) => [until, _id]));
      await collection.insertMany(documents, { ordered: false });
    }
    say(`planted ${count} live broadcasts`);
  } catch (error) {
    await removePlanted();
    await close();
    throw error;
  }
  return {
    async remove() {
      say(`removed ${await removePlanted()} planted broadcasts`);
      await close();
    },
  };
}

/** The gateway that viewers are said to sit on, as rooms name it. */
async function holderOf(control: Redis): Promise<string> {
  const [id] = await control.zrange(controlKeys.nodes, '0', '0', 'REV');
  const record: unknown = JSON.parse((id === undefined ? null : await control.get(controlKeys.node(id))) ?? 'null');
  if (typeof record !== 'object' || record === null || !('boot' in record)) throw new Error('no gateway is running');
  return `${id}#${String(record.boot)}`;
}

function planted(at: number): LivestreamDocument {
  const startedAt = new Date(Date.now() - (at % 3_600) * 1_000);
  const currentViewers = at % 5 === 0 ? (at * 7_919) % 2_000 : at % 4;
  const title = [0, 3, 7].map((step) => words[(at + step) % words.length]).join(' ');
  const facts = { title, hostHandle: `planted${at}`, tags: at % 2 === 0 ? ['folk'] : ['live-band'] };
  return {
    _id: newUuidV7(startedAt.getTime(), randomBytes),
    hostId: newAccountId('a', randomBytes),
    hostSubject: newSubjectId(randomBytes),
    ...facts,
    category: categories[at % categories.length] ?? 'other',
    country: countries[Math.floor(at / categories.length) % countries.length] ?? 'NP',
    region: plantedRegion,
    status: 'live',
    privacy: { ...publicPrivacy, countryBlocks: [] },
    listed: true,
    currentViewers,
    startedAt,
    ...discoveryFields(facts),
    ...trendField(currentViewers, startedAt),
    reach: reachOf(currentViewers),
    // Nobody's directory entry is to grow by them.
    counted: true,
  };
}

/**
 * Where its viewers have brought it, as the origin's own look at it would write down. Some were watched and are not any more:
 * the lists of trending are as full as the others.
 */
function trendField(currentViewers: number, startedAt: Date): Pick<LivestreamDocument, 'trend'> {
  const nowMs = Date.now();
  const ageMs = nowMs - startedAt.getTime();
  const sinceMs = Math.min(ageMs, limits.trendHalfLifeMs);
  const weight = trendWeight({ viewers: currentViewers + 1, sinceMs: sinceMs + 1, joins: 0, coins: 0, ageMs });
  const level = trendLevel(undefined, weight, nowMs);
  return level === undefined ? {} : { trend: { level, at: new Date(nowMs), joins: 0, coins: 0 } };
}

async function makeRoom(rooms: Redis, document: LivestreamDocument, node: string): Promise<void> {
  const keys = roomKeys(document._id);
  const { title, category, country, region, hostId, hostHandle, hostSubject = '' } = document;
  const facts = { host: hostId, hostName: hostHandle, hostSubject, title, category, country, region };
  const zeros = { offset: 0, likes: 0, peak: 0, coins: 0, gifts: 0, diamonds: 0 };
  const state = { ...facts, ...zeros, status: 'live', epoch: 1, rulesEpoch: 1, hostOnline: 1 };
  const startedAtMs = document.startedAt?.getTime() ?? 0;
  await rooms.hset(keys.state, { ...state, startedAtMs });
  await rooms.hset(keys.nodes, { [node]: Number(document.currentViewers) });
}
