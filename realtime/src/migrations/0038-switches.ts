import { dropCollection, ensureCollection } from './ensure-collection.ts';
import { type CollectionSpec, filledText, positiveLong, strictObject, text, texts, time } from './json-schema.ts';
import type { Migration } from './migration.ts';

const doing = { by: filledText, reason: text, since: time };

/** Kill switches and maintenance: every state that there was, the newest holds. */
const switchVersions: CollectionSpec = {
  name: 'switch_versions',
  required: {
    _id: positiveLong,
    paused: {
      bsonType: 'array',
      items: strictObject({ name: filledText, ...doing }, { countries: texts, regions: texts }),
    },
    act: filledText,
    by: filledText,
    reason: text,
    at: time,
  },
  optional: {
    maintenance: strictObject({ message: filledText, ...doing }, { endsAt: time }),
    requestId: text,
  },
  indexes: [],
};

/** Kill switches and maintenance. */
export const switchesMigration: Migration = {
  id: '0038-switches',
  up: (db) => ensureCollection(db, switchVersions),
  down: (db) => dropCollection(db, switchVersions),
};
