import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from '@halobuzz/core/protocol/codec';
import { eventSpecs } from '@halobuzz/core/protocol/down';
import type { SeededRandom } from '@halobuzz/core/testing/seeded-random';
import type { Redis } from 'ioredis';
import { type RunningValkey, startValkey } from '../../scripts/cluster/valkey.ts';
import { createRoomStore, type RoomStore, roomInstanceOf } from '../src/adapters/redis/room-redis.ts';
import { GatewayBench, type GatewayPlace, type TestRoom } from './gateway-bench.ts';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts';
import { openTestRedis, testStoreUrl } from './redis.ts';
import { RoomWitness } from './room-witness.ts';
import { type TestPerson, testPerson, testRoomOf, testUuid } from './rooms.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** A rooms Valkey that crashes and comes back with its data, on its port. */
interface Store {
  server: RunningValkey;
  /** The test's own connection: no fault but a crash reaches it. */
  readonly redis: Redis;
}

/** One gateway, with every line to and from it through a proxy of its own. */
export interface FaultGateway {
  process: GatewayProcess;
  /** To each rooms Valkey, to control, and from its clients. */
  readonly rooms: readonly TcpProxy[];
  readonly control: TcpProxy;
  clients: TcpProxy;
}

/** Clients run their timers this many times faster. */
const clientSpeed = 6;

/**
 * Real gateways as processes, real Valkeys, real clients, and everything between them breakable. Reliable events are
 * appended by the test, numbered, and what the store acknowledged is remembered.
 */
export class FaultWorld {
  readonly bench: GatewayBench;
  readonly stores: readonly Store[];
  readonly store: RoomStore;
  readonly gateways: FaultGateway[] = [];
  readonly rooms: TestRoom[] = [];
  readonly witnesses = new Set<RoomWitness>();
  /** `room:epoch:offset` → number, for what the store acknowledged. */
  readonly appended = new Map<string, number>();
  /** Numbers whose append got no answer: they may stand anywhere, or nowhere. */
  readonly unsure = new Set<number>();
  /** Tickets that were used, with the gateway they are for. */
  readonly usedTickets: { readonly place: GatewayPlace; readonly room: string; readonly ticket: string }[] = [];
  readonly #dir: string;
  readonly #control: RunningValkey;
  readonly #random: SeededRandom;
  readonly #rateProfile: 'standard' | 'load';
  #number = 0;
  #names = 0;

  private constructor(
    dir: string,
    control: RunningValkey,
    stores: readonly Store[],
    bench: GatewayBench,
    random: SeededRandom,
    rateProfile: 'standard' | 'load',
  ) {
    this.#dir = dir;
    this.#control = control;
    this.stores = stores;
    this.store = createRoomStore(stores.map(({ redis }) => redis));
    this.bench = bench;
    this.#random = random;
    this.#rateProfile = rateProfile;
  }

  /** `appendfsync always`: what a rooms Valkey acknowledged outlives its crash, so that the model knows what must be there. */
  static async open(
    random: SeededRandom,
    counts: { gateways: number; stores: number; rooms: number; rateProfile?: 'standard' | 'load' },
  ): Promise<FaultWorld> {
    const dir = mkdtempSync(join(tmpdir(), 'halobuzz-faults-'));
    const control = await startValkey({ dir: join(dir, 'control'), appendfsync: 'everysec' });
    const stores: Store[] = [];
    for (let i = 0; i < counts.stores; i += 1) {
      const server = await startValkey({ dir: join(dir, `rooms-${i}`), appendfsync: 'always' });
      stores.push({ server, redis: await openTestRedis(server.url) });
    }
    const bench = await GatewayBench.open(stores[0]?.server.url ?? '', control.url);
    const world = new FaultWorld(dir, control, stores, bench, random, counts.rateProfile ?? 'standard');
    for (let i = 0; i < counts.gateways; i += 1) world.gateways.push(await world.#newGateway());
    // Rooms on every store.
    while (world.rooms.length < counts.rooms) {
      const wanted = world.rooms.length % counts.stores;
      let id = testUuid();
      while (roomInstanceOf(id, counts.stores) !== wanted) id = testUuid();
      const host = testPerson('Host');
      await world.store(id).createRoom(id, testRoomOf(host));
      world.rooms.push({ id, host });
    }
    return world;
  }

  async #newGateway(): Promise<FaultGateway> {
    const rooms = await Promise.all(this.stores.map(({ server }) => TcpProxy.open(server.port)));
    const control = await TcpProxy.open(this.#control.port);
    const process = await this.#startProcess(rooms, control);
    return { process, rooms, control, clients: await TcpProxy.open(process.port) };
  }

  #startProcess(rooms: readonly TcpProxy[], control: TcpProxy): Promise<GatewayProcess> {
    this.#names += 1;
    return startGatewayProcess(`gw-${this.#names}-${this.bench.unique}`, this.bench.control, {
      ...this.bench.environment(),
      RATE_PROFILE: this.#rateProfile,
      REDIS_ROOMS_URLS: rooms.map(({ port }) => `redis://127.0.0.1:${port}`).join(','),
      REDIS_CONTROL_URL: `redis://127.0.0.1:${control.port}`,
      REDIS_WALLETS_URL: testStoreUrl('TEST_REDIS_WALLETS_URL'),
    });
  }

  /** Kills one and puts a new one in its place, on the same lines. */
  async crashGateway(gateway: FaultGateway): Promise<void> {
    await gateway.process.kill();
    await gateway.clients.close();
    this.#healLines(gateway);
    gateway.process = await this.#startProcess(gateway.rooms, gateway.control);
    gateway.clients = await TcpProxy.open(gateway.process.port);
  }

  async crashStore(store: Store, downMs: number): Promise<void> {
    const { port, dir } = store.server;
    store.server.signal('SIGKILL');
    await store.server.exited;
    await wait(downMs);
    store.server = await startValkey({ dir, port, appendfsync: 'always' });
  }

  #healLines(gateway: FaultGateway): void {
    for (const line of [...gateway.rooms, gateway.control, gateway.clients]) line.heal();
  }

  /**
   * Everything works again. Forgotten connections to stores are the gateways' to find; those of clients end here, as a
   * gateway would end them a minute later (`socketIdleSecondsMax`).
   */
  heal(): void {
    for (const gateway of this.gateways) {
      this.#healLines(gateway);
      gateway.clients.endForgotten();
    }
  }

  /** Something happens in a room: one numbered reliable event. */
  async append(room: TestRoom): Promise<void> {
    this.#number += 1;
    const number = this.#number;
    try {
      const event = encode({ t: 'host', online: true, atMs: number });
      const result = await this.store(room.id).appendReliable(room.id, eventSpecs.host.code, event);
      if (result.kind === 'ok') this.appended.set(`${room.id}:${result.epoch}:${result.offset}`, number);
    } catch {
      this.unsure.add(number);
    }
  }

  /** A new client, joining by a gateway that chance picks, each time it has to. */
  enter(room: TestRoom, person: TestPerson = testPerson(`p${this.witnesses.size}`)): RoomWitness {
    // Used once it let somebody in: a ticket whose socket never opened is still good.
    let shown: { readonly place: GatewayPlace; readonly room: string; readonly ticket: string } | undefined;
    const witness = new RoomWitness({
      roomId: room.id,
      person,
      random: this.#random.next,
      speed: clientSpeed,
      onWelcomed: () => {
        if (shown !== undefined) this.usedTickets.push(shown);
        shown = undefined;
      },
      join: async () => {
        const gateway = this.pick(this.gateways);
        const place = { node: gateway.process.node, url: `ws://127.0.0.1:${gateway.clients.port}/v1/room` };
        const ticket = await this.bench.ticket(place, room, person);
        shown = { place: gateway.process, room: room.id, ticket };
        return { url: place.url, ticket };
      },
    });
    this.witnesses.add(witness);
    witness.client.start();
    return witness;
  }

  leave(witness: RoomWitness): void {
    witness.client.stop();
    this.witnesses.delete(witness);
  }

  pick<T>(from: readonly T[]): T {
    const found = from[this.#random.below(from.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  }

  async close(): Promise<void> {
    for (const witness of this.witnesses) witness.client.stop();
    await Promise.all(this.gateways.map(({ process }) => process.kill()));
    await Promise.all(
      this.gateways.flatMap((entry) => [...entry.rooms, entry.control, entry.clients]).map((p) => p.close()),
    );
    for (const { redis } of this.stores) redis.disconnect();
    await this.bench.close();
    await Promise.all([this.#control.stop(), ...this.stores.map(({ server }) => server.stop())]);
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

/** Lets a fault last; nothing is expected of this time. */
export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
