// @vitest-environment node
import type { DownEvent } from '@halobuzz/core/protocol/down';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { personOf, welcomeOf } from '../../../testing/fixtures.ts';
import { feedItemsMax } from './feed.ts';
import {
  initialRoomState,
  isPausedIn,
  type RoomAction,
  type RoomState,
  roomReducer,
  topGiftersMax,
  withGift,
} from './room-state.ts';

const fold = (actions: readonly RoomAction[], from: RoomState = initialRoomState): RoomState =>
  actions.reduce(roomReducer, from);
const welcome = (change = {}): RoomAction => ({ type: 'welcome', welcome: welcomeOf(change) });
const event = (down: DownEvent, offset?: number): RoomAction => ({ type: 'event', event: down, offset });
const gift = (tx: string, letter = 'c', coins = '10'): DownEvent => ({
  t: 'gift',
  tx,
  from: personOf(letter),
  gift: 'rose',
  quantity: 1,
  coins,
  atMs: 0,
});
const chat = (mid: string): DownEvent => ({ t: 'chat', mid, from: personOf('c'), text: mid, atMs: 0 });

describe('what staff paused', () => {
  it('holds until they say otherwise, or another snapshot comes without', () => {
    const paused = fold([welcome(), event({ t: 'paused', features: ['gifts'] })]);
    expect([isPausedIn(paused, 'gifts'), isPausedIn(paused, 'chat')]).toEqual([true, false]);
    expect(isPausedIn(fold([event({ t: 'paused', features: [] })], paused), 'gifts')).toBe(false);
    expect(isPausedIn(fold([welcome()], paused), 'gifts')).toBe(false);
    const maintained = fold([event({ t: 'paused', features: [], maintenance: { message: 'soon back' } })], paused);
    expect([isPausedIn(maintained, 'gifts'), isPausedIn(maintained, 'chat')]).toEqual([true, true]);
  });
});

describe('a snapshot', () => {
  it('is the whole state', () => {
    const state = fold([welcome()]);
    expect(state).toMatchObject({ viewers: 12, likes: 40, peakViewers: 12, offset: 10 });
    expect(state.room?.title).toBe('Evening ragas');
    expect(state.you?.balance).toBe('500');
    expect(state.feed.map(({ key }) => key)).toEqual(['chat:m1']);
    expect(state.top).toEqual([{ person: personOf('b'), coins: '30' }]);
  });

  it('replaces what was known when nothing could be recovered', () => {
    const state = fold([welcome(), event(chat('old')), event(gift('t1'), 11), welcome({ offset: 90, chat: [] })]);
    expect(state.feed).toEqual([]);
    expect(state.offset).toBe(90);
  });

  it('keeps what was known when recovered, and adds the chat of the time away', () => {
    const later = { recovered: true, offset: 12, chat: [{ ...chat('m1') }, { ...chat('m2') }] };
    const state = fold([welcome(), event(gift('t1'), 11), welcome(later)]);
    expect(state.feed.map(({ key }) => key)).toEqual(['chat:m1', 'gift:t1', 'chat:m2']);
    expect(state.offset).toBe(11);
  });

  it('is not counted twice by the gifts that recovery brings', () => {
    const top = [{ person: personOf('c'), coins: '20' }];
    const state = fold([
      welcome(),
      welcome({ recovered: true, offset: 12, top }),
      event(gift('t1'), 11),
      event(gift('t2'), 12),
      event(gift('t3'), 13),
    ]);
    expect(state.top).toEqual([{ person: personOf('c'), coins: '30' }]);
    expect(state.feed.filter(({ kind }) => kind === 'gift')).toHaveLength(3);
  });
});

describe('events', () => {
  it('of the reliable lane count once', () => {
    const state = fold([welcome(), event(gift('t1'), 11), event(gift('t1'), 11), event(gift('t0'), 9)]);
    expect(state.feed.filter(({ kind }) => kind === 'gift')).toHaveLength(1);
    expect(state.top.find(({ person }) => person.id === personOf('c').id)?.coins).toBe('10');
  });

  it('move counts, the host and the ledger’s confirmations', () => {
    const state = fold([
      welcome(),
      event({ t: 'count', viewers: 20, peak: 25 }),
      event({ t: 'likes', total: 50 }),
      event({ t: 'host', online: false, atMs: 0 }, 11),
      event({ t: 'gift.confirmed', tx: 't1' }),
      event({ t: 'noop' }, 12),
    ]);
    expect(state).toMatchObject({ viewers: 20, peakViewers: 25, likes: 50, confirmed: ['t1'], offset: 12 });
    expect(state.room?.hostOnline).toBe(false);
  });

  it('never take likes back', () => {
    const state = fold([welcome(), { type: 'liked', total: 60 }, event({ t: 'likes', total: 55 })]);
    expect(state.likes).toBe(60);
  });

  it('end the room', () => {
    const ended = { t: 'ended', reason: 'host', atMs: 1, peakViewers: 30, uniqueViewers: 44, coins: '5' } as const;
    const state = fold([welcome(), event(ended, 11)]);
    expect(state.ended).toEqual(ended);
    expect(state.room?.status).toBe('ended');
    expect(state.peakViewers).toBe(30);
  });

  it('show coming and going in one line, the last one', () => {
    const state = fold([
      welcome({ chat: [] }),
      event({ t: 'joined', who: personOf('c') }),
      event({ t: 'joined', who: personOf('d') }),
      event({ t: 'left', who: personOf('d') }),
      event({ t: 'joined', who: personOf('d') }),
    ]);
    expect(state.feed).toMatchObject([{ kind: 'presence', change: 'joined', who: personOf('d') }]);
  });

  it('fill the feed up to its bound', () => {
    const state = fold([welcome(), ...Array.from({ length: feedItemsMax + 50 }, (_, n) => event(chat(`x${n}`)))]);
    expect(state.feed).toHaveLength(feedItemsMax);
    expect(state.feed.at(-1)?.key).toBe(`chat:x${feedItemsMax + 49}`);
  });

  it('before a snapshot do no harm', () => {
    const state = fold([
      event({ t: 'host', online: true, atMs: 0 }, 1),
      event({ t: 'ended', reason: 'host', atMs: 0, peakViewers: 0, uniqueViewers: 0, coins: '0' }, 2),
      { type: 'said', mid: 'm', text: 'x' },
      { type: 'balance', coins: '1' },
    ]);
    expect(state.room).toBeUndefined();
    expect(state.feed).toEqual([]);
  });
});

describe('what we do', () => {
  it('shows our message once, whether or not its event comes', () => {
    const own: DownEvent = {
      t: 'chat',
      mid: 'mine',
      from: { id: welcomeOf().you.id, name: 'sita' },
      text: 'hi',
      atMs: 0,
    };
    const state = fold([welcome(), { type: 'said', mid: 'mine', text: 'hi' }, event(own)]);
    expect(state.feed.filter(({ key }) => key === 'chat:mine')).toHaveLength(1);
  });

  it('updates the balance', () => {
    expect(fold([welcome(), { type: 'balance', coins: '7' }]).you?.balance).toBe('7');
  });
});

it('says why the room is closed, and forgets it when it opens again', () => {
  const refused = fold([{ type: 'connection', state: 'refused', code: 'room_banned' }]);
  expect(refused.refusal).toBe('room_banned');
  expect(fold([{ type: 'connection', state: 'connecting', code: undefined }], refused).refusal).toBeUndefined();
});

it('keeps the top gifters sorted and bounded, over 2^53', () => {
  const start = ['b', 'c', 'd', 'e', 'f'].map((letter, n) => ({ person: personOf(letter), coins: `${100 - n}` }));
  const top = withGift(start, { from: personOf('g'), coins: '9007199254740993' });
  expect(top).toHaveLength(topGiftersMax);
  expect(top[0]).toEqual({ person: personOf('g'), coins: '9007199254740993' });
  expect(withGift(top, { from: personOf('g'), coins: '1' })[0]?.coins).toBe('9007199254740994');
});

it('comes to the same however often reliable events are repeated', () => {
  const coins = fc.integer({ min: 1, max: 50 });
  const letters = fc.constantFrom('b', 'c', 'd', 'e', 'f', 'g');
  fc.assert(
    fc.property(
      fc.array(fc.record({ letter: letters, coins }), { maxLength: 30 }),
      fc.array(fc.nat({ max: 29 }), { maxLength: 60 }),
      (gifts, repeats) => {
        const once = gifts.map(({ letter, coins: paid }, n) => event(gift(`t${n}`, letter, `${paid}`), 11 + n));
        // After each event, some of those before it come again.
        const noisy = once.flatMap((action, n) => [
          action,
          ...repeats.filter((again) => again <= n).flatMap((again) => once.slice(again, again + 1)),
        ]);
        expect(fold([welcome(), ...noisy])).toEqual(fold([welcome(), ...once]));
      },
    ),
  );
});
