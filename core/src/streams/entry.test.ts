import { describe, expect, it } from 'vitest';
import { type EntryFacts, type EntryRefusal, refusedEntry } from './entry.ts';
import { isListed, publicPrivacy, type StreamPrivacy, streamPrivacySchema, visibilities } from './privacy.ts';

const stranger: EntryFacts = {
  ...{ follows: false, invited: false, moderator: false, country: 'NP', adult: false, passwordVersion: 0 },
};

function refused(privacy: Partial<StreamPrivacy>, facts: Partial<EntryFacts> = {}, passwordVersion = 0) {
  return refusedEntry({ passwordVersion, privacy: { ...publicPrivacy, ...privacy } }, { ...stranger, ...facts });
}

describe('who may enter', () => {
  it.each([
    [{}, {}, undefined],
    [{ visibility: 'followers' }, {}, 'room_followers_only'],
    [{ visibility: 'followers' }, { follows: true }, undefined],
    [{ visibility: 'private' }, { follows: true }, 'room_private'],
    [{ visibility: 'private' }, { invited: true }, undefined],
    [{ visibility: 'private' }, { moderator: true }, undefined],
    [{ visibility: 'followers' }, { invited: true }, undefined],
    [{ countryBlocks: ['IN', 'NP'] }, {}, 'room_country_blocked'],
    [{ countryBlocks: ['IN'] }, {}, undefined],
    [{ countryBlocks: ['IN'] }, { country: 'XX' }, undefined],
    // An invitation is the host's; age and country are not theirs to waive.
    [{ countryBlocks: ['NP'] }, { invited: true, moderator: true }, 'room_country_blocked'],
    [{ adultsOnly: true }, { invited: true, moderator: true }, 'room_adults_only'],
    [{ adultsOnly: true }, { adult: true }, undefined],
    [{ adultsOnly: true, visibility: 'private' }, { adult: true }, 'room_private'],
  ] satisfies [Partial<StreamPrivacy>, Partial<EntryFacts>, EntryRefusal | undefined][])(
    '%o to %o',
    (privacy, facts, code) => {
      expect(refused(privacy, facts)).toBe(code);
    },
  );

  it('holds a password to its newest version', () => {
    const asked = { visibility: 'password' } as const;
    expect(refused(asked, { passwordVersion: 0 }, 1)).toBe('room_password_required');
    expect(refused(asked, { passwordVersion: 1 }, 1)).toBeUndefined();
    expect(refused(asked, { passwordVersion: 1 }, 2)).toBe('room_password_required');
    expect(refused(asked, { invited: true }, 2)).toBeUndefined();
  });
});

describe('privacy', () => {
  it('lists what everybody may find: public broadcasts, and those that ask for a password', () => {
    expect(visibilities.filter((visibility) => isListed({ visibility }))).toEqual(['public', 'password']);
  });

  it('names each country once, and knows nothing else', () => {
    expect(streamPrivacySchema.safeParse(publicPrivacy).success).toBe(true);
    expect(streamPrivacySchema.safeParse({ ...publicPrivacy, countryBlocks: ['NP', 'NP'] }).success).toBe(false);
    expect(streamPrivacySchema.safeParse({ ...publicPrivacy, countryBlocks: ['np'] }).success).toBe(false);
    expect(streamPrivacySchema.safeParse({ ...publicPrivacy, secret: true }).success).toBe(false);
  });
});
