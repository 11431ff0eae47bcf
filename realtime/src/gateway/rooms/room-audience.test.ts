import type { CloseErrorCode } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import { eventSpecs } from '@halobuzz/core/protocol/down';
import { HEADER_BYTES, readHeader } from '@halobuzz/core/protocol/header';
import { PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from '@halobuzz/core/protocol/version';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { createGatewayMetrics } from '../metrics.ts';
import type { SocketPort } from '../transport/socket-port.ts';
import { RoomAudience } from './room-audience.ts';
import type { RoomEntry } from './room-entry.ts';
import type { RoomMember } from './room-member.ts';

const groupMax = 3;
const labelBytes = 4;

/** A viewer without a network: keeps the labels of the events in its frames. */
class Viewer implements RoomMember, SocketPort {
  readonly account: string;
  readonly name = '';
  readonly admin = false;
  readonly admission = { door: 0, follows: false, country: 'XX', adult: false, passwordVersion: 0 };
  readonly version: number;
  readonly topics = new Set<string>();
  /** Reliable offsets, and labels of lossy events. */
  readonly reliable: number[] = [];
  readonly lossy: number[] = [];
  readonly socket: SocketPort = this;
  queued = 0;
  closed: CloseErrorCode | undefined;
  onClose: () => void = () => undefined;

  constructor(account: string, version: number) {
    this.account = account;
    this.version = version;
  }

  send(frame: Uint8Array): 'sent' {
    const header = readHeader(frame);
    if (header === undefined) throw new Error('no frame');
    expect(header.version).toBe(this.version);
    const view = new DataView(frame.buffer, frame.byteOffset);
    for (let event = 0; event < header.events; event += 1) {
      const label = view.getUint32(HEADER_BYTES + event * labelBytes);
      if (event >= header.reliable) this.lossy.push(label);
      else {
        expect(label).toBe(header.firstOffset + event);
        this.reliable.push(label);
      }
    }
    return 'sent';
  }

  bufferedBytes(): number {
    return this.queued;
  }
  subscribe(topic: string): void {
    this.topics.add(topic);
  }
  unsubscribe(topic: string): void {
    this.topics.delete(topic);
  }
  cork(sends: () => void): void {
    sends();
  }
  end(): void {}
  terminate(): void {}
  resync(): void {}
  staysAt(): void {}
  close(code: CloseErrorCode): void {
    this.closed = code;
    this.onClose();
  }
}

function entryOf(kind: 'gift' | 'chat', label: number): RoomEntry {
  const { code, lane } = eventSpecs[kind];
  const bytes = new Uint8Array(labelBytes);
  new DataView(bytes.buffer).setUint32(0, label);
  return { lane, code, count: 1, bytes, epoch: 1, offset: lane === 'reliable' ? label : 0, publishedAtMs: 0 };
}

/** An audience, its viewers, and what each of them must hear. */
class World {
  readonly viewers: Viewer[] = [];
  readonly expected = new Map<Viewer, { readonly reliable: number[]; readonly lossy: number[] }>();
  /** Have been slow: lossy events may be missing. */
  readonly slow = new Set<Viewer>();
  readonly audience: RoomAudience;
  readonly metrics = createGatewayMetrics(new Registry());
  offset = 0;
  #said = 0;

  constructor() {
    const publish = (topic: string, frame: Uint8Array): void => {
      for (const viewer of this.viewers) if (viewer.topics.has(topic)) viewer.send(frame);
    };
    this.audience = new RoomAudience('room', publish, this.metrics, groupMax);
  }

  join(version = PROTOCOL_VERSION): Viewer {
    const viewer = new Viewer(`a${this.viewers.length}`, version);
    viewer.onClose = () => this.leave(viewer);
    this.viewers.push(viewer);
    this.expected.set(viewer, { reliable: [], lossy: [] });
    this.audience.add(viewer);
    return viewer;
  }

  leave(viewer: Viewer): void {
    this.viewers.splice(this.viewers.indexOf(viewer), 1);
    this.audience.remove(viewer);
  }

  tell(kind: 'gift' | 'chat'): void {
    this.offset += kind === 'gift' ? 1 : 0;
    this.#said += kind === 'chat' ? 1 : 0;
    const label = kind === 'gift' ? this.offset : this.#said;
    for (const viewer of this.viewers) this.expected.get(viewer)?.[kind === 'gift' ? 'reliable' : 'lossy'].push(label);
    this.audience.gather(entryOf(kind, label));
  }

  slowDown(viewer: Viewer): void {
    this.slow.add(viewer);
    viewer.queued = limits.socketLossyDropBytes + 1;
    this.audience.sweep();
  }

  drain(viewer: Viewer): void {
    viewer.queued = 0;
    this.audience.drained(viewer);
  }

  sendAll(): void {
    while (this.audience.sendTurn(1, 0) !== undefined);
  }

  /** Whatever was sent so far is a whole beginning of what must be heard, up to where the audience says. */
  check(): void {
    for (const viewer of this.viewers) {
      const { reliable, lossy } = this.expected.get(viewer) ?? { reliable: [], lossy: [] };
      expect(viewer.reliable).toEqual(reliable.slice(0, viewer.reliable.length));
      const { offset } = this.audience.sentUpTo(viewer, { epoch: 1, offset: this.offset });
      const rest = reliable.slice(viewer.reliable.length);
      expect(rest[0] ?? this.offset + 1).toBe(offset + 1);
      if (!this.slow.has(viewer)) expect(viewer.lossy).toEqual(lossy.slice(0, viewer.lossy.length));
      else expect(lossy.filter((label) => viewer.lossy.includes(label))).toEqual(viewer.lossy);
    }
  }

  checkAllHeard(): void {
    this.sendAll();
    expect(this.audience.waiting).toBe(false);
    this.check();
    for (const viewer of this.viewers) {
      const { reliable, lossy } = this.expected.get(viewer) ?? { reliable: [], lossy: [] };
      expect(viewer.reliable).toEqual(reliable);
      if (!this.slow.has(viewer)) expect(viewer.lossy).toEqual(lossy);
    }
  }
}

describe('RoomAudience', () => {
  it('writes a large room in groups, by turns', () => {
    const world = new World();
    for (let i = 0; i < 2 * groupMax; i += 1) world.join();
    expect(world.audience.groupCount).toBe(2);
    world.tell('gift');
    expect(world.audience.sendTurn(1, 0)).toBe(1 / 2);
    expect(world.viewers.filter(({ reliable }) => reliable.length === 1)).toHaveLength(groupMax);
    world.tell('gift');
    // The other group's turn: two events in one frame. Then the first again, with what came since.
    expect(world.audience.sendTurn(1, 0)).toBe(1 / 2);
    expect(world.audience.sendTurn(1, 0)).toBe(1 / 2);
    expect(world.audience.sendTurn(1, 0)).toBeUndefined();
    world.checkAllHeard();
  });

  it('tells who comes while events wait only what comes behind them, without sending early', () => {
    const world = new World();
    const first = world.join();
    world.tell('gift');
    world.tell('chat');
    const second = world.join();
    expect(first.reliable).toEqual([]);
    expect(world.audience.sentUpTo(first, { epoch: 1, offset: 1 }).offset).toBe(0);
    expect(world.audience.sentUpTo(second, { epoch: 1, offset: 1 }).offset).toBe(1);
    world.tell('gift');
    world.tell('chat');
    world.sendAll();
    expect([first.reliable, first.lossy]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect([second.reliable, second.lossy]).toEqual([[2], [2]]);
    world.tell('gift');
    world.checkAllHeard();
  });

  it('puts small groups together, and who moves misses nothing and hears nothing twice', () => {
    const world = new World();
    for (let i = 0; i < 4 * groupMax; i += 1) world.join();
    expect(world.audience.groupCount).toBe(4);
    const slow = world.viewers[0];
    if (slow !== undefined) world.slowDown(slow);
    world.tell('gift');
    world.audience.sendTurn(1, 0);
    world.tell('chat');
    world.tell('gift');
    // One of each group stays.
    for (const [index, viewer] of [...world.viewers].entries()) if (index % groupMax !== 0) world.leave(viewer);
    expect(world.audience.groupCount).toBe(4);
    world.audience.tend(1, 0);
    expect(world.audience.groupCount).toBeLessThanOrEqual(3);
    world.check();
    world.tell('gift');
    world.checkAllHeard();
    expect(slow?.lossy).toEqual([]);
    if (slow !== undefined) world.drain(slow);
    world.tell('chat');
    world.sendAll();
    expect(slow?.lossy).toEqual([2]);
  });

  it('closes who is too slow before the transport drops a frame, in whatever state they are', () => {
    const world = new World();
    const [reader, fresh, slow] = [world.join(), world.join(), world.join()];
    world.slowDown(slow);
    world.tell('gift');
    const late = world.join();
    for (const viewer of [fresh, slow, late]) viewer.queued = limits.socketSlowReaderBytes + 1;
    world.sendAll();
    world.audience.sweep();
    expect([fresh, slow, late].map(({ closed }) => closed)).toEqual(['slow_reader', 'slow_reader', 'slow_reader']);
    expect(reader.closed).toBeUndefined();
    expect(world.audience.size).toBe(1);
    world.tell('gift');
    world.checkAllHeard();
  });

  it('leaves no gap and no double, whoever comes, goes, slows down or moves between groups', () => {
    const acts = [
      'join',
      'join',
      'join',
      'leave',
      'gift',
      'gift',
      'chat',
      'turn',
      'turn',
      'turn',
      'slow',
      'drain',
    ] as const;
    // Exodus: most go, from every group, and the rest is put together.
    const act = fc.constantFrom(...acts, 'tend' as const, 'exodus' as const);
    const step = fc.record({ act, who: fc.nat(1_000), old: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const world = new World();
        for (const { act, who, old } of steps) {
          const viewer = world.viewers[who % Math.max(1, world.viewers.length)];
          if (act === 'join') world.join(old ? PROTOCOL_VERSION_MIN : PROTOCOL_VERSION);
          else if (act === 'gift' || act === 'chat') world.tell(act);
          else if (act === 'turn') world.audience.sendTurn(1, 0);
          else if (act === 'tend') world.audience.tend(1, 0);
          else if (act === 'exodus') {
            for (const each of world.viewers.filter((_, i) => i % groupMax)) world.leave(each);
          } else if (viewer === undefined) continue;
          else if (act === 'leave') world.leave(viewer);
          else if (act === 'slow') world.slowDown(viewer);
          else world.drain(viewer);
          world.check();
          expect(world.audience.size).toBe(world.viewers.length);
          expect(world.audience.groupCount).toBeLessThanOrEqual(Math.max(1, world.viewers.length));
        }
        world.checkAllHeard();
        world.audience.tend(1, 0);
        expect(world.audience.groupCount).toBeLessThanOrEqual(1 + (2 * world.viewers.length) / groupMax);
      }),
      { numRuns: 200 },
    );
  });
});
