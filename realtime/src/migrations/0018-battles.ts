import { battleStatusSchema } from '@halobuzz/core/api/battles';
import { liveCollections } from './collections-live.ts';
import { dropCollection, dropIndexes, ensureCollection, specNamed } from './ensure-collection.ts';
import {
  type CollectionSpec,
  filledText,
  flag,
  oneOf,
  positiveLong,
  strictObject,
  text,
  texts,
  time,
  whole,
} from './json-schema.ts';
import type { Migration } from './migration.ts';

const before = specNamed(liveCollections, 'battles');

const giver = strictObject({ account: filledText, name: text, coins: positiveLong });
const side = strictObject(
  { roomId: filledText, hostId: filledText, hostName: text },
  { coins: positiveLong, givers: { bsonType: 'array', items: giver } },
);

const battles: CollectionSpec = {
  name: 'battles',
  required: {
    _id: filledText,
    status: oneOf(...battleStatusSchema.options),
    seconds: whole,
    invitedAt: time,
    expiresAt: time,
    sides: { bsonType: 'array', minItems: 2, maxItems: 2, items: side },
  },
  optional: {
    startsAt: time,
    endsAt: time,
    finalAt: time,
    forfeitedBy: filledText,
    heads: { bsonType: 'array', items: strictObject({ shard: whole, epoch: whole, sequence: whole }) },
    outcome: strictObject({ kind: oneOf('won', 'draw', 'forfeit') }, { winner: filledText }),
    /** The rooms that can have no other; absent once it is over. */
    keeps: texts,
    /** A challenge, or a battle that is not final. */
    open: flag,
    /** When it is to be looked at; absent when all is done. */
    dueAt: time,
  },
  indexes: [
    {
      key: { keeps: 1 },
      name: 'one_per_room',
      unique: true,
      partialFilterExpression: { keeps: { $gt: '' } },
    },
    { key: { dueAt: 1 }, name: 'due', partialFilterExpression: { dueAt: { $gt: new Date(0) } } },
    { key: { open: 1, _id: 1 }, name: 'open', partialFilterExpression: { open: true } },
    { key: { 'sides.roomId': 1, invitedAt: -1 }, name: 'room_newest' },
  ],
};

/** Challenges and battles as the origin keeps them; what 0001 foresaw never held any. */
export const battlesMigration: Migration = {
  id: '0018-battles',
  up: async (db) => {
    await dropIndexes(db, before.name, ['ending', 'room']);
    await ensureCollection(db, battles);
  },
  down: async (db) => {
    await dropCollection(db, battles);
    await ensureCollection(db, before);
  },
};
