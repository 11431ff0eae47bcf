// @vitest-environment node
import { limits } from '@halobuzz/core/limits';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownStreamOf } from '../../../testing/host-fixtures.ts';
import { english } from '../../i18n/english.ts';
import { localTime, momentOf, newStream, readValues, type StreamValues, tagsOf, valuesOf } from './stream-values.ts';

const nowMs = new Date(2026, 10, 23, 16, 0).getTime();
const read = (change: Partial<StreamValues>, { later = false, keptPassword = false } = {}) =>
  readValues({ ...newStream, title: 'Ragas', ...change }, { later, keptPassword, nowMs }, english);
const locked = { ...newStream.privacy, visibility: 'password' } as const;

describe('times', () => {
  it('are what the fields say, in this device’s zone', () => {
    expect(momentOf({ date: '2026-12-31', time: '20:30' })).toEqual(new Date(2026, 11, 31, 20, 30));
    expect(momentOf({ date: ' 2026-1-5 ', time: '7:05' })).toEqual(new Date(2026, 0, 5, 7, 5));
    for (const wrong of ['2026-06-31', '2026-13-01', 'tomorrow', '']) {
      expect(momentOf({ date: wrong, time: '20:30' }), wrong).toBeUndefined();
    }
    for (const wrong of ['24:00', '20:60', '20', '']) {
      expect(momentOf({ date: '2026-12-31', time: wrong }), wrong).toBeUndefined();
    }
  });

  it('come back from their fields to the minute', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(2000, 0, 1), max: new Date(2100, 0, 1), noInvalidDate: true }), (at) => {
        at.setSeconds(0, 0);
        // An hour that clocks show twice, when they are set back, names its first.
        const back = momentOf(localTime(at));
        expect(back === undefined ? undefined : localTime(back)).toEqual(localTime(at));
      }),
    );
  });

  it('lie ahead, but not too far', () => {
    const at = (ms: number) => read({ when: 'later', ...localTime(new Date(nowMs + ms)) }, { later: true }).ok;
    expect([at(0), at(limits.streamScheduleAheadMinMs), at(limits.streamScheduleAheadMaxMs - 3_600_000)]).toEqual([
      ...[false, true, true],
    ]);
    expect(at(limits.streamScheduleAheadMaxMs + 86_400_000)).toBe(false);
  });
});

describe('the form', () => {
  it('reads tags as people write them', () => {
    expect(tagsOf(' #Folk, live-band  folk ')).toEqual(['folk', 'live-band']);
    expect(tagsOf('')).toEqual([]);
  });

  it('wants a password where there is none yet, and sends none that stays', () => {
    expect(read({ privacy: locked })).toMatchObject({ ok: false, errors: { password: expect.any(String) } });
    expect(read({ privacy: locked, password: 'momo' })).toMatchObject({ ok: true, wish: { password: 'momo' } });
    const kept = read({ privacy: locked }, { keptPassword: true });
    expect(kept.ok && kept.wish).not.toHaveProperty('password');
    expect(read({ privacy: locked, password: 'abc' }, { keptPassword: true }).ok, 'a new one is long enough').toBe(
      false,
    );
    const open = read({ password: 'momo-night' });
    expect(open.ok && open.wish, 'what was typed before it was made public').not.toHaveProperty('password');
  });

  it('holds what a broadcast has', () => {
    const stream = ownStreamOf(1, {
      ...{ title: 'Ragas', tags: ['a', 'b'], scheduledAt: new Date(2026, 11, 24, 20, 5).toISOString() },
      settings: { countryBlocks: ['IN'], invitations: 0 },
    });
    expect(valuesOf(stream)).toMatchObject({
      ...{ title: 'Ragas', tags: 'a b', when: 'later', date: '2026-12-24', time: '20:05', password: '' },
      privacy: { countryBlocks: ['IN'] },
    });
    expect(valuesOf(ownStreamOf(1)).when).toBe('now');
  });
});
