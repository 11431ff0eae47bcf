import { describe, expect, it } from 'vitest';
import { fakeTimers } from '../../testing/fake-timers.ts';
import type { Media } from '../api/media.ts';
import { limits } from '../limits.ts';
import { MediaAccess } from './media-access.ts';

const on = (role: 'host' | 'guest' | 'viewer', token: string): Media => ({
  ...{ state: 'on', provider: 'agora', appId: 'a', channel: 'c', userAccount: 'u', role, token, area: 'ASIA' },
  ...{ renewAt: '2026-01-02T03:04:05.678Z', expiresAt: '2026-01-02T03:06:05.678Z', renewInMs: 480_000 },
});

/** A client whose questions a test answers by hand. */
function client(first: Media = on('viewer', 'first'), random = () => 0) {
  const timers = fakeTimers();
  const asked: { readonly answer: (media: Media) => void; readonly fail: (error: unknown) => void }[] = [];
  const [grants, refusals]: [Media[], string[]] = [[], []];
  const access = new MediaAccess(
    {
      ...{ setTimer: timers.setTimer, clearTimer: timers.clearTimer, random },
      renew: () => new Promise((answer, fail) => asked.push({ answer, fail })),
      onGrant: (media) => grants.push(media),
      onRefused: (code) => refusals.push(code),
    },
    first,
  );
  return { access, timers, asked, grants, refusals };
}
/** Lets what was answered come through. */
const come = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('media access', () => {
  it('is renewed before it runs out, again and again, and each grant is told', async () => {
    const { timers, asked, grants, access } = client();
    timers.advance(479_999);
    expect(asked).toHaveLength(0);
    timers.advance(1);
    asked[0]?.answer(on('viewer', 'second'));
    await come();
    expect(grants).toEqual([on('viewer', 'second')]);
    timers.advance(480_000);
    asked[1]?.answer(on('viewer', 'third'));
    await come();
    expect(access.media).toEqual(on('viewer', 'third'));
    expect(asked).toHaveLength(2);
  });

  it('is asked for earlier by some than by others', () => {
    const waits = [0, 0.5, 0.999].map((value) => client(undefined, () => value).timers.waitingMs()[0] ?? 0);
    expect(waits).toEqual([480_000, 480_000 - limits.mediaRenewSpreadMs / 2, 480_000 - 59_940]);
    // A grant that is nearly over is renewed at once.
    const late: Media = { ...on('viewer', 'late'), ...{ renewInMs: 0 } };
    expect(client(late, () => 0.9).timers.waitingMs()).toEqual([0]);
  });

  it('follows a change of role at once, one question at a time, and never keeps the answer of before', async () => {
    const { access, asked, grants } = client();
    const [first, second] = [access.roleChanged(), access.roleChanged()];
    expect(asked).toHaveLength(1);
    asked[0]?.answer(on('viewer', 'of before the seat'));
    await come();
    expect(asked).toHaveLength(2);
    asked[1]?.answer(on('guest', 'with the seat'));
    await Promise.all([first, second]);
    expect(grants.map((media) => media.state === 'on' && media.token)).toEqual(['of before the seat', 'with the seat']);
    await come();
    expect(asked).toHaveLength(2);
  });

  it('waits out an outage with growing pauses, and not before the time it was told', async () => {
    const { timers, asked, grants } = client(undefined, () => 0.999);
    timers.advance(480_000);
    const pauses: number[] = [];
    for (const error of [
      new Error('no network'),
      { code: 'unavailable' },
      { code: 'rate_limited', retryAfterMs: 60_000 },
    ]) {
      asked.at(-1)?.fail(error);
      await come();
      const [pause = 0] = timers.waitingMs();
      pauses.push(pause);
      timers.advance(pause);
    }
    expect(pauses).toEqual([499, 999, 61_998]);
    asked.at(-1)?.answer(on('viewer', 'back'));
    await come();
    expect(grants).toEqual([on('viewer', 'back')]);
  });

  it('ends with a refusal that is meant, and asks nothing after it', async () => {
    const { access, timers, asked, grants, refusals } = client();
    const changed = access.roleChanged();
    asked[0]?.fail({ code: 'room_banned' });
    await changed;
    expect(refusals).toEqual(['room_banned']);
    await access.roleChanged();
    timers.advance(3_600_000);
    expect([asked.length, grants.length]).toEqual([1, 0]);
  });

  it('tells nothing once it is closed, whatever is under way', async () => {
    const { access, timers, asked, grants, refusals } = client();
    const changed = access.roleChanged();
    access.close();
    asked[0]?.answer(on('host', 'too late'));
    await changed;
    timers.advance(3_600_000);
    expect([asked.length, grants.length, refusals.length, timers.waitingMs().length]).toEqual([1, 0, 0, 0]);
    const other = client();
    const failing = other.access.roleChanged();
    other.access.close();
    other.asked[0]?.fail({ code: 'room_ended' });
    await failing;
    expect(other.refusals).toEqual([]);
  });

  it('asks nothing where media is off', async () => {
    const { access, timers, asked } = client({ state: 'off', reason: 'Media is not set up here.' });
    await access.roleChanged();
    timers.advance(86_400_000);
    expect(asked).toHaveLength(0);
  });
});
