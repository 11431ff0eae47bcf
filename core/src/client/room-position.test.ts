import { describe, expect, it } from 'vitest';
import { eventExamples } from '../../testing/protocol-examples.ts';
import type { FrameHeader } from '../protocol/header.ts';
import { RoomPosition } from './room-position.ts';

const { host, chat } = eventExamples;
const header = (change: Partial<FrameHeader>): FrameHeader => ({
  version: 2,
  kind: 'events',
  events: 0,
  reliable: 0,
  flags: 0,
  epoch: 1,
  firstOffset: 0,
  serverTimeMs: 0,
  ...change,
});

describe('RoomPosition', () => {
  it('lets lossy events pass, wherever it stands', () => {
    const position = new RoomPosition();
    expect(position.arrive(header({ events: 1 }), [chat])).toEqual({
      kind: 'deliver',
      events: [{ event: chat, offset: undefined }],
    });
    expect(position.point).toBeUndefined();
  });

  it('delivers nothing reliable before it has a place', () => {
    const position = new RoomPosition();
    const arrival = position.arrive(header({ events: 2, reliable: 1, firstOffset: 1 }), [host, chat]);
    expect(arrival).toEqual({ kind: 'gap' });
  });

  it('moves with what it delivers, and not with what it refuses', () => {
    const position = new RoomPosition();
    position.reset({ epoch: 1, offset: 4 });
    expect(position.arrive(header({ events: 1, reliable: 1, firstOffset: 6 }), [host]).kind).toBe('gap');
    expect(position.arrive(header({ events: 1, reliable: 1, firstOffset: 5, epoch: 2 }), [host]).kind).toBe('gap');
    expect(position.point).toEqual({ epoch: 1, offset: 4 });
    expect(position.arrive(header({ events: 2, reliable: 2, firstOffset: 4 }), [host, host])).toEqual({
      kind: 'deliver',
      events: [{ event: host, offset: 5 }],
    });
    expect(position.point).toEqual({ epoch: 1, offset: 5 });
  });

  it('forgets', () => {
    const position = new RoomPosition();
    position.reset({ epoch: 1, offset: 4 });
    position.forget();
    expect(position.point).toBeUndefined();
  });
});
