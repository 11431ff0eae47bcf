import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ModelRoom, modelRoom } from '../../testing/model-room.ts';
import { eventExamples } from '../../testing/protocol-examples.ts';
import { type RoomClientHarness, roomClientHarness } from '../../testing/room-client-harness.ts';

/** One thing that can happen between a room and a client. Numbers choose among what is possible at that moment. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('deliver'), events: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('lose'), events: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('repeat'), back: fc.nat(6), events: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lossy') }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('answer') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('reconnect') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('trim'), kept: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('epoch') }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Sends events of the room to the client's socket, if it has one that is welcomed. */
function deliver(harness: RoomClientHarness, room: ModelRoom, first: number, count: number): void {
  const last = Math.min(room.head(), first + count - 1);
  const events = [];
  for (let offset = Math.max(1, first); offset <= last; offset += 1) events.push(room.eventAt(offset));
  const socket = harness.sockets.at(-1);
  if (socket === undefined || socket.closed || harness.client.state !== 'live' || events.length === 0) return;
  socket.events(Math.max(1, first), events, { epoch: room.epoch(), lossy: [eventExamples.chat] });
}

async function reconnect(harness: RoomClientHarness): Promise<void> {
  if (harness.client.state !== 'reconnecting') return;
  if (harness.timers.waitingMs().length > 0 && harness.sockets.at(-1)?.sent.length !== 0) await harness.nextAttempt();
  const socket = harness.sockets.at(-1);
  if (socket !== undefined && !socket.closed && socket.sent.length === 0) socket.open();
}

async function take(harness: RoomClientHarness, room: ModelRoom, taken: Step): Promise<void> {
  switch (taken.do) {
    case 'deliver': {
      const first = room.append();
      for (let i = 1; i < taken.events; i += 1) room.append();
      return deliver(harness, room, first, taken.events);
    }
    case 'lose':
      for (let i = 0; i < taken.events; i += 1) room.append();
      return;
    case 'repeat':
      return deliver(harness, room, room.head() - taken.back, taken.events);
    case 'lossy':
      if (harness.client.state === 'live') harness.socket().events(0, [], { lossy: [eventExamples.likes] });
      return;
    case 'answer':
      return room.answer(harness.socket());
    case 'cut':
      return harness.sockets.at(-1)?.end(1006);
    case 'reconnect':
      return reconnect(harness);
    case 'trim':
      return room.trim(taken.kept);
    case 'epoch':
      return room.newEpoch();
    default:
      return taken satisfies never;
  }
}

/** Lets the room and the client come to rest, with one more event to show what was lost at the end. */
async function comeToRest(harness: RoomClientHarness, room: ModelRoom): Promise<void> {
  for (let round = 0; round < 12; round += 1) {
    await reconnect(harness);
    room.answer(harness.socket());
    await harness.settle();
    if (round === 4) deliver(harness, room, room.append(), 1);
  }
}

/** Walks what the listener was told: every reliable event follows the one before, or a snapshot stands in between. */
function expectUnbroken(harness: RoomClientHarness, room: ModelRoom): void {
  let place: { epoch: number; offset: number } | undefined;
  for (const entry of harness.seen) {
    if ('welcome' in entry) {
      const { epoch, offset, recovered } = entry.welcome;
      if (!recovered) place = { epoch, offset };
    } else if ('event' in entry && entry.offset !== undefined) {
      expect(place).toBeDefined();
      expect(entry.offset).toBe((place?.offset ?? Number.NaN) + 1);
      // The event is the room's own at that offset, of the epoch that the last snapshot named.
      expect(entry.event).toMatchObject({ atMs: (place?.epoch ?? Number.NaN) * 1_000_000 + entry.offset });
      if (place !== undefined) place = { ...place, offset: entry.offset };
    }
  }
  expect(place).toEqual({ epoch: room.epoch(), offset: room.head() });
}

it('a listener sees every reliable event once and in order, or a snapshot in between, whatever is lost or repeated', async () => {
  const history = fc.array(step, { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(history, fc.integer(), async (steps, seed) => {
      const harness = roomClientHarness(seed);
      const room = modelRoom();
      harness.client.start();
      await harness.settle();
      harness.socket().open();
      for (const taken of steps) {
        await take(harness, room, taken);
        await harness.settle();
      }
      await comeToRest(harness, room);
      expect(harness.client.state).toBe('live');
      expectUnbroken(harness, room);
      harness.client.stop();
      expect(harness.timers.waitingMs()).toEqual([]);
    }),
    { numRuns: 500 },
  );
}, 30_000);
