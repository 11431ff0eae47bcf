import { MongoServerError } from 'mongodb';

const duplicateKey = 11_000;

/** Whether MongoDB refused a write because a unique index, or the `_id`, is taken. */
export function isDuplicateKey(error: unknown): error is MongoServerError {
  return error instanceof MongoServerError && error.code === duplicateKey;
}
