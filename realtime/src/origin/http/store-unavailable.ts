import { MongoError } from 'mongodb';

/** By name, because the driver does not export all of them. */
const mongoOutages = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoOperationTimeoutError',
  'MongoServerSelectionError',
  'MongoWaitQueueTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
]);

/** Labels that servers and driver put on failures of an election or a shutdown. */
const mongoLabels = ['RetryableWriteError', 'TransientTransactionError'] as const;

/** ioredis throws plain errors for a lost connection; these are its texts, and the server's own for "not yet". */
const redisOutage =
  /^(Connection is closed|Stream isn't writeable|Command timed out|LOADING |MASTERDOWN |CLUSTERDOWN |READONLY |TRYAGAIN )/;

const socketFailures = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/**
 * Whether a failure says that a store is out of reach for now, so that the same request may work later. A command that
 * the store refused is none of these: that is a bug.
 */
export function isStoreUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof MongoError) {
    return mongoOutages.has(error.name) || mongoLabels.some((label) => error.hasErrorLabel(label));
  }
  if (error.name === 'MaxRetriesPerRequestError' || redisOutage.test(error.message)) return true;
  return 'code' in error && typeof error.code === 'string' && socketFailures.has(error.code);
}
