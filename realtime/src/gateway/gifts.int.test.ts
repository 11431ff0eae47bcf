import { transactionId, walletShardOf } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { controlKeys, roomKeys } from '@halobuzz/core/rooms/keys';
import { pack } from 'msgpackr/pack';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import { type TestPerson, testPerson, testUuid } from '../../testing/rooms.ts';

let bench: GatewayBench;
let first: RunningGateway;
let second: RunningGateway;
let room: TestRoom;
let ann: TestPerson;

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  first = await bench.gateway();
  second = await bench.gateway();
});
afterAll(() => bench.close());
beforeEach(async () => {
  bench.wallet.failWith = undefined;
  bench.walletGate = undefined;
  room = await bench.room();
  ann = testPerson('Ann');
  await bench.fund(ann, 100n);
});

const rose = (clientId = testUuid(), quantity = 2) => ({ t: 'gift', clientId, gift: 'rose', quantity }) as const;

describe('a gift', () => {
  it('is charged once, answered with the balance and shown on both nodes under its transaction id', async () => {
    const giver = await bench.join(first, room, ann);
    const watcher = await bench.join(second, room, testPerson('Bob'));
    const clientId = testUuid();
    const tx = transactionId(ann.subject, clientId);
    expect(await giver.do(rose(clientId))).toEqual({ t: 'gift', result: 'created', tx, coins: '2', balance: '98' });
    expect(await giver.do(rose(clientId))).toMatchObject({ result: 'exists', balance: '98' });
    for (const socket of [giver, watcher]) {
      const { event, offset } = await socket.heard((heard) => heard.t === 'gift');
      expect(event).toMatchObject({ tx, from: { id: ann.account }, gift: 'rose', quantity: 2, coins: '2' });
      expect(offset).toBe(1);
    }
    expect(await giver.do(rose())).toMatchObject({ result: 'created', balance: '96' });
    await watcher.heard((event) => event.t === 'gift' && event.tx !== tx);
    expect(watcher.reliableEvents().map((heard) => heard.offset)).toEqual([1, 2]);
    const { intent } = bench.wallet.entries.at(-1) ?? {};
    expect(intent).toMatchObject({
      kind: 'gift',
      wallet: ann.subject,
      counterparty: room.host.subject,
      amount: 2n,
      earned: 1n,
      roomId: room.id,
      giftVersion: 1n,
      nodeId: first.node.id,
    });
  });

  it('that the projector was first with shows once, and moves the totals that newcomers see', async () => {
    const giver = await bench.join(first, room, ann);
    const watcher = await bench.join(second, room, testPerson('Bob'));
    const reply = await giver.do(rose());
    if (reply.t !== 'gift') throw new Error('no gift');
    await watcher.heard((event) => event.t === 'gift');
    const { intent, roomEvent } = bench.wallet.entries.at(-1) ?? {};
    if (intent === undefined || roomEvent === undefined) throw new Error('no entry');
    const shard = walletShardOf(ann.subject);
    const gift = { tx: intent.tx, shard, epoch: 1, sequence: 1_000, event: roomEvent };
    const giverFacts = {
      account: ann.account,
      name: ann.name,
      coins: intent.amount,
      earned: intent.earned,
      payee: intent.counterparty,
      acceptedAtMs: Date.now(),
    };
    expect(await bench.rooms.projectGifts(room.id, [{ ...gift, ...giverFacts }])).toEqual([{ kind: 'ok' }]);
    // One that no gateway lived to show.
    const lost = { ...gift, tx: 'f'.repeat(64), sequence: 1_001 };
    expect(await bench.rooms.projectGifts(room.id, [{ ...lost, ...giverFacts }])).toMatchObject([{ kind: 'shown' }]);
    await watcher.wait(() => (watcher.reliableEvents().length === 2 ? true : undefined), 'the second gift');
    // Who comes right behind another shares their snapshot, which may be from before the gifts.
    const top = [{ person: { id: ann.account, name: 'Ann' }, coins: '4' }];
    await vi.waitFor(async () => {
      const { welcome } = await bench.join(first, room, testPerson('Cem'));
      expect(welcome).toMatchObject({ top, offset: 2 });
    });
  });

  it('that cannot be is refused with its own code, and nothing is charged', async () => {
    const giver = await bench.join(first, room, ann);
    const host = await bench.join(first, room, room.host);
    const unverified = await bench.join(first, room, testPerson('New'), {}, { spend: false });
    const used = testUuid();
    await giver.do(rose(used, 1));
    const accepted = bench.wallet.entries.length;

    expect(await host.refusal(rose())).toBe('gift_to_self');
    expect(await unverified.refusal(rose())).toBe('email_unverified');
    expect(await giver.refusal({ ...rose(), gift: 'yacht' })).toBe('gift_unknown');
    expect(await giver.refusal({ ...rose(), gift: 'castle' })).toBe('insufficient_balance');
    expect(await giver.refusal(rose(used, 2))).toBe('gift_id_reused');
    expect(await giver.refusal(rose(testUuid(Date.now() - limits.giftIdWindowMs)))).toBe('gift_id_stale');
    expect(await giver.refusal(rose(testUuid(Date.now() + limits.giftIdFutureMs + 10_000)))).toBe('gift_id_future');
    expect(await giver.refusal(rose(testUuid(), limits.giftQuantityMax + 1))).toBe('validation_failed');
    bench.wallet.failWith = { kind: 'refused', code: 'wallet_locked' };
    expect(await giver.refusal(rose())).toBe('wallet_locked');
    bench.wallet.failWith = { kind: 'unknown' };
    expect(await giver.refusal(rose())).toBe('wallet_unknown');
    expect(bench.wallet.entries).toHaveLength(accepted);

    bench.wallet.failWith = undefined;
    await bench.rooms.endRoom(room.id, 'host');
    await giver.heard((event) => event.t === 'ended');
    expect(await giver.refusal(rose())).toBe('room_ended');
    expect(await giver.refusal({ t: 'chat', text: 'hello?' })).toBe('room_ended');
    expect(await giver.refusal({ t: 'like', count: 1 })).toBe('room_ended');
    expect(bench.wallet.entries).toHaveLength(accepted);
  });

  it('of a child whom no parent allowed is refused, also after a resume, and nothing is charged', async () => {
    const accepted = bench.wallet.entries.length;
    const child = await bench.join(first, room, ann, {}, { par: true });
    expect(await child.refusal(rose())).toBe('parent_consent_required');
    const back = await bench.connect(second);
    await back.hello({ room: room.id, resume: child.welcome.resume });
    expect(await back.refusal(rose())).toBe('parent_consent_required');
    expect(bench.wallet.entries).toHaveLength(accepted);
    // Allowed meanwhile, they come with a ticket that says so.
    const allowed = await bench.join(first, room, ann, {}, { par: false });
    expect(await allowed.do(rose())).toMatchObject({ result: 'created', balance: '98' });
  });

  it('that was paid is answered so to a repeat after the end', async () => {
    const giver = await bench.join(first, room, ann);
    const command = rose();
    expect(await giver.do(command)).toMatchObject({ result: 'created', balance: '98' });
    await bench.rooms.endRoom(room.id, 'host');
    await giver.heard((event) => event.t === 'ended');
    expect(await giver.do(command)).toMatchObject({ result: 'exists', coins: '2', balance: '98' });
    expect(await giver.refusal({ ...command, quantity: 3 })).toBe('gift_id_reused');
    expect(await giver.refusal(rose())).toBe('room_ended');
    bench.wallet.failWith = { kind: 'unknown' };
    expect(await giver.refusal(command)).toBe('wallet_unknown');
  });

  it('whose price changed before its repeat shows at the price that was paid', async () => {
    const price = (version: number, coins: bigint) => bench.sells('tea', [{ version, coins, fromMs: 0 }]);
    await price(1, 7n);
    const cheap = await bench.gateway();
    const command = { ...rose(testUuid(), 1), gift: 'tea' };
    // Paid through a gateway that died before it showed the gift.
    const died = await bench.join(cheap, room, ann);
    expect(await died.do(command)).toMatchObject({ result: 'created', coins: '7' });
    await died.heard((event) => event.t === 'gift');
    await bench.roomsRedis.del(roomKeys(room.id).shown);
    await price(2, 70n);
    const dear = await bench.gateway();
    const again = await bench.join(dear, room, ann);
    expect(await again.do(command)).toMatchObject({ result: 'exists', coins: '7' });
    expect(await again.do(rose())).toMatchObject({ result: 'created' });
    await again.heard((event) => event.t === 'gift' && event.gift === 'rose');
    expect(again.events.filter(({ event }) => event.t === 'gift' && event.coins !== '7')).toHaveLength(1);
  });

  it('waits for the wallet only with a few others', async () => {
    const giver = await bench.join(first, room, ann);
    let open = (): void => undefined;
    bench.walletGate = new Promise((resolve) => {
      open = resolve;
    });
    const asked = Array.from({ length: limits.giftsInFlightPerSocketMax + 2 }, () =>
      giver.refusal(rose(testUuid(), 1)),
    );
    await giver.wait(() => (giver.replies.length === 2 ? true : undefined), 'two refusals');
    open();
    const codes = await Promise.all(asked);
    expect(codes.filter((code) => code === 'ok')).toHaveLength(limits.giftsInFlightPerSocketMax);
    expect(codes.slice(-2)).toEqual(['rate_limited', 'rate_limited']);
  });

  it("is confirmed to its giver's sockets here", async () => {
    const giver = await bench.join(first, room, ann);
    const other = await bench.join(first, room, testPerson('Bob'));
    const confirmations = [
      { room: room.id, account: ann.account, tx: 'abc' },
      { room: testUuid(), account: ann.account, tx: 'elsewhere' },
    ];
    await bench.control.publish(controlKeys.nodeChannel(first.node.id), 'nonsense');
    await bench.control.publish(controlKeys.nodeChannel(first.node.id), pack(confirmations));
    const { event, offset } = await giver.heard((heard) => heard.t === 'gift.confirmed');
    expect([event, offset]).toEqual([{ t: 'gift.confirmed', tx: 'abc' }, undefined]);
    await other.do({ t: 'ping' });
    for (const socket of [giver, other]) {
      const confirmed = socket.events.filter((heard) => heard.event.t === 'gift.confirmed');
      expect(confirmed).toHaveLength(socket === giver ? 1 : 0);
    }
  });

  it('of a price that the origin changed costs the new one a few seconds later', async () => {
    await bench.sells('momo2', [{ version: 3, coins: 7n, fromMs: 0 }]);
    const fresh = await bench.gateway();
    const giver = await bench.join(fresh, room, ann);
    expect(await giver.do({ ...rose(), gift: 'momo2' })).toMatchObject({ coins: '14', balance: '86' });
    expect(bench.wallet.entries.at(-1)?.intent.giftVersion).toBe(3n);
  });
});

describe('likes', () => {
  it('are added up and answered with the total', async () => {
    const one = await bench.join(first, room, ann);
    const two = await bench.join(second, room, testPerson('Bob'));
    await Promise.all([
      one.do({ t: 'like', count: 50 }),
      two.do({ t: 'like', count: 7 }),
      one.do({ t: 'like', count: 3 }),
    ]);
    for (const socket of [one, two]) await socket.heard((event) => event.t === 'likes' && event.total === 60);
    expect((await bench.join(first, room, ann)).welcome.likes).toBe(60);
  });
});
