import { limits } from '@halobuzz/core/limits';
import { decodeFrame } from '@halobuzz/core/protocol/codec';
import { type DownEvent, eventSpecs } from '@halobuzz/core/protocol/down';
import type { BattleChallenge } from '@halobuzz/core/protocol/messages/battle';
import { eventExamples } from '@halobuzz/core/testing/protocol-examples';
import { expect, it } from 'vitest';
import { testPerson } from '../../../testing/rooms.ts';
import { RoomNotices } from './room-notices.ts';

const [host, ann, bob] = ['host', 'ann', 'bob'].map((name) => testPerson(name).account);
const nowMs = 1_000_000;
const codes = { asks: eventSpecs['guest.asks'].code, challenge: eventSpecs['battle.challenge'].code };
const { challenge } = eventExamples['battle.challenge'];
const waiting: BattleChallenge = { ...challenge, untilMs: nowMs + 1 };

const ask = (k: 'r' | 'i', id = '', untilMs = nowMs + 1) => ({ k, id, name: `name of ${id}`, untilMs });
const message = (round: number, who: string | undefined, asks: readonly object[]) =>
  Buffer.from(`${round}|${who}|${asks.length === 0 ? '' : JSON.stringify(asks)}`);

/** A room with a host and two viewers, one of them by an old app; `told`: what each was told, in order. */
function room(store: Readonly<Record<string, string>> = {}, queued = 0) {
  const told = new Map<string, DownEvent[]>();
  const closed: string[] = [];
  const reads: (readonly string[])[] = [];
  let away = false;
  const member = (account = '', version = 3) => ({
    version,
    socket: {
      send(frame: Uint8Array) {
        const decoded = decodeFrame(frame);
        const events = decoded?.kind === 'events' ? decoded.events : [];
        told.set(account, [...(told.get(account) ?? []), ...events]);
        return 'sent' as const;
      },
      bufferedBytes: () => queued,
      ...{ subscribe: () => {}, unsubscribe: () => {}, cork: () => {}, end: () => {}, terminate: () => {} },
    },
    close: (code: string) => void closed.push(`${account} ${code}`),
  });
  const members = new Map([
    [host, [member(host), member(host)]],
    [ann, [member(ann)]],
    [bob, [member(bob, 2)]],
  ]);
  const notices = new RoomNotices({
    people: { socketsOf: (account) => members.get(account) ?? [] },
    host: () => host,
    ...{ epoch: () => 1, clock: () => nowMs },
    async read(...fields) {
      reads.push(fields);
      if (away) throw new Error('away');
      return fields.map((field) => store[field] ?? null);
    },
  });
  const last = (account = '') => told.get(account)?.at(-1);
  const count = (account = '') => told.get(account)?.length ?? 0;
  const goAway = (on: boolean): void => {
    away = on;
  };
  return { notices, told, closed, reads, last, count, goAway };
}

it('tells the host on every socket and whom it concerns, nobody else and no app that cannot read it', () => {
  const { notices, last, count } = room();
  notices.arrive(codes.asks, message(1, ann, [ask('r', ann), ask('i', bob)]));
  const person = (id = '') => ({ person: { id, name: `name of ${id}` }, untilMs: nowMs + 1 });
  expect(last(host)).toEqual({ t: 'guest.asks', requests: [person(ann)], invitations: [person(bob)] });
  expect(last(ann)).toEqual({ t: 'guest.asks', requests: [person(ann)], invitations: [] });
  expect([count(host), count(ann), count(bob)]).toEqual([2, 1, 0]);
  notices.arrive(codes.asks, message(2, bob, [ask('r', ann)]));
  expect([count(host), count(ann)]).toEqual([4, 1]);
  notices.arrive(codes.challenge, Buffer.from(`1|${JSON.stringify(waiting)}`));
  expect(last(host)).toEqual({ t: 'battle.challenge', challenge: waiting });
  expect(count(ann)).toBe(1);
});

it('lets nothing older take the place of something newer, and reads no rubbish', () => {
  const { notices, count } = room();
  notices.arrive(codes.asks, message(5, ann, [ask('r', ann)]));
  for (const old of [5, 4]) notices.arrive(codes.asks, message(old, ann, []));
  for (const bad of ['', 'x', '6', '6|', '6x|y|']) notices.arrive(codes.asks, Buffer.from(bad));
  notices.arrive(eventSpecs['gift.confirmed'].code, message(9, ann, []));
  expect(count(host)).toBe(2);
  expect(notices.shownTo(ann ?? '', new Map()).asks?.requests).toHaveLength(1);
});

it('tells everybody concerned after a gap: of the change that was lost nobody knows whom it was about', () => {
  const { notices, last, count } = room();
  notices.arrive(codes.asks, message(1, ann, [ask('r', ann)]));
  notices.arrive(codes.asks, message(3, bob, []));
  expect(last(ann)).toEqual({ t: 'guest.asks', requests: [], invitations: [] });
  expect(count(host)).toBe(4);
});

it('shows a newcomer the newer of snapshot and messages, and only what is theirs and still stands', () => {
  const { notices } = room();
  const state = (round: number, ...asks: object[]) =>
    new Map([
      ['asks', JSON.stringify(asks)],
      ['asksRound', String(round)],
      ['challenge', JSON.stringify(waiting)],
      ['challengeRound', '1'],
    ]);
  expect(notices.shownTo(host ?? '', state(1, ask('r', ann), ask('r', bob, nowMs)))).toMatchObject({
    asks: { requests: [{ person: { id: ann } }], invitations: [] },
    challenge: waiting,
  });
  expect(notices.shownTo(bob ?? '', state(1, ask('r', ann)))).toEqual({});
  notices.arrive(codes.asks, message(2, ann, []));
  const answered = JSON.stringify({ ...waiting, state: 'declined' });
  notices.arrive(codes.challenge, Buffer.from(`2|${answered}`));
  expect(notices.shownTo(host ?? '', state(1, ask('r', ann)))).toEqual({});
  // Another store, whose numbers begin anew.
  notices.forget();
  expect(notices.shownTo(host ?? '', state(1, ask('r', ann)))).toMatchObject({ challenge: waiting });
});

it('asks the store once messages may have been lost, again until it answers, and tells what is new', async () => {
  const store = {
    asks: JSON.stringify([ask('r', ann)]),
    asksRound: '4',
    challenge: JSON.stringify(waiting),
    challengeRound: '2',
  };
  const { notices, reads, last, goAway } = room(store);
  goAway(true);
  notices.lost();
  await expect.poll(() => reads.length).toBe(1);
  goAway(false);
  await Promise.resolve();
  notices.tend();
  await expect.poll(() => last(host)).toMatchObject({ t: 'battle.challenge' });
  expect(last(ann)).toMatchObject({ t: 'guest.asks', requests: [{ person: { id: ann } }] });
  const asked = reads.length;
  notices.tend();
  expect(reads).toHaveLength(asked);
});

it('closes a reader that is too far behind', () => {
  const { notices, closed } = room({}, limits.socketSlowReaderBytes + 1);
  notices.arrive(codes.asks, message(1, ann, [ask('r', ann)]));
  expect(closed).toEqual([`${ann} slow_reader`, `${host} slow_reader`, `${host} slow_reader`]);
});
