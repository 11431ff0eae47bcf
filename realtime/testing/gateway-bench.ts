import { randomBytes } from 'node:crypto';
import { type GiftOffer, initialGifts } from '@halobuzz/core/gifts';
import { newOpaqueId } from '@halobuzz/core/ids';
import { ISSUER, type TicketClaims, tokenTypes } from '@halobuzz/core/tokens';
import type { Redis } from 'ioredis';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { catalogueStateOf, firstGiftOffers, publishGiftOffers } from '../src/adapters/redis/gift-offers.ts';
import { RoomScripts } from '../src/adapters/redis/room-scripts.ts';
import type { PublicKeySet } from '../src/config-option.ts';
import { type Gateway, type GatewayDeps, type GatewayOptions, startGateway } from '../src/gateway/gateway.ts';
import { fingerprintOf } from '../src/ledger/fingerprint.ts';
import type { WalletPort } from '../src/ledger/wallet-port.ts';
import { createLifecycle } from '../src/lifecycle.ts';
import { undeclaredIn } from '../src/observability/metric-catalogue.ts';
import { createReadiness, type Readiness } from '../src/observability/readiness.ts';
import { redisMetrics } from '../src/observability/redis-metrics.ts';
import { type FakeWallet, fakeWallet } from './fake-wallet.ts';
import { GatewayClient } from './gateway-client.ts';
import { grantIntent } from './intents.ts';
import { openTestRedis, testStoreUrl } from './redis.ts';
import { type TestPerson, testPerson, testRoomOf, testUuid } from './rooms.ts';

const random = (length: number): Uint8Array => Uint8Array.from(randomBytes(length));

/** Where a gateway stands, and what tickets for it name. */
export interface GatewayPlace extends Pick<Gateway, 'node'> {
  readonly url: string;
}

export interface RunningGateway extends Gateway, GatewayPlace {
  readonly registry: Registry;
  readonly readiness: Readiness;
  readonly stop: () => Promise<void>;
}

export interface TestRoom {
  readonly id: string;
  readonly host: TestPerson;
}

/** Gateways on real stores, with tickets signed by a key of this bench, and everything ended by `close`. */
export class GatewayBench {
  readonly wallet: FakeWallet = fakeWallet(Date.now);
  /** For names that other runs must not have. */
  readonly unique = newOpaqueId('u', random);
  /** Submits wait for this, if set. */
  walletGate: Promise<void> | undefined;
  readonly rooms: RoomScripts;
  readonly roomsRedis: Redis;
  readonly control: Redis;
  readonly #urls: { readonly rooms: string; readonly control: string };
  readonly #signingKey: CryptoKey;
  readonly #keys: PublicKeySet;
  readonly #resumeKey = random(32);
  readonly #gateways: RunningGateway[] = [];
  readonly #clients: GatewayClient[] = [];
  #catalogue = firstGiftOffers(initialGifts).offers;
  #catalogues = 0;

  private constructor(
    urls: { readonly rooms: string; readonly control: string },
    redis: { readonly rooms: Redis; readonly control: Redis },
    keys: { readonly signing: CryptoKey; readonly verifying: PublicKeySet },
  ) {
    this.#urls = urls;
    this.roomsRedis = redis.rooms;
    this.control = redis.control;
    this.rooms = new RoomScripts(redis.rooms);
    this.#signingKey = keys.signing;
    this.#keys = keys.verifying;
  }

  /** A bench on the test stores; control keys lie in a database of their own, apart from other tests' keys. */
  static openOnTestStores(): Promise<GatewayBench> {
    const url = testStoreUrl('TEST_REDIS_ROOMS_URL');
    return GatewayBench.open(url, `${url}/11`);
  }

  static async open(roomsUrl: string, controlUrl: string): Promise<GatewayBench> {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const { x = '' } = await exportJWK(publicKey);
    const verifying: PublicKeySet = { keys: [{ kty: 'OKP', crv: 'Ed25519', x, kid: 'test' }] };
    const [rooms, control] = await Promise.all([openTestRedis(roomsUrl), openTestRedis(controlUrl)]);
    await publishGiftOffers(control, firstGiftOffers(initialGifts));
    return new GatewayBench(
      { rooms: roomsUrl, control: controlUrl },
      { rooms, control },
      { signing: privateKey, verifying },
    );
  }

  /** `given`: clocks for tests that let time leap, a wallet in place of the fake, a tracing. `log`: for tests that read it. */
  async gateway(
    options: Partial<GatewayOptions> = {},
    given: Partial<Pick<GatewayDeps, 'clock' | 'elapsedMs' | 'wallet' | 'tracing'>> = {},
    log = pino({ level: process.env.TEST_LOG ?? 'silent' }),
  ): Promise<RunningGateway> {
    const lifecycle = createLifecycle(log);
    const registry = new Registry();
    const readiness = createReadiness();
    const stop = async (): Promise<void> => {
      const failed = await lifecycle.release(10_000);
      if (failed.length > 0) throw new Error(`not released: ${failed.join(', ')}`);
      const undeclared = await undeclaredIn(registry);
      if (undeclared.length > 0) throw new Error(`measured but not declared: ${undeclared.join('; ')}`);
    };
    try {
      const gateway = await startGateway(
        {
          nodeId: newOpaqueId('gw', random),
          region: 'test',
          host: '127.0.0.1',
          port: 0,
          publicUrl: undefined,
          roomsUrls: [this.#urls.rooms],
          controlUrl: this.#urls.control,
          ticketKeys: this.#keys,
          resumeKey: this.#resumeKey,
          allowedOrigins: ['https://halobuzz.test'],
          socketsMax: 1_000,
          rateProfile: 'standard',
          drainSpreadMs: 50,
          ...options,
        },
        {
          wallet: this.#gatedWallet(),
          log,
          registry,
          redis: redisMetrics(registry),
          readiness,
          owner: lifecycle,
          ...{ clock: Date.now, elapsedMs: () => performance.now(), ...given },
        },
      );
      const url = `ws://127.0.0.1:${gateway.port}/v1/room`;
      const running = { ...gateway, url, registry, readiness, stop };
      this.#gateways.push(running);
      return running;
    } catch (error) {
      await stop();
      throw error;
    }
  }

  /** Publishes a gift beside those that are sold already. */
  async sells(id: string, offers: readonly GiftOffer[]): Promise<void> {
    this.#catalogue = new Map([...this.#catalogue, [id, offers]]);
    await publishGiftOffers(this.control, {
      state: catalogueStateOf(String(++this.#catalogues)),
      offers: this.#catalogue,
    });
  }

  async room(host = testPerson('Host')): Promise<TestRoom> {
    const id = testUuid();
    await this.rooms.createRoom(id, testRoomOf(host));
    return { id, host };
  }

  /** A ticket as the edge signs them. */
  ticket(
    gateway: GatewayPlace,
    room: TestRoom,
    who: TestPerson,
    changes: Partial<TicketClaims> & { readonly typ?: string } = {},
  ): Promise<string> {
    const { typ = tokenTypes.ticket, ...claims } = changes;
    const seconds = Math.floor(Date.now() / 1_000);
    return new SignJWT({
      iss: ISSUER,
      aud: 'halobuzz-gateway',
      sub: who.account,
      subject: who.subject,
      name: who.name,
      sid: `se_${who.account}`,
      did: `dv_${who.account}`,
      room: room.id,
      role: who.account === room.host.account ? 'host' : 'viewer',
      spend: true,
      node: gateway.node.id,
      boot: gateway.node.boot,
      jti: newOpaqueId('jt', random),
      iat: seconds,
      exp: seconds + 30,
      ...claims,
    })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'test', typ })
      .sign(this.#signingKey);
  }

  async connect(gateway: GatewayPlace, headers: Record<string, string> = {}): Promise<GatewayClient> {
    const client = await GatewayClient.open(gateway.url, headers);
    this.#clients.push(client);
    return client;
  }

  /** Connects and joins. */
  async join(
    gateway: GatewayPlace,
    room: TestRoom,
    who: TestPerson,
    hello: { readonly point?: { epoch: number; offset: number }; readonly protocol?: number } = {},
    claims: Partial<TicketClaims> = {},
  ): Promise<GatewayClient> {
    const client = await this.connect(gateway);
    await client.hello({ room: room.id, ticket: await this.ticket(gateway, room, who, claims), ...hello });
    return client;
  }

  /** What a gateway process needs in its environment, besides its name and the wallets. */
  environment(): Record<string, string> {
    return {
      HALOBUZZ_ENV: 'test',
      REDIS_ROOMS_URLS: this.#urls.rooms,
      REDIS_CONTROL_URL: this.#urls.control,
      TICKET_PUBLIC_KEYS: JSON.stringify(this.#keys),
      RESUME_TOKEN_KEY: Buffer.from(this.#resumeKey).toString('base64url'),
    };
  }

  /** Gives a person coins. */
  async fund(who: TestPerson, coins: bigint): Promise<void> {
    const intent = grantIntent({ wallet: who.subject, amount: coins });
    const result = await this.wallet.submit(intent, fingerprintOf(intent), new Uint8Array(0));
    if (result.kind !== 'created') throw new Error(`not funded: ${result.kind}`);
  }

  #gatedWallet(): WalletPort {
    return {
      submit: async (...args) => {
        await this.walletGate;
        return this.wallet.submit(...args);
      },
      post: (...args) => this.wallet.post(...args),
      find: (...args) => this.wallet.find(...args),
      state: (subject) => this.wallet.state(subject),
      setControls: (...args) => this.wallet.setControls(...args),
      balance: (subject) => this.wallet.balance(subject),
    };
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.close();
    await Promise.all(this.#gateways.map((gateway) => gateway.stop()));
    this.roomsRedis.disconnect();
    this.control.disconnect();
  }
}
