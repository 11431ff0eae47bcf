import { MongoError, MongoNetworkError, MongoServerError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { isStoreUnavailable } from './store-unavailable.ts';

const coded = (message: string, code: string) => Object.assign(new Error(message), { code });
const stepDown = new MongoServerError({ message: 'not primary', code: 10_107 });
stepDown.addErrorLabel('RetryableWriteError');

describe('isStoreUnavailable', () => {
  it.each<[string, unknown]>([
    ['a lost MongoDB socket', new MongoNetworkError('socket hang up')],
    ['an election', stepDown],
    ['a closed Redis connection', new Error('Connection is closed.')],
    ['a Redis that is not connected', new Error("Stream isn't writeable and enableOfflineQueue options is false")],
    ['a Redis that is silent', new Error('Command timed out')],
    ['a Redis that loads its file', new Error('LOADING Redis is loading the dataset in memory')],
    ['a refused connection', coded('connect ECONNREFUSED', 'ECONNREFUSED')],
  ])('matches %s', (_, error) => {
    expect(isStoreUnavailable(error)).toBe(true);
  });

  it.each<[string, unknown]>([
    [
      'a document that the validator refuses',
      new MongoServerError({ message: 'Document failed validation', code: 121 }),
    ],
    ['a duplicate key', new MongoServerError({ message: 'E11000 Connection is closed', code: 11_000 })],
    ['a misuse of the driver', new MongoError('options conflict')],
    ['a wrong Redis type', new Error('WRONGTYPE Operation against a key')],
    ['a bug that speaks of connections', new TypeError('the connection is closed')],
    ['another code', coded('no such file', 'ENOENT')],
    ['no error at all', 'Connection is closed.'],
    ['nothing', undefined],
  ])('does not match %s', (_, error) => {
    expect(isStoreUnavailable(error)).toBe(false);
  });
});
