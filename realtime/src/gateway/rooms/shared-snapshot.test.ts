import { expect, it } from 'vitest';
import type { RoomSnapshot } from '../../adapters/redis/room-scripts.ts';
import { SharedSnapshot, type SnapshotTurn } from './shared-snapshot.ts';

const lifeMs = 50;
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));

function snapshotAt(offset: number): RoomSnapshot {
  const none = { chat: [], top: [], nodes: new Map(), pinned: undefined, streaks: [] };
  return { state: new Map(), epoch: 1, offset, ...none };
}

function asks(turn: SnapshotTurn): Extract<SnapshotTurn, { kind: 'ask' }> {
  if (turn.kind !== 'ask') throw new Error('was to ask');
  return turn;
}

function shares(turn: SnapshotTurn): Promise<{ offset: number; chat: string[] } | undefined> {
  if (turn.kind !== 'share') throw new Error('was to share');
  return turn.view.then((view) =>
    view === undefined
      ? undefined
      : { offset: view.snapshot.offset, chat: view.chatSince.map((event) => Buffer.from(event).toString()) },
  );
}

it('has the first ask and all who come within its life share, also while the answer is on its way', async () => {
  const shared = new SharedSnapshot(lifeMs, 50);
  const first = asks(shared.turn(1_000));
  const second = shares(shared.turn(1_010));
  first.settle(snapshotAt(7));
  expect(await second).toEqual({ offset: 7, chat: [] });
  expect(await shares(shared.turn(1_049))).toEqual({ offset: 7, chat: [] });
  expect(shared.turn(1_050).kind).toBe('ask');
});

it('shows the chat that came since it was asked for, the newest of a flood', async () => {
  const shared = new SharedSnapshot(lifeMs, 3);
  shared.chat(bytes('before'), 0);
  const first = asks(shared.turn(0));
  shared.chat(bytes('a'), 0);
  first.settle(snapshotAt(1));
  for (const text of ['b', 'c', 'd']) shared.chat(bytes(text), 0);
  expect(await shares(shared.turn(1))).toEqual({ offset: 1, chat: ['b', 'c', 'd'] });
  asks(shared.turn(lifeMs)).settle(snapshotAt(2));
  expect(await shares(shared.turn(lifeMs))).toEqual({ offset: 2, chat: [] });
});

it('shows nobody a message that was deleted while the snapshot was on its way', async () => {
  const shared = new SharedSnapshot(lifeMs, 50);
  const first = asks(shared.turn(0));
  const [second, third] = [shares(shared.turn(1)), shares(shared.turn(2))];
  shared.chat(bytes('deleted'), 0);
  shared.forget(true);
  first.settle(snapshotAt(9));
  for (const seen of [await second, await third]) expect(seen).toEqual({ offset: 9, chat: [] });
});

it('keeps the chat of who shares a snapshot while the room changes otherwise', async () => {
  const shared = new SharedSnapshot(lifeMs, 50);
  const first = asks(shared.turn(0));
  const second = shares(shared.turn(1));
  shared.chat(bytes('a'), 0);
  shared.forget();
  first.settle(snapshotAt(9));
  expect(await second).toEqual({ offset: 9, chat: ['a'] });
});

it('lets the next ask when nothing was had, was forgotten, or the clock went back', async () => {
  const shared = new SharedSnapshot(lifeMs, 50);
  const first = asks(shared.turn(1_000));
  const second = shares(shared.turn(1_000));
  first.settle(undefined);
  expect(await second).toBeUndefined();
  const third = asks(shared.turn(1_000));
  shared.forget();
  const fourth = asks(shared.turn(1_000));
  // A late failure of the third does not take the fourth's away.
  third.settle(undefined);
  fourth.settle(snapshotAt(4));
  expect(await shares(shared.turn(1_001))).toEqual({ offset: 4, chat: [] });
  expect(shared.turn(999).kind).toBe('ask');
});
