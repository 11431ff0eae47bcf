import type { FraudRuleBody } from '@halobuzz/core/fraud/fraud-rule';
import { newSubjectId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OwnDatabase, openOwnDatabase } from '../../../testing/ledger-stores.ts';
import { ledgerHeads, transactions } from '../../adapters/mongo/ledger-collections.ts';
import { mongoAudit } from '../mongo/mongo-audit.ts';
import { mongoUnprofiled } from '../mongo/mongo-unprofiled.ts';
import { random } from '../testing/real-origin.ts';
import { actOnFindings } from './act-on-findings.ts';
import { fraudActivity, fraudCursors, fraudFindings, fraudRules, fraudWallets } from './fraud-collections.ts';
import { type FraudRules, mongoFraudRules } from './fraud-rules.ts';
import { mongoControls } from './mongo-controls.ts';
import { committedEntries } from './testing/committed-entries.ts';
import { keepFindings, tryRule } from './try-rule.ts';
import { walletControlsService } from './wallet-controls.ts';
import { watchLedger } from './watch-ledger.ts';

let own: OwnDatabase;

const nowMs = 1_800_000_000_000;
const hour = 3_600_000;
const clock = (): number => nowMs;

let db: OwnDatabase['db'];
let entries: ReturnType<typeof committedEntries>;
let rules: FraudRules;
let others: Awaited<ReturnType<FraudRules['current']>>;
beforeAll(async () => {
  own = await openOwnDatabase();
  ({ db } = own);
  rules = mongoFraudRules(db);
});
afterAll(() => own.stop());
beforeEach(async () => {
  await Promise.all([
    ...[fraudFindings(db), fraudActivity(db), fraudWallets(db)].map((one) =>
      one.deleteMany({ _id: { $type: 'string' } }),
    ),
    fraudCursors(db).deleteMany({}),
    transactions(db).deleteMany({}),
    ledgerHeads(db).updateMany({}, { $set: { sequence: 0n } }),
    fraudRules(db).deleteMany({ version: { $gt: 1 } }),
  ]);
  entries = committedEntries(db);
  others = await rules.current();
});

const someone = (): string => newSubjectId(random);
const watch = () => watchLedger({ db, fraudRules: rules, clock });
const found = () => fraudFindings(db).find().sort({ ruleId: 1 }).toArray();

/** The next version of an initial rule. */
async function change(id: string, body: FraudRuleBody, enabled = true) {
  const after = others.find((rule) => rule.id === id)?.version ?? 0;
  const made = await rules.put({ id, after, enabled, by: 'system', atMs: nowMs, body });
  if (made === undefined) throw new Error(`no new version of ${id}`);
  return made;
}

function services() {
  const wallet = { setControls: async () => true };
  const controls = walletControlsService({ controls: mongoControls(db), wallet, clock });
  return { db, controls, audit: mongoAudit(db), unprofiled: mongoUnprofiled(db, () => nowMs) };
}

describe('watching the ledger', () => {
  it('finds a ring of gifts once, names its evidence, and holds the payouts of everybody in it', async () => {
    const [a, b, c] = [someone(), someone(), someone()];
    for (const [from, to] of [
      [a, b],
      [b, c],
      [c, a],
    ] as const) {
      await entries.gift(from, to, 3_000n, nowMs);
      await entries.gift(from, to, 3_000n, nowMs + 1_000);
    }
    expect(await watch()).toBe(6);
    const [ring, ...more] = await found();
    expect(more).toEqual([]);
    expect(ring).toMatchObject({ ruleId: 'gift-loop', version: 1, action: 'hold_payouts', status: 'open', score: 60 });
    expect([...(ring?.earners ?? [])].sort()).toEqual([a, b, c].sort());
    expect(ring?.evidence).toHaveLength(6);
    expect(ring?.text).toContain('18000 coins in all, at least 6000 at each step');
    const deps = services();
    await actOnFindings(deps);
    await actOnFindings(deps);
    for (const subject of [a, b, c]) {
      expect((await deps.controls.read(subject)).payoutHolds).toMatchObject([{ source: `finding:${ring?._id}` }]);
    }
    const records = await deps.audit.list({ action: 'fraud.found' }, undefined, 10);
    expect(records).toMatchObject([
      {
        subject: ring?._id,
        actor: 'system',
        details: { rule: 'gift-loop', version: 1, weakest: '6000', coinsMin: '5000' },
      },
    ]);
  });

  it('looks at each entry once: after a crash at any point, and by two at once, the sums are what was given', async () => {
    const [a, h] = [someone(), someone()];
    for (let at = 0; at < limits.fraudBatchEntriesMax + 50; at += 1) await entries.gift(a, h, 2n, nowMs + at);
    const crashing = { current: () => Promise.reject(new Error('kill -9')) };
    await expect(watchLedger({ db, fraudRules: crashing, clock })).rejects.toThrow('kill');
    // Its clock is read after the sums were written and before the cursor is.
    const crash = (): never => {
      throw new Error('kill -9');
    };
    await expect(watchLedger({ db, fraudRules: rules, clock: crash })).rejects.toThrow('kill');
    expect(await fraudActivity(db).countDocuments()).toBe(0);
    await Promise.all([watch(), watch(), watch()]);
    await watch();
    await entries.gift(a, h, 2n, nowMs + 5_000);
    const waited: number[] = [];
    const onWatched = (waiting: number): void => void waited.push(waiting);
    expect(await watchLedger({ db, fraudRules: rules, clock, onWatched })).toBe(1);
    expect(waited).toEqual([0]);
    const [sum] = await fraudActivity(db).find({ from: a, to: h }).toArray();
    expect(sum).toMatchObject({ gifts: limits.fraudBatchEntriesMax + 51, coins: 502n });
    expect(
      await fraudActivity(db)
        .find({ from: `>${h}` })
        .toArray(),
    ).toMatchObject([{ coins: 502n }]);
    const [cursor] = await fraudCursors(db).find().toArray();
    expect(cursor?.sequence).toBe(BigInt(limits.fraudBatchEntriesMax + 51));
  });

  it('takes a gift that was undone out of the sums', async () => {
    const [a, b] = [someone(), someone()];
    await entries.gift(a, b, 6_000n, nowMs);
    await entries.gift(b, a, 6_000n, nowMs);
    await entries.undo(a, b, 6_000n, nowMs);
    await watch();
    expect(await found()).toEqual([]);
  });

  it('finds too much at once, purchases below a threshold, and a host who lives on one fresh wallet', async () => {
    const [whale, host] = [someone(), someone()];
    for (let at = 0; at < 4; at += 1) await entries.purchase(whale, 60_000n, 9_500n, nowMs + at);
    await entries.gift(whale, host, 210_000n, nowMs + 10);
    await entries.gift(someone(), host, 100n, nowMs + 11);
    await watch();
    const all = await found();
    expect(all.map(({ ruleId }) => ruleId)).toEqual(['concentration', 'spend-velocity', 'structuring']);
    expect(all[0]).toMatchObject({ givers: [whale], earners: [host], numbers: { fresh: '210000', bought: '240000' } });
    expect(all[2]?.numbers).toMatchObject({ purchases: 4, total: '38000', currency: 'USD' });
  });

  it('finds many young wallets that give to one host, and lets the old ones be', async () => {
    const [host, other] = [someone(), someone()];
    for (let at = 0; at < 20; at += 1) {
      await entries.gift(someone(), host, 1_000n, nowMs + at);
      const old = someone();
      await entries.grant(old, nowMs - 48 * hour);
      await entries.gift(old, other, 1_000n, nowMs + at);
    }
    await watch();
    expect(await found()).toMatchObject([{ ruleId: 'new-account-burst', earners: [host], numbers: { senders: 20 } }]);
  });

  it('forgets what lies outside of the window', async () => {
    const [a, b] = [someone(), someone()];
    await entries.gift(a, b, 6_000n, nowMs - 80 * hour);
    await entries.gift(b, a, 6_000n, nowMs);
    await watch();
    expect(await found()).toEqual([]);
  });

  it('skips rules that are switched off', async () => {
    const loop = others.find(({ id }) => id === 'gift-loop');
    if (loop === undefined) throw new Error('no gift-loop');
    await change('gift-loop', loop.body, false);
    const [a, b] = [someone(), someone()];
    await entries.gift(a, b, 6_000n, nowMs);
    await entries.gift(b, a, 6_000n, nowMs);
    await watch();
    expect(await found()).toEqual([]);
  });
});

describe('a late rule', () => {
  const strict = {
    kind: 'spend_velocity',
    action: 'flag',
    parameters: { windowHours: 1, coinsMax: '50', giftsMax: 1_000 },
  } as const;

  it('is tried over the past without doing anything, and replayed with the same findings, once', async () => {
    const [a, b] = [someone(), someone()];
    await entries.gift(a, b, 60n, nowMs - 30 * hour);
    await entries.gift(a, b, 70n, nowMs - 2 * hour);
    await entries.gift(b, someone(), 50n, nowMs - 2 * hour);
    await watch();
    const made = await change('spend-velocity', strict);
    const rule = { ...made, body: strict };
    const request = { rule, fromMs: nowMs - 48 * hour, toMs: nowMs, after: undefined, nowMs };
    const tried = await tryRule(db, request);
    expect(tried).toMatchObject({
      next: undefined,
      findings: [{ numbers: { coins: '60' } }, { numbers: { coins: '70' } }],
    });
    expect(await found()).toEqual([]);
    expect(await keepFindings(db, tried.findings)).toBe(2);
    expect(await keepFindings(db, (await tryRule(db, request)).findings)).toBe(0);
    expect(await tryRule(db, { ...request, fromMs: nowMs - 10 * hour })).toMatchObject({ findings: [{}], looked: 4 });
  });

  it('goes on from where its bound was reached', async () => {
    const a = someone();
    for (let at = 0; at < 5; at += 1) await entries.gift(a, someone(), 60n, nowMs - at * 30 * hour);
    await watch();
    const rule = { ...(await change('spend-velocity', strict)), body: strict };
    const whole = { rule, fromMs: nowMs - 200 * hour, toMs: nowMs + hour, after: undefined, nowMs };
    const { findings } = await tryRule(db, whole);
    const [third] = await fraudActivity(db).find().sort({ hour: 1, _id: 1 }).skip(5).limit(1).toArray();
    const after = { hour: third?.hour.getTime() ?? 0, id: third?._id ?? '' };
    const rest = await tryRule(db, { ...whole, after });
    expect(findings).toHaveLength(5);
    expect(rest.findings).toHaveLength(2);
  });
});

it('heads without entries and quarantined entries stop nobody', async () => {
  expect(await watch()).toBe(0);
  await entries.quarantined(nowMs);
  expect(await watch()).toBe(1);
  expect(await transactions(db).countDocuments()).toBe(1);
  expect(await ledgerHeads(db).countDocuments()).toBe(64);
});
