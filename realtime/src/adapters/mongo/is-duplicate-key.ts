import { MongoBulkWriteError, MongoServerError } from 'mongodb';

const duplicateKey = 11_000;

/** Whether MongoDB refused a write because a unique index, or the `_id`, is taken. */
export function isDuplicateKey(error: unknown): error is MongoServerError {
  return error instanceof MongoServerError && error.code === duplicateKey;
}

/** Whether an unordered bulk wrote everything but what was there already. */
export function isOnlyDuplicateKeys(error: unknown): error is MongoBulkWriteError {
  return error instanceof MongoBulkWriteError && [error.writeErrors].flat().every(({ code }) => code === duplicateKey);
}
