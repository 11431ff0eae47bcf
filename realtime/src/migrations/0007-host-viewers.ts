import { dropCollection, ensureCollection } from './ensure-collection.ts';
import { bytes, type CollectionSpec, filledText, time, whole } from './json-schema.ts';
import type { Migration } from './migration.ts';

/** `sketch`: the HyperLogLog of everybody who ever watched, as Redis writes it. */
const hostViewers: CollectionSpec = {
  name: 'host_viewers',
  required: { _id: filledText, unique: whole, peak: whole, sketch: bytes, version: whole, updatedAt: time },
  indexes: [],
};

/** Viewers of a host over all broadcasts. */
export const hostViewersMigration: Migration = {
  id: '0007-host-viewers',
  up: (db) => ensureCollection(db, hostViewers),
  down: (db) => dropCollection(db, hostViewers),
};
