import { privacyRequestKinds, privacyRequestStates, privacyRequestSubjects } from '@halobuzz/core/api/privacy-requests';
import { hostDirectory as directoryBefore } from './0017-discovery.ts';
import { users as usersBefore } from './0024-erasure.ts';
import { dropCollection, ensureCollection } from './ensure-collection.ts';
import { type CollectionSpec, filledText, flag, oneOf, strictObject, text, time } from './json-schema.ts';
import type { Migration } from './migration.ts';

const daySeconds = 86_400;

/** What the person objected to, and whether a parent has yet to allow the account; absent: nothing, and no. */
export const users: CollectionSpec = {
  ...usersBefore,
  optional: {
    ...usersBefore.optional,
    privacy: strictObject({ recommendations: flag, profiling: flag, restricted: flag, parentNeeded: flag }),
  },
};

/** `unranked`: objected to being recommended; absent otherwise. */
const hostDirectory: CollectionSpec = {
  ...directoryBefore,
  optional: { ...directoryBefore.optional, unranked: flag },
  indexes: [],
};

/** What people ask about their data. `waiting`: somebody has to decide it, or to carry out what was granted. */
const privacyRequests: CollectionSpec = {
  name: 'privacy_requests',
  required: {
    ...{ _id: filledText, accountId: filledText, text: filledText, createdAt: time, dueAt: time },
    kind: oneOf(...privacyRequestKinds),
    about: oneOf(...privacyRequestSubjects),
    state: oneOf(...privacyRequestStates),
    ...{ waiting: flag, carriedOut: flag },
  },
  optional: { birthDate: text, extendedFor: text, decidedAt: time, decidedBy: text, reason: text },
  indexes: [
    { key: { accountId: 1, createdAt: -1, _id: -1 }, name: 'own' },
    { key: { dueAt: 1, _id: 1 }, name: 'waiting', partialFilterExpression: { waiting: true } },
    { key: { decidedAt: -1, _id: -1 }, name: 'decided', partialFilterExpression: { waiting: false } },
    // Three years: as long as somebody may sue over the answer (BGB §§ 195, 199).
    { key: { decidedAt: 1 }, name: 'retention', expireAfterSeconds: 1_095 * daySeconds },
  ],
};

/** Subjects of the ledger that no fraud rule may stop without a person. */
const unprofiledSubjects: CollectionSpec = {
  name: 'unprofiled_subjects',
  required: { _id: filledText, at: time },
  indexes: [],
};

/** Requests of people about their data, and what they objected to. */
export const privacyRequestsMigration: Migration = {
  id: '0025-privacy-requests',
  up: async (db) => {
    for (const spec of [users, hostDirectory, privacyRequests, unprofiledSubjects]) await ensureCollection(db, spec);
  },
  down: async (db) => {
    for (const spec of [unprofiledSubjects, privacyRequests]) await dropCollection(db, spec);
    await db.collection('host_directory').updateMany({ unranked: { $exists: true } }, { $unset: { unranked: '' } });
    await ensureCollection(db, { ...directoryBefore, indexes: [] });
    await db.collection('users').updateMany({ privacy: { $exists: true } }, { $unset: { privacy: '' } });
    await ensureCollection(db, usersBefore);
  },
};
