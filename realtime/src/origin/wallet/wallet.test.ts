import { internalPaths } from '@halobuzz/core/api/internal';
import { limits } from '@halobuzz/core/limits';
import { describe, expect, it } from 'vitest';
import { countingRandom, newActor } from '../testing/fakes.ts';
import { createTestOrigin, type TestOrigin } from '../testing/test-origin.ts';

const actor = newActor(countingRandom(3), 'rita');

function grant(origin: TestOrigin, key: string | undefined, body: unknown, by = actor) {
  const headers = key === undefined ? {} : { 'idempotency-key': key };
  return origin.call(internalPaths.devGrant, { method: 'POST', actor: by, headers, body });
}

describe('a development grant', () => {
  it('is not there where it is not switched on', async () => {
    const origin = await createTestOrigin({ devGrants: false });
    expect(await grant(origin, 'k', { coins: '1' })).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(origin.fakes.wallet.submitted).toEqual([]);
  });

  it('wants a verified e-mail, a key, and a whole amount within the bound', async () => {
    const origin = await createTestOrigin();
    expect(await grant(origin, 'k', { coins: '1' }, { ...actor, emailVerified: false })).toMatchObject({
      status: 403,
      body: { code: 'email_unverified' },
    });
    const noKey = { errors: [{ field: 'Idempotency-Key' }] };
    expect(await grant(origin, undefined, { coins: '1' })).toMatchObject({ status: 400, body: noKey });
    expect(await grant(origin, 'k'.repeat(256), { coins: '1' })).toMatchObject({ status: 400, body: noKey });
    for (const coins of ['0', '-1', '1.5', '01', '1e3', '', String(limits.devGrantCoinsMax + 1n), 5, { $gt: '' }]) {
      const field = expect.objectContaining({ field: 'coins' });
      expect(await grant(origin, 'k', { coins })).toMatchObject({
        status: 400,
        body: { errors: expect.arrayContaining([field]) },
      });
    }
    expect(origin.fakes.wallet.submitted).toEqual([]);
  });

  it('repeats the same transaction after no answer, and after a refusal', async () => {
    const origin = await createTestOrigin();
    origin.fakes.wallet.answers = [{ kind: 'unknown' }, { kind: 'refused', code: 'wallet_busy' }];
    expect(await grant(origin, 'k', { coins: '9' })).toMatchObject({ status: 503, body: { code: 'wallet_unknown' } });
    expect(await grant(origin, 'k', { coins: '9' })).toMatchObject({ status: 503, body: { code: 'wallet_busy' } });
    expect(await grant(origin, 'k', { coins: '9' })).toMatchObject({ status: 201 });
    expect(await grant(origin, 'k', { coins: '9' })).toMatchObject({ status: 201 });
    expect(origin.fakes.wallet.submitted).toHaveLength(3);
    expect(new Set(origin.fakes.wallet.submitted).size).toBe(1);
  });

  it('asks the ledger about an id that the wallet may have forgotten', async () => {
    const drained = { yes: false };
    const origin = await createTestOrigin({ isDrained: async () => drained.yes });
    origin.fakes.wallet.answers = [{ kind: 'unknown' }];
    await grant(origin, 'k', { coins: '9' });
    origin.time.nowMs += limits.giftIdWindowMs * 2;
    expect(await grant(origin, 'k', { coins: '9' })).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    drained.yes = true;
    const [first] = origin.fakes.wallet.submitted;
    origin.fakes.ledger.transactions.add(first ?? '');
    expect(await grant(origin, 'k', { coins: '9' })).toMatchObject({ body: { data: { tx: first, result: 'exists' } } });
    expect(origin.fakes.wallet.submitted).toHaveLength(1);
  });

  it('begins anew with an id that provably moved nothing', async () => {
    const origin = await createTestOrigin();
    origin.fakes.wallet.answers = [{ kind: 'unknown' }];
    await grant(origin, 'k', { coins: '9' });
    origin.time.nowMs += limits.giftIdWindowMs * 2;
    expect(await grant(origin, 'k', { coins: '9' })).toMatchObject({ body: { data: { result: 'created' } } });
    expect(new Set(origin.fakes.wallet.submitted).size).toBe(2);
  });
});

describe('the wallet', () => {
  it('shows hot coins and falls back to the ledger', async () => {
    const origin = await createTestOrigin();
    origin.fakes.ledger.balances.set(`wallet:${actor.subject}|COIN`, 7n);
    origin.fakes.ledger.balances.set(`earnings:${actor.subject}|DIAMOND`, 3n);
    origin.fakes.wallet.hot = 9_007_199_254_740_991n;
    const ask = () => origin.call(internalPaths.wallet, { actor });
    expect((await ask()).body).toEqual({ success: true, data: { coins: '9007199254740991', diamonds: '3' } });
    origin.fakes.wallet.hot = undefined;
    expect((await ask()).body).toEqual({ success: true, data: { coins: '7', diamonds: '3' } });
  });
});
