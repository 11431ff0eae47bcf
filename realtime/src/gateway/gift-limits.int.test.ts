import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import { intentOf } from '../../testing/intents.ts';
import { type TestPerson, testPerson, testUuid } from '../../testing/rooms.ts';
import { fingerprintOf } from '../ledger/fingerprint.ts';
import type { VersionedControls } from '../ledger/wallet-port.ts';

let bench: GatewayBench;
let gateway: RunningGateway;
let room: TestRoom;
let ann: TestPerson;

const dayMs = 86_400_000;
const free: VersionedControls = { version: 1, heldCoins: 0n, heldUntilMs: 0, dailyCap: undefined, frozen: false };
beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  gateway = await bench.gateway();
});
afterAll(() => bench.close());
beforeEach(async () => {
  room = await bench.room();
  ann = testPerson('Ann');
  await bench.fund(ann, 10_000_000n);
});

const roses = (quantity: number) => ({ t: 'gift', clientId: testUuid(), gift: 'rose', quantity }) as const;

async function refusalOf(client: Awaited<ReturnType<GatewayBench['join']>>, quantity: number) {
  const answer = await client.ask(roses(quantity));
  if (answer.ok) throw new Error('the gift was taken');
  return answer.error;
}

/** Within the seconds that a test may take. */
function expectNear(actualMs: number | undefined, expectedMs: number): void {
  expect(actualMs).toBeGreaterThan(expectedMs - 60_000);
  expect(actualMs).toBeLessThanOrEqual(expectedMs + 1_000);
}

const untilMidnightMs = (): number => dayMs - (Date.now() % dayMs);

describe('a gift out of a bounded wallet', () => {
  it('is refused while the wallet is frozen, and nothing says when that ends', async () => {
    await bench.wallet.setControls(ann.subject, { ...free, frozen: true });
    const giver = await bench.join(gateway, room, ann);
    const error = await refusalOf(giver, 1);
    expect(error).toMatchObject({ code: 'wallet_frozen', retry: 'never' });
    expect(error.retryAfterMs).toBeUndefined();
    await bench.wallet.setControls(ann.subject, { ...free, version: 2 });
    expect(await giver.do(roses(1))).toMatchObject({ result: 'created' });
  });

  it('is refused while a taken-back payment is owed', async () => {
    const refund = intentOf('refund', { wallet: ann.subject, amount: 10_000_500n, orderId: `pay:${ann.subject}` });
    await bench.wallet.post(refund, fingerprintOf(refund), async () => false);
    const giver = await bench.join(gateway, room, ann);
    expect(await refusalOf(giver, 1)).toMatchObject({ code: 'wallet_owing', retry: 'never' });
  });

  it('leaves coins of a first purchase where they are, and says when they are free', async () => {
    const heldUntilMs = Date.now() + 3_600_000;
    await bench.wallet.setControls(ann.subject, { ...free, heldCoins: 9_999_995n, heldUntilMs });
    const giver = await bench.join(gateway, room, ann);
    expect(await giver.do(roses(5))).toMatchObject({ result: 'created', balance: '9999995' });
    const error = await refusalOf(giver, 1);
    expect(error).toMatchObject({ code: 'coins_held', retry: 'later' });
    expectNear(error.retryAfterMs, 3_600_000);
  });

  it('stays within the owner’s own cap until midnight UTC', async () => {
    await bench.wallet.setControls(ann.subject, { ...free, dailyCap: 3n });
    const giver = await bench.join(gateway, room, ann);
    expect(await giver.do(roses(3))).toMatchObject({ result: 'created' });
    const error = await refusalOf(giver, 1);
    expect(error).toMatchObject({ code: 'spend_cap_reached', retry: 'later' });
    expectNear(error.retryAfterMs, untilMidnightMs());
  });

  it.each([
    ['unknown age', {}, 100_000],
    ['a new account', { made: Math.floor(Date.now() / 1_000) }, 100_000],
    ['a new account with a second factor', { made: Math.floor(Date.now() / 1_000), mfa: true }, 200_000],
    ['an old account', { made: Math.floor(Date.now() / 1_000) - 40 * 86_400 }, 1_000_000],
    [
      'an old account with a second factor',
      { made: Math.floor(Date.now() / 1_000) - 40 * 86_400, mfa: true },
      5_000_000,
    ],
  ])('stays within the platform’s cap for %s, also after a resume', async (_, claims, cap) => {
    const giver = await bench.join(gateway, room, ann, {}, claims);
    const castles = (quantity: number) => ({ ...roses(quantity), gift: 'castle' });
    expect(await giver.do(castles(Math.floor(cap / 9_999)))).toMatchObject({ result: 'created' });
    const over = await giver.ask(castles(1));
    expect(over).toMatchObject({ ok: false, error: { code: 'spend_cap_reached' } });
    if (!over.ok) expectNear(over.error.retryAfterMs, untilMidnightMs());
    const back = await bench.connect(gateway);
    await back.hello({ room: room.id, resume: giver.welcome.resume });
    expect(await back.refusal(castles(1))).toBe('spend_cap_reached');
    expect(await back.do(roses(1))).toMatchObject({ result: 'created' });
  });
});
