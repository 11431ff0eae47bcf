import { successOf } from '@halobuzz/core/api/conventions';
import {
  findingDecidedSchema,
  findingPageSchema,
  fraudPreviewSchema,
  fraudReplaySchema,
} from '@halobuzz/core/api/fraud';
import { internalPaths } from '@halobuzz/core/api/internal';
import { spendingLimitsSchema } from '@halobuzz/core/api/spending';
import { initialRules } from '@halobuzz/core/fraud/initial-rules';
import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Role } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grantIntent } from '../../../testing/intents.ts';
import { fingerprintOf } from '../../ledger/fingerprint.ts';
import {
  createRealOrigin,
  openShardOf,
  openStores,
  type RealOrigin,
  someActor,
  type TestStores,
} from '../testing/real-origin.ts';
import { actOnFindings } from './act-on-findings.ts';
import { fraudFindings } from './fraud-collections.ts';
import { publishSpendCaps } from './fraud-rules.ts';
import { committedEntries } from './testing/committed-entries.ts';
import { watchLedger } from './watch-ledger.ts';

let stores: TestStores;
let origin: RealOrigin;
let entries: ReturnType<typeof committedEntries>;
beforeAll(async () => {
  stores = await openStores(41);
  origin = await createRealOrigin(stores);
  entries = committedEntries(stores.db);
});
afterAll(() => stores.close());

const staff = (...roles: Role[]) => ({ ...someActor(), roles: ['viewer' as const, ...roles] });
const finance = staff('finance');
const admin = staff('admin');
const page = successOf(findingPageSchema);
const decided = successOf(findingDecidedSchema);
const findingsPath = internalPaths.finance('findings');
const reason = 'looked at it together with support';

async function someone(coins = 0n): Promise<string> {
  const { subject } = someActor();
  await openShardOf(subject, stores.wallets);
  if (coins === 0n) return subject;
  const grant = grantIntent({ wallet: subject, amount: coins });
  await origin.deps.wallet.submit(grant, fingerprintOf(grant), new Uint8Array(0));
  return subject;
}

/** Two who give each other the same, found by the rule in force. */
async function foundLoop(first: string, second: string) {
  await entries.gift(first, second, 6_000n, origin.clock());
  await entries.gift(second, first, 6_000n, origin.clock());
  await watchLedger(origin.deps);
  await actOnFindings(origin.deps);
  const answer = await origin.call(`${findingsPath}?rule=gift-loop&subject=${first}`, { actor: finance });
  const [finding] = page.parse(answer.body).data.items;
  if (finding === undefined) throw new Error('nothing was found');
  return finding;
}

function decide(id: string, outcome: 'confirmed' | 'dismissed', actor = finance) {
  const path = internalPaths.finance(`findings/${id}/decision`);
  return origin.call(path, { method: 'POST', actor, body: { outcome, reason } });
}

function putRule(id: string, after: number, body: object, actor = admin, enabled = true) {
  return origin.call(internalPaths.finance(`rules/${id}`), {
    ...{ method: 'PUT', actor },
    body: { after, enabled, body, reason },
  });
}

const loopBody = (action: string) => ({
  ...{ kind: 'gift_loop', action },
  parameters: { windowHours: 72, lengthMax: 4, coinsMin: '5000' },
});

describe('findings', () => {
  it('are shown to finance and admins alone, and decided by nobody else', async () => {
    const finding = await foundLoop(await someone(), await someone());
    for (const actor of [someActor(), staff('moderator'), staff('support')]) {
      for (const answer of [
        await origin.call(findingsPath, { actor }),
        await origin.call(internalPaths.finance('rules'), { actor }),
        await decide(finding.id, 'dismissed', actor),
        await putRule('gift-loop', 1, loopBody('flag'), actor),
      ]) {
        expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      }
    }
    expect(await putRule('gift-loop', 1, loopBody('flag'), finance)).toMatchObject({ status: 403 });
  });

  it('dismissed give payouts free again and stay dismissed; confirmed keep them held', async () => {
    const [a, b] = [await someone(), await someone()];
    const finding = await foundLoop(a, b);
    expect(finding).toMatchObject({ status: 'open', acted: true, action: 'hold_payouts' });
    expect((await origin.deps.controls.read(a)).payoutHolds).toHaveLength(1);
    expect(decided.parse((await decide(finding.id, 'confirmed')).body).data).toMatchObject({ result: 'decided' });
    expect((await origin.deps.controls.read(a)).payoutHolds).toHaveLength(1);
    await decide(finding.id, 'dismissed');
    for (const subject of [a, b]) expect((await origin.deps.controls.read(subject)).payoutHolds).toEqual([]);
    expect(await decide(finding.id, 'confirmed')).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await decide(finding.id, 'dismissed')).toMatchObject({ status: 200 });
    expect(await decide('fi_aaaaaaaaaaaaaaaaaaaaaaaaaa', 'dismissed')).toMatchObject({ status: 404 });
    const records = await origin.deps.audit.list({ action: 'fraud.decided', subject: finding.id }, undefined, 10);
    expect(records).toMatchObject([
      { actor: finance.account, reason, details: { outcome: 'dismissed', rule: 'gift-loop' } },
      { actor: finance.account, reason, details: { outcome: 'confirmed' } },
    ]);
  });

  it('are decided by nobody whose own money they stop', async () => {
    const [first, second] = [staff('finance'), staff('admin')];
    for (const { subject } of [first, second]) await openShardOf(subject, stores.wallets);
    const finding = await foundLoop(first.subject, second.subject);
    for (const actor of [first, second]) {
      for (const outcome of ['dismissed', 'confirmed'] as const) {
        const answer = await decide(finding.id, outcome, actor);
        expect(answer).toMatchObject({ status: 403, body: { code: 'approval_own' } });
      }
      expect((await origin.deps.controls.read(actor.subject)).payoutHolds).toHaveLength(1);
    }
    expect(await decide(finding.id, 'dismissed')).toMatchObject({ status: 200 });
  });

  it('dismissed before their action was carried out stop nobody', async () => {
    const [a, b] = [await someone(), await someone()];
    await entries.gift(a, b, 6_000n, origin.clock());
    await entries.gift(b, a, 6_000n, origin.clock());
    await watchLedger(origin.deps);
    const finding = await fraudFindings(stores.db).findOne({ earners: a });
    await decide(finding?._id ?? '', 'dismissed');
    await actOnFindings(origin.deps);
    expect((await origin.deps.controls.read(a)).payoutHolds).toEqual([]);
  });

  it('that froze much are dismissed by two people, never by one twice', async () => {
    const made = await putRule('gift-loop', 1, loopBody('freeze'));
    expect(made).toMatchObject({ status: 200, body: { data: { version: 2, by: admin.account } } });
    const [rich, poor] = [await someone(limits.fraudSecondPersonCoinsMin), await someone()];
    const finding = await foundLoop(rich, poor);
    expect(finding).toMatchObject({ version: 2, action: 'freeze' });
    expect(await origin.deps.wallet.state(rich)).toMatchObject({ frozen: true });
    for (let tries = 0; tries < 2; tries += 1) {
      const first = decided.parse((await decide(finding.id, 'dismissed')).body).data;
      expect(first).toMatchObject({
        result: 'awaiting_second',
        finding: { status: 'open', asked: { by: finance.account } },
      });
    }
    expect(await origin.deps.wallet.state(rich)).toMatchObject({ frozen: true });
    const second = decided.parse((await decide(finding.id, 'dismissed', admin)).body).data;
    expect(second).toMatchObject({ result: 'decided', finding: { status: 'dismissed' } });
    for (const subject of [rich, poor])
      expect(await origin.deps.wallet.state(subject)).toMatchObject({ frozen: false });
    const [record] = await origin.deps.audit.list({ action: 'fraud.decided', subject: finding.id }, undefined, 1);
    expect(record).toMatchObject({ actor: admin.account, details: { askedBy: finance.account } });
  });

  it('that froze little are dismissed by one', async () => {
    const [a, b] = [await someone(5n), await someone()];
    const finding = await foundLoop(a, b);
    expect(await origin.deps.wallet.state(a)).toMatchObject({ frozen: true });
    expect(decided.parse((await decide(finding.id, 'dismissed')).body).data.result).toBe('decided');
    expect(await origin.deps.wallet.state(a)).toMatchObject({ frozen: false });
  });

  it('come in pages, newest first, by status', async () => {
    const all: string[] = [];
    for (let cursor = ''; ; ) {
      const path = `${findingsPath}?status=dismissed&limit=2${cursor}`;
      const { items, next } = page.parse((await origin.call(path, { actor: finance })).body).data;
      all.push(...items.map(({ id }) => id));
      if (next === undefined) break;
      cursor = `&cursor=${next}`;
    }
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(await fraudFindings(stores.db).countDocuments({ status: 'dismissed' }));
    const bad = await origin.call(`${findingsPath}?cursor=nonsense`, { actor: finance });
    expect(bad).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });
});

describe('rules', () => {
  const velocity = (coinsMax: string) => ({
    ...{ kind: 'spend_velocity', action: 'flag' },
    parameters: { windowHours: 1, coinsMax, giftsMax: 1_000 },
  });

  it('are versions: each follows the one before, keeps its kind, and says who made it', async () => {
    expect(await putRule('mine', 1, velocity('5'))).toMatchObject({ status: 409 });
    expect(await putRule('mine', 0, velocity('500'), admin, false)).toMatchObject({ body: { data: { version: 1 } } });
    expect(await putRule('mine', 0, velocity('500'))).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await putRule('mine', 1, loopBody('flag'))).toMatchObject({ status: 409 });
    expect(await putRule('mine', 1, velocity('0'))).toMatchObject({ status: 400 });
    const list = await origin.call(internalPaths.finance('rules'), { actor: finance });
    expect(list.body).toMatchObject({
      data: { items: expect.arrayContaining([expect.objectContaining({ id: 'mine', version: 1, enabled: false })]) },
    });
    const [record] = await origin.deps.audit.list({ action: 'fraud.rule_changed', subject: 'mine' }, undefined, 5);
    expect(record).toMatchObject({ actor: admin.account, reason, details: { version: 1, kind: 'spend_velocity' } });
  });

  it('are tried over the past without a trace, and replayed with one', async () => {
    const [a, b] = [await someone(), await someone()];
    await entries.gift(a, b, 77n, origin.clock() - 3 * 3_600_000);
    await watchLedger(origin.deps);
    const before = await fraudFindings(stores.db).countDocuments();
    const body = { body: velocity('76'), days: 2 };
    const path = internalPaths.finance('rules/preview');
    const tried = await origin.call(path, { method: 'POST', actor: finance, body });
    const preview = successOf(fraudPreviewSchema).parse(tried.body).data;
    expect(preview.shown).toContainEqual(expect.objectContaining({ givers: [a], rule: 'preview' }));
    expect(preview.ids).toHaveLength(preview.found);
    expect(await fraudFindings(stores.db).countDocuments()).toBe(before);
    const cap = initialRules.find(({ id }) => id === 'daily-spend-cap')?.body;
    const wrong = await origin.call(path, { method: 'POST', actor: finance, body: { body: cap, days: 2 } });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'validation_failed' } });

    const replay = (id: string) =>
      origin.call(internalPaths.finance(`rules/${id}/replay`), {
        method: 'POST',
        actor: admin,
        body: { days: 2, reason },
      });
    expect(await replay('mine')).toMatchObject({ status: 409 });
    expect(await replay('none')).toMatchObject({ status: 404 });
    await putRule('mine', 1, velocity('76'));
    const first = successOf(fraudReplaySchema).parse((await replay('mine')).body).data;
    expect(first.kept).toBe(preview.found);
    expect(successOf(fraudReplaySchema).parse((await replay('mine')).body).data).toMatchObject({ kept: 0 });
    expect(await origin.deps.audit.list({ action: 'fraud.rule_replayed' }, undefined, 5)).toHaveLength(2);
  });

  it('about a day’s spending are published for gateways, also after control Redis lost them', async () => {
    expect(await publishSpendCaps(origin.deps.fraudRules, stores.control)).toBe(true);
    expect(await publishSpendCaps(origin.deps.fraudRules, stores.control)).toBe(false);
    const published = await stores.control.get(controlKeys.spendCaps);
    const tiers = [{ fromAgeDays: 0, coins: '5', secondFactorCoins: '6' }];
    await putRule('daily-spend-cap', 1, { kind: 'daily_spend_cap', action: 'refuse', parameters: { tiers } });
    await publishSpendCaps(origin.deps.fraudRules, stores.control);
    expect(JSON.parse((await stores.control.get(controlKeys.spendCaps)) ?? '')).toEqual([tiers]);
    expect(JSON.parse(published ?? '')).not.toEqual([tiers]);
    await stores.control.del(controlKeys.spendCaps);
    expect(await publishSpendCaps(origin.deps.fraudRules, stores.control)).toBe(true);
  });
});

describe('the owner’s limits', () => {
  const limitsOf = async (actor: ReturnType<typeof someActor>) =>
    successOf(spendingLimitsSchema).parse((await origin.call(internalPaths.walletLimits, { actor })).body).data;
  const setCap = (actor: ReturnType<typeof someActor>, dailyCap: unknown) =>
    origin.call(internalPaths.walletLimits, { method: 'PUT', actor, body: { dailyCap } });

  it('are lowered at once in the hot wallet, and raised a day later', async () => {
    const me = someActor();
    await openShardOf(me.subject, stores.wallets);
    expect(await limitsOf(me)).toMatchObject({ dailyCap: null, spentToday: '0', frozen: false });
    expect(await setCap(me, '500')).toMatchObject({ status: 200, body: { data: { dailyCap: '500' } } });
    expect(await origin.deps.wallet.state(me.subject)).toMatchObject({ dailyCap: 500n });
    const { body } = await setCap(me, null);
    const { nextCap, dailyCap } = successOf(spendingLimitsSchema).parse(body).data;
    expect(dailyCap).toBe('500');
    expect(Math.abs(Date.parse(nextCap?.from ?? '') - origin.clock() - limits.spendCapCoolingMs)).toBeLessThan(60_000);
    expect(await origin.deps.wallet.state(me.subject)).toMatchObject({ dailyCap: 500n });
    expect(await setCap(me, '100')).toMatchObject({ body: { data: { dailyCap: '100' } } });
    expect((await limitsOf(me)).nextCap).toBeUndefined();
  });

  it('take whole coins alone, and are nobody else’s', async () => {
    const me = someActor();
    await openShardOf(me.subject, stores.wallets);
    for (const bad of ['-1', '1.5', 5, '9007199254740992', undefined, {}]) {
      expect(await setCap(me, bad)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    }
    expect(await origin.call(internalPaths.walletLimits)).toMatchObject({ status: 401 });
    await setCap(me, '7');
    expect((await limitsOf(someActor())).dailyCap).toBeNull();
  });
});
