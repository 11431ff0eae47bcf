import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import { type TestPerson, testPerson, testUuid } from '../../testing/rooms.ts';

let bench: GatewayBench;
let first: RunningGateway;
let second: RunningGateway;
let room: TestRoom;
let ann: TestPerson;
let aheadMs = 0;
const clock = () => Date.now() + aheadMs;

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  first = await bench.gateway({}, { clock });
  second = await bench.gateway({}, { clock });
});
afterAll(() => bench.close());
beforeEach(async () => {
  aheadMs = 0;
  room = await bench.room();
  ann = testPerson('Ann');
  await bench.fund(ann, 1_000_000n);
});

let gifts = 0;
const newGift = () => {
  gifts += 1;
  return `tea${gifts}`;
};
const send = (gift: string, version?: number, quantity = 1) =>
  ({ t: 'gift', clientId: testUuid(), gift, quantity, ...(version === undefined ? {} : { version }) }) as const;

describe('a gift that names the price that its sender saw', () => {
  it('costs that price for a while after it changed, then is refused with the new one', async () => {
    const gift = newGift();
    await bench.sells(gift, [{ version: 1, coins: 5n, fromMs: 0 }]);
    const giver = await bench.join(first, room, ann);
    expect(await giver.do(send(gift, 1))).toMatchObject({ coins: '5' });
    await bench.sells(gift, [
      { version: 1, coins: 5n, fromMs: 0 },
      { version: 2, coins: 7n, fromMs: clock() },
    ]);
    expect(await giver.do(send(gift, 2))).toMatchObject({ coins: '7' });
    expect(await giver.do(send(gift, 1))).toMatchObject({ coins: '5' });
    expect(bench.wallet.entries.at(-1)?.intent).toMatchObject({ giftId: gift, giftVersion: 1n, amount: 5n });
    expect(await giver.do(send(gift))).toMatchObject({ coins: '7' });
    const late = send(gift, 1);
    aheadMs += limits.giftGraceMs + 1_000;
    const reply = await giver.ask(late);
    expect(reply).toMatchObject({
      ok: false,
      error: {
        code: 'gift_changed',
        errors: [{ field: 'version', message: expect.stringContaining('costs 7 coins') }],
      },
    });
  });

  it('that only some gateways have heard of is sold by all of them', async () => {
    const gift = newGift();
    await bench.sells(gift, [{ version: 1, coins: 5n, fromMs: 0 }]);
    const [here, there] = [await bench.join(first, room, ann), await bench.join(second, room, ann)];
    await bench.sells(gift, [
      { version: 1, coins: 5n, fromMs: 0 },
      { version: 2, coins: 6n, fromMs: clock() },
    ]);
    for (const giver of [here, there]) expect(await giver.do(send(gift, 2))).toMatchObject({ coins: '6' });
    expect(await here.refusal(send(gift, 9))).toBe('gift_changed');
  });

  it('is charged what its sender saw while the price changes under it, to the last coin', async () => {
    const gift = newGift();
    const offers = [{ version: 1, coins: 10n, fromMs: 0 }];
    await bench.sells(gift, offers);
    const sockets = [await bench.join(first, room, ann), await bench.join(second, room, ann)];
    const before = bench.wallet.entries.length;
    const sent: { readonly price: bigint; readonly reply: Promise<unknown> }[] = [];
    for (let round = 0; round < 10; round += 1) {
      for (const giver of sockets) {
        // What an app shows: the newest price, or the one before it.
        const seen = offers.at(-1 - (round % Math.min(2, offers.length)));
        if (seen === undefined) continue;
        sent.push({ price: seen.coins * 3n, reply: giver.do(send(gift, seen.version, 3)) });
      }
      offers.push({ version: offers.length + 1, coins: 10n + BigInt(offers.length), fromMs: clock() });
      await bench.sells(gift, offers);
    }
    for (const { price, reply } of sent) expect(await reply).toMatchObject({ coins: price.toString() });
    const charged = bench.wallet.entries.slice(before).map(({ intent }) => intent);
    expect(charged).toHaveLength(sent.length);
    for (const { giftVersion, quantity, amount } of charged) {
      const price = offers.find(({ version }) => BigInt(version) === giftVersion)?.coins ?? 0n;
      expect(amount).toBe(price * quantity);
    }
    const sum = sent.reduce((total, { price }) => total + price, 0n);
    expect(charged.reduce((total, { amount }) => total + amount, 0n)).toBe(sum);
  });
});

describe('a gift', () => {
  it('that is not sold in the country of its sender, or not any more, is refused by its own code', async () => {
    const gift = newGift();
    await bench.sells(gift, [{ version: 1, coins: 5n, fromMs: 0, countries: { only: ['NP'] } }]);
    const abroad = await bench.join(first, room, ann, {}, { cty: 'DE' });
    const home = await bench.join(first, room, ann, {}, { cty: 'NP' });
    expect(await abroad.refusal(send(gift, 1))).toBe('gift_not_available');
    expect(await home.do(send(gift, 1))).toMatchObject({ coins: '5' });
    await bench.sells(gift, [
      { version: 1, coins: 5n, fromMs: 0, countries: { only: ['NP'] } },
      { version: 2, coins: 5n, fromMs: clock(), withdrawn: true },
    ]);
    expect(await home.refusal(send(gift, 2))).toBe('gift_not_available');
    aheadMs += limits.giftGraceMs + 1_000;
    expect(await home.refusal(send(gift, 1))).toBe('gift_not_available');
  });

  it('that changes is told to everybody, on every node, once', async () => {
    const watchers = [await bench.join(first, room, ann), await bench.join(second, room, testPerson('Bob'))];
    await bench.sells(newGift(), [{ version: 1, coins: 5n, fromMs: 0 }]);
    const state = await bench.control.get(controlKeys.giftsState);
    for (const socket of watchers) {
      await socket.heard((event) => event.t === 'catalogue' && event.state === state);
      const told = socket.events.filter(({ event }) => event.t === 'catalogue' && event.state === state);
      expect(told).toHaveLength(1);
    }
  });

  it('goes by the last catalogue that was read while control Redis has none', async () => {
    const gift = newGift();
    await bench.sells(gift, [{ version: 1, coins: 5n, fromMs: 0 }]);
    const giver = await bench.join(first, room, ann);
    expect(await giver.do(send(gift, 1))).toMatchObject({ coins: '5' });
    const [state, entries] = [
      await bench.control.get(controlKeys.giftsState),
      await bench.control.hgetall(controlKeys.gifts),
    ];
    await bench.control.del(controlKeys.gifts, controlKeys.giftsState);
    expect(await giver.do(send(gift, 1))).toMatchObject({ coins: '5' });
    aheadMs += limits.catalogueStaleMs + 1_000;
    expect(await giver.refusal(send(gift, 1))).toBe('unavailable');
    await bench.control.hset(controlKeys.gifts, entries);
    await bench.control.set(controlKeys.giftsState, state ?? '');
    expect(await giver.do(send(gift, 1))).toMatchObject({ coins: '5' });
  });
});
