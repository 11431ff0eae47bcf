import type { Db } from 'mongodb';

/**
 * One step of the database's history. `up` and `down` are idempotent: an interrupted run starts the step again from its
 * beginning. A step that is part of a release is never edited; the next one corrects it.
 */
export interface Migration {
  /** `NNNN-what`, ascending. */
  readonly id: string;
  readonly up: (db: Db) => Promise<void>;
  readonly down: (db: Db) => Promise<void>;
}

/** A problem that the operator must solve; its message says how. */
export class MigrationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MigrationError';
  }
}
