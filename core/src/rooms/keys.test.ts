import { describe, expect, it } from 'vitest';
import { walletShardKeys } from '../ledger/keys.ts';
import { controlKeys, roomKeys } from './keys.ts';

/** What Redis Cluster hashes: the text between the first `{` and the next `}`. */
const hashTag = (key: string): string | undefined => /\{([^}]+)\}/.exec(key)?.[1];

/** Every key of a group; those that take an argument are given one. */
function keysOf(group: object): string[] {
  return Object.values(group).map((key) => String(typeof key === 'function' ? key('1', '2') : key));
}

describe('Redis keys', () => {
  it.each([
    ['a wallet shard', walletShardKeys(7), 'w07'],
    ['a room', roomKeys('019b7d3c'), '019b7d3c'],
  ])('of %s share its hash tag and differ from each other', (_, group, tag) => {
    const keys = keysOf(group);
    expect(keys.map(hashTag)).toEqual(keys.map(() => tag));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('of the control role begin alike and differ from each other', () => {
    const keys = keysOf(controlKeys);
    expect(keys.filter((key) => !key.startsWith('ctl:'))).toEqual([]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('of a wallet shard are other ones in every epoch, so that a rebuild touches nothing old', () => {
    const keys = walletShardKeys(0);
    expect(keys.wallet(1, 's')).not.toBe(keys.wallet(2, 's'));
    expect(keys.idempotency(1, 't')).not.toBe(keys.idempotency(2, 't'));
    expect(keys.wallet(1, 'x')).not.toBe(keys.idempotency(1, 'x'));
  });
});
