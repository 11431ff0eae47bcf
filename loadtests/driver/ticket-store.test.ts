import { describe, expect, it } from 'vitest';
import { type Mint, TicketStore } from './ticket-store.ts';

const mint: Mint = async (_room, from, count) =>
  Array.from({ length: count }, (_, at) => ({ url: 'ws://x', ticket: `t${from + at}`, viewer: from + at }));

describe('tickets ahead', () => {
  it('are as many as are used, each viewer once, in all rooms', async () => {
    const store = new TicketStore(['a', 'b', 'c'], { total: 20, ahead: 6 }, mint);
    const taken: number[] = [];
    const rooms = new Set<string>();
    for (;;) {
      await store.fill();
      const next = store.take();
      if (next === undefined) break;
      taken.push(next.ticket.viewer);
      rooms.add(next.room);
    }
    expect(taken).toEqual(Array.from({ length: 20 }, (_, at) => at));
    expect([...rooms].sort()).toEqual(['a', 'b', 'c']);
  });

  it('never lie about in greater number than is kept', async () => {
    const store = new TicketStore(['a'], { total: 1_000, ahead: 100 }, mint);
    await store.fill();
    await store.fill();
    let ready = 0;
    while (store.take() !== undefined) ready += 1;
    expect(ready).toBe(100);
  });

  it('are filled once at a time, and say when they run low', async () => {
    let asked = 0;
    const counting: Mint = (room, from, count) => {
      asked += count;
      return mint(room, from, count);
    };
    const store = new TicketStore(['a'], { total: 50, ahead: 10 }, counting);
    expect(store.isLow).toBe(true);
    await Promise.all([store.fill(), store.fill()]);
    expect(asked).toBe(10);
    expect(store.isLow).toBe(false);
  });

  it('fail with the mint, and without rooms', async () => {
    const short = new TicketStore(['a'], { total: 5, ahead: 5 }, async () => []);
    await expect(short.fill()).rejects.toThrow('0 of 5');
    expect(() => new TicketStore([], { total: 1, ahead: 1 }, mint)).toThrow('broadcast');
  });
});
