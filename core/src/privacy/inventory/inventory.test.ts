import { describe, expect, it } from 'vitest';
import { walletShardKeys } from '../../ledger/keys.ts';
import { cacheKeys, controlKeys, roomKeys } from '../../rooms/keys.ts';
import { leaderboardKeys } from '../../rooms/leaderboards.ts';
import { exportSections } from '../export-sections.ts';
import { dataCategories } from './data-categories.ts';
import { differences, entriesOf, inventory, isPersonal, placesOf } from './inventory.ts';
import { recipients } from './recipients.ts';
import type { StoredPlace } from './stored-place.ts';

const entries = entriesOf(inventory);

describe('the inventory of stored data', () => {
  it('names each place once', () => {
    const names = inventory.map(({ store, place }) => `${store} ${place}`);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it('says of every field what it is, what for, how long, and what an erasure does with it', () => {
    for (const entry of entries) {
      expect(entry.what, `${entry.place}.${entry.field}`).not.toBe('');
      expect(entry.purpose).not.toBe('');
      expect(entry.bases.length).toBeGreaterThan(0);
    }
    const secrets = entries.filter(({ level, exported }) => level === 4 && 'section' in exported);
    expect(secrets.map(({ place, field }) => `${place}.${field}`)).toEqual([]);
  });

  it('has no category that nothing is stored for', () => {
    const used = new Set<string>(entries.map(({ category }) => category));
    expect(Object.keys(dataCategories).filter((id) => !used.has(id))).toEqual([]);
    const given = recipients.flatMap(({ categories }) => categories).filter((id) => !used.has(id));
    expect(given).toEqual([]);
  });

  it('has data for every part of an export', () => {
    const covered = new Set(entries.flatMap(({ exported }) => ('section' in exported ? [exported.section] : [])));
    expect(exportSections.filter((section) => !covered.has(section))).toEqual([]);
  });

  it('lets nothing that is consented to outlive the consent by another basis', () => {
    for (const id of ['analytics', 'marketing'] as const) expect(dataCategories[id].bases).toEqual(['consent']);
  });

  it.each([
    ['room', Object.keys(roomKeys('r'))],
    ['control', Object.keys(controlKeys)],
    ['cache', Object.keys(cacheKeys)],
    ['leaderboards', Object.keys(leaderboardKeys('h', 'day', 0))],
    ['wallets', Object.keys(walletShardKeys(0))],
  ])('names every Redis key: %s', (place, keys) => {
    expect(differences(placesOf('redis').get(place), place, keys)).toEqual([]);
  });

  it('names no Redis keys that there are none of', () => {
    expect([...placesOf('redis').keys()]).toEqual(['room', 'control', 'cache', 'leaderboards', 'wallets']);
  });
});

describe('comparing a place with what is stored', () => {
  const place: StoredPlace = {
    ...{ store: 'mongodb', place: 'things', category: 'account', kept: { kind: 'account' } },
    ...{ exported: { section: 'profile' }, erasure: 'deleted' },
    personal: { 'a, b': 'two', 'c.d': 'below' },
    impersonal: { e: 'nothing' },
  };
  it('is silent when they agree, and lets a name cover what is below it', () => {
    expect(isPersonal(place)).toBe(true);
    expect(differences(place, 'things', ['a', 'b.x', 'b.y', 'c.d', 'e'])).toEqual([]);
  });
  it('names what nobody named, what is gone, and a place that is missing', () => {
    expect(differences(place, 'things', ['a', 'b', 'c.d', 'c.x', 'f'])).toEqual([
      'things.c.x is neither personal nor impersonal in the inventory',
      'things.f is neither personal nor impersonal in the inventory',
      'things.e is in the inventory, and nothing stores it',
    ]);
    expect(differences(undefined, 'things', ['a'])).toHaveLength(1);
  });
});
