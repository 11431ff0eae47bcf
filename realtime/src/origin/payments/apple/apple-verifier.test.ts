import { afterEach, describe, expect, it, vi } from 'vitest';
import { type AppleChainOptions, createAppleChain, signJws } from '../../../../testing/apple-chain.ts';
import { type OcspResponder, startOcspResponder } from '../../../../testing/apple-ocsp.ts';
import { issueCertificate } from '../../../../testing/certificates.ts';
import { type AppleVerifierSettings, createAppleVerifier } from './apple-verifier.ts';

const NOW = Date.now();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PAYMENT = '0190b0c4-0000-7000-8000-000000000001';

const chain = createAppleChain({ nowMs: NOW });

function settings(over: Partial<AppleVerifierSettings> = {}): AppleVerifierSettings {
  return {
    roots: [chain.root.der],
    bundleId: 'com.halobuzz.app',
    appId: 6_443_000_001,
    environment: 'Production',
    onlineChecks: false,
    ...over,
  };
}

function transaction(over: object = {}): object {
  return {
    transactionId: '2000000123456789',
    originalTransactionId: '2000000123456789',
    bundleId: 'com.halobuzz.app',
    environment: 'Production',
    productId: 'com.halobuzz.app.coins.100',
    type: 'Consumable',
    inAppOwnershipType: 'PURCHASED',
    quantity: 1,
    purchaseDate: NOW - 1_000,
    originalPurchaseDate: NOW - 1_000,
    signedDate: NOW,
    appAccountToken: PAYMENT,
    price: 990,
    currency: 'USD',
    storefront: 'USA',
    ...over,
  };
}

function notification(over: object = {}, data: object = {}): object {
  return {
    notificationType: 'REFUND',
    notificationUUID: '9A2D7E5B-1111-4222-8333-000000000001',
    version: '2.0',
    signedDate: NOW,
    data: {
      appAppleId: 6_443_000_001,
      bundleId: 'com.halobuzz.app',
      environment: 'Production',
      signedTransactionInfo: chain.sign(transaction()),
      ...data,
    },
    ...over,
  };
}

const verifier = createAppleVerifier(settings(), () => NOW);
const refused = (reason: string) => ({ kind: 'refused', reason });

describe('a signed transaction', () => {
  it('of our app is genuine, and says what was bought', async () => {
    const checked = await verifier.transaction(chain.sign(transaction()));
    expect(checked).toMatchObject({ kind: 'genuine', value: { appAccountToken: PAYMENT, quantity: 1, price: 990 } });
  });

  it('is genuine however old it is, as phones keep them', async () => {
    const old = chain.sign(transaction({ signedDate: NOW - 300 * DAY, purchaseDate: NOW - 300 * DAY }));
    expect(await verifier.transaction(old)).toMatchObject({ kind: 'genuine' });
  });

  it.each([
    ['of another app', { bundleId: 'com.other.app' }, 'wrong_app'],
    ['of the sandbox', { environment: 'Sandbox' }, 'wrong_environment'],
    ['of Xcode, which nobody signs', { environment: 'Xcode' }, 'wrong_environment'],
    ['from the future', { signedDate: NOW + 3 * HOUR }, 'future'],
    ['without an id', { transactionId: undefined }, 'malformed'],
    ['whose id would change a path', { transactionId: '1/../2' }, 'malformed'],
    ['of no quantity', { quantity: 0 }, 'malformed'],
    ['whose payment is no UUID', { appAccountToken: 'me' }, 'malformed'],
  ])('%s is refused', async (_, over, reason) => {
    expect(await verifier.transaction(chain.sign(transaction(over)))).toEqual(refused(reason));
  });

  it('with one byte of its payload altered is refused', async () => {
    const [header = '', payload = '', signature = ''] = chain.sign(transaction()).split('.');
    const altered = Buffer.from(payload, 'base64url').toString('utf8').replace('"quantity":1', '"quantity":9');
    const forged = [header, Buffer.from(altered).toString('base64url'), signature].join('.');
    expect(await verifier.transaction(forged)).toEqual(refused('bad_signature'));
  });

  it('signed by the chain of another root is refused, also when it shows our root', async () => {
    const other = createAppleChain({ nowMs: NOW });
    expect(await verifier.transaction(other.sign(transaction()))).toEqual(refused('bad_signature'));
    const x5c = [other.leaf, other.intermediate, chain.root].map((holder) => holder.der.toString('base64'));
    expect(await verifier.transaction(other.sign(transaction(), { x5c }))).toEqual(refused('bad_signature'));
  });

  const day = { notBefore: NOW - DAY, notAfter: NOW + DAY };
  it.each<[string, Partial<AppleChainOptions>, string]>([
    ['whose leaf is not for the App Store', { leafMarker: false }, 'bad_signature'],
    ['whose intermediate is not of Worldwide Developer Relations', { intermediateMarker: false }, 'bad_signature'],
    ['whose intermediate may issue nothing', { intermediateCa: false }, 'bad_signature'],
    ['whose intermediate has expired', { intermediateNotAfter: NOW - DAY }, 'bad_certificate'],
    ['whose leaf has expired', { leafNotAfter: NOW - DAY }, 'bad_certificate'],
  ])('of a chain %s is refused', async (_, over, reason) => {
    const bad = createAppleChain({ nowMs: NOW, root: chain.root, ...over });
    expect(await verifier.transaction(bad.sign(transaction()))).toEqual(refused(reason));
  });

  it('without its chain, with a part of it, or by another algorithm is refused', async () => {
    const two = [chain.leaf, chain.intermediate].map((holder) => holder.der.toString('base64'));
    expect(await verifier.transaction(chain.sign(transaction(), { x5c: two }))).toEqual(refused('bad_certificate'));
    expect(await verifier.transaction(chain.sign(transaction(), { x5c: undefined }))).toEqual(
      refused('bad_certificate'),
    );
    expect(await verifier.transaction(chain.sign(transaction(), { alg: 'none' }))).toEqual(refused('malformed'));
    const self = issueCertificate({ name: 'Me', ...day });
    const x5c = [self, chain.intermediate, chain.root].map((holder) => holder.der.toString('base64'));
    expect(await verifier.transaction(signJws({ alg: 'ES256', x5c }, transaction(), self))).toEqual(
      refused('bad_signature'),
    );
  });

  it('whose certificates are none is refused before anybody looks into them', async () => {
    const root = chain.root.der.toString('base64');
    const nested = Buffer.concat([...Array.from({ length: 3_000 }, () => Buffer.from([0x30, 0x80]))]).toString(
      'base64',
    );
    for (const x5c of [
      ['AAAA', 'AAAA', 'AAAA'],
      [nested, nested, root],
      [root, root, root],
      ['', '', ''],
    ]) {
      expect(await verifier.transaction(chain.sign(transaction(), { x5c }))).toEqual(refused('bad_signature'));
    }
    expect(await verifier.transaction(chain.sign(transaction(), { x5c: ['ä', root, root] }))).toEqual(
      refused('malformed'),
    );
  });

  it.each(['', 'a.b', 'a.b.c.d', `${'a'.repeat(60_000)}.b.c`, 'a.b.c', 'ä.b.c'])('is not %.20s', async (text) => {
    expect(await verifier.transaction(text)).toEqual(refused('malformed'));
  });
});

describe('a signed notification', () => {
  it('of our app is genuine', async () => {
    const checked = await verifier.notification(chain.sign(notification()));
    expect(checked).toMatchObject({
      kind: 'genuine',
      value: { notificationType: 'REFUND', notificationUUID: '9a2d7e5b-1111-4222-8333-000000000001' },
    });
  });

  it.each([
    ['of another bundle', {}, { bundleId: 'com.other.app' }, 'wrong_app'],
    ['of another app with our bundle id', {}, { appAppleId: 1 }, 'wrong_app'],
    ['of the sandbox', {}, { environment: 'Sandbox' }, 'wrong_environment'],
    ['from the future', { signedDate: NOW + 3 * HOUR }, {}, 'future'],
    ['without an id', { notificationUUID: undefined }, {}, 'malformed'],
    ['of another version', { version: '3.0' }, {}, 'malformed'],
  ])('%s is refused', async (_, over, data, reason) => {
    expect(await verifier.notification(chain.sign(notification(over, data)))).toEqual(refused(reason));
  });

  it.each([-HOUR, HOUR])('is genuine for a clock that is %d ms off', async (offMs) => {
    const off = createAppleVerifier(settings(), () => NOW + offMs);
    expect(await off.notification(chain.sign(notification()))).toMatchObject({ kind: 'genuine' });
    expect(await off.transaction(chain.sign(transaction()))).toMatchObject({ kind: 'genuine' });
  });

  it('is no transaction, nor the other way round', async () => {
    expect(await verifier.transaction(chain.sign(notification()))).toMatchObject({ kind: 'refused' });
    expect(await verifier.notification(chain.sign(transaction()))).toMatchObject({ kind: 'refused' });
  });
});

describe('with online checks', () => {
  let responder: OcspResponder | undefined;
  afterEach(() => responder?.close());

  async function online(over: Partial<AppleChainOptions> = {}) {
    responder = await startOcspResponder(NOW);
    const asked = createAppleChain({ nowMs: NOW, ocspUrl: responder.url, ...over });
    Object.assign(responder.issuers, { leaf: asked.intermediate, intermediate: asked.root });
    const checking = createAppleVerifier(settings({ roots: [asked.root.der], onlineChecks: true }), () => NOW);
    return { asked, checking, responder };
  }

  it('asks of both certificates, once in a while', async () => {
    const { asked, checking, responder } = await online();
    expect(await checking.transaction(asked.sign(transaction()))).toMatchObject({ kind: 'genuine' });
    expect(await checking.transaction(asked.sign(transaction()))).toMatchObject({ kind: 'genuine' });
    expect(responder.asked).toBe(2);
  });

  it('refuses what was revoked', async () => {
    const { asked, checking, responder } = await online();
    responder.answer = 'revoked';
    expect(await checking.transaction(asked.sign(transaction()))).toEqual(refused('bad_certificate'));
  });

  it('takes no answer that has run out: somebody may have kept it from before a revocation', async () => {
    const { asked, checking, responder } = await online();
    responder.ageMs = 2 * DAY;
    expect(await checking.transaction(asked.sign(transaction()))).toEqual(refused('bad_certificate'));
    responder.ageMs = -HOUR;
    expect(await checking.transaction(asked.sign(transaction()))).toEqual(refused('bad_certificate'));
    responder.ageMs = 23 * HOUR;
    expect(await checking.transaction(asked.sign(transaction()))).toMatchObject({ kind: 'genuine' });
  });

  it('takes nothing while nobody answers, and takes it afterwards', async () => {
    const { asked, checking, responder } = await online();
    responder.answer = 'unavailable';
    expect(await checking.transaction(asked.sign(transaction()))).toEqual({ kind: 'unavailable' });
    responder.answer = 'good';
    expect(await checking.transaction(asked.sign(transaction()))).toMatchObject({ kind: 'genuine' });
  });

  it('waits for no answer longer than the edge waits for us, and has it the next time', async () => {
    const { asked, responder } = await online();
    const hasty = createAppleVerifier(settings({ roots: [asked.root.der], onlineChecks: true }), () => NOW, 50);
    responder.answer = 'silent';
    expect(await hasty.transaction(asked.sign(transaction()))).toEqual({ kind: 'unavailable' });
    responder.speak();
    await vi.waitFor(async () => {
      expect(await hasty.transaction(asked.sign(transaction()))).toMatchObject({ kind: 'genuine' });
    });
  });

  it('meets new certificates for ever', async () => {
    const { asked, responder } = await online();
    let nowMs = NOW;
    const checking = createAppleVerifier(settings({ roots: [asked.root.der], onlineChecks: true }), () => nowMs);
    const { root, intermediate } = asked;
    for (let leaves = 0; leaves < 40; leaves += 1) {
      const next = createAppleChain({ nowMs: NOW, root, intermediate, ocspUrl: responder.url });
      expect(await checking.transaction(next.sign(transaction()))).toMatchObject({ kind: 'genuine' });
      nowMs += 5 * 60_000;
    }
  });

  it('refuses a chain that names nobody to ask', async () => {
    const { checking } = await online();
    expect(await checking.transaction(chain.sign(transaction()))).toMatchObject({ kind: 'refused' });
  });
});
