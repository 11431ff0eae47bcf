import { nodeRecordSchema } from '@halobuzz/core/api/internal';
import { encode } from '@halobuzz/core/protocol/codec';
import { eventSpecs } from '@halobuzz/core/protocol/down';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { SeededRandom } from '@halobuzz/core/testing/seeded-random';
import type { Redis } from 'ioredis';
import { waitUntil } from '../../scripts/cluster/wait-until.ts';
import { createRoomStore, type RoomStore } from '../src/adapters/redis/room-redis.ts';
import type { GatewayBench, TestRoom } from './gateway-bench.ts';
import type { RollingNode } from './rolling-nodes.ts';
import { RoomWitness } from './room-witness.ts';
import { testPerson, testRoomOf, testUuid } from './rooms.ts';

/** How somebody was moved from a node that went away to another. */
export interface Move {
  readonly toldAtMs: number;
  /** Not before this, and within that much more. */
  readonly afterMs: number;
  readonly jitterMs: number;
  /** When they asked for another place, and stood in it. */
  cameAtMs: number | undefined;
  liveAtMs: number | undefined;
}

export interface RollingOptions {
  readonly bench: GatewayBench;
  readonly roomsRedis: Redis;
  readonly nodes: readonly RollingNode[];
  readonly random: SeededRandom;
  readonly rooms: number;
  readonly viewers: number;
  /** Reliable events go to every room with this pause between two, all the time. */
  readonly eventPauseMs: number;
  /** Everybody is in place, and back in place, within this. */
  readonly settleTimeoutMs: number;
}

/** Replaces every node, one after the other, below viewers who hear a stream of numbered reliable events. */
export class RollingDeploy {
  readonly moves: Move[] = [];
  readonly witnesses: RoomWitness[] = [];
  readonly #options: RollingOptions;
  readonly #store: RoomStore;
  readonly #rooms: TestRoom[] = [];
  /** `room:epoch:offset` → number, for what the store acknowledged. */
  readonly #appended = new Map<string, number>();
  #number = 0;
  #open: Promise<void> | undefined;
  #talking = false;

  constructor(options: RollingOptions) {
    this.#options = options;
    this.#store = createRoomStore([options.roomsRedis]);
  }

  /** Rooms, everybody in them, and events that go on until {@link finish}. */
  async begin(): Promise<void> {
    for (let i = 0; i < this.#options.rooms; i += 1) {
      const room = { id: testUuid(), host: testPerson(`Host ${i}`) };
      await this.#store(room.id).createRoom(room.id, testRoomOf(room.host));
      this.#rooms.push(room);
    }
    for (let i = 0; i < this.#options.viewers; i += 1) this.#enter(i);
    await this.#everybodyIsIn();
    this.#talking = true;
    this.#open = this.#talk();
  }

  /** The deployment. Resolves when the last node is replaced and everybody is in a room again. */
  async roll(): Promise<void> {
    for (const node of this.#options.nodes) {
      await node.replace();
      // As an orchestrator waits for readiness before it goes on.
      await this.#everybodyIsIn();
    }
  }

  /** Ends the events, waits until everybody has heard the last one, and says what went wrong: empty when nothing did. */
  async finish(): Promise<readonly string[]> {
    this.#talking = false;
    await this.#open;
    let behind: readonly string[] = ['nothing was looked at'];
    const look = async (): Promise<boolean> => {
      behind = await this.#behind();
      return behind.length === 0;
    };
    await waitUntil(look, { timeoutMs: this.#options.settleTimeoutMs, pollMs: 100 });
    return [...behind, ...this.#lies()].slice(0, 20);
  }

  stop(): void {
    this.#talking = false;
    for (const witness of this.witnesses) witness.client.stop();
  }

  get eventsSent(): number {
    return this.#appended.size;
  }

  get eventsTold(): number {
    return this.witnesses.reduce((sum, { told }) => sum + told.length, 0);
  }

  #enter(number: number): void {
    const room = this.#rooms[number % this.#rooms.length];
    if (room === undefined) throw new Error('there is no room');
    const person = testPerson(`p${number}`);
    let move: Move | undefined;
    const witness = new RoomWitness({
      roomId: room.id,
      person,
      random: this.#options.random.next,
      speed: 1,
      onDrain: ({ afterMs, jitterMs }) => {
        move = { toldAtMs: performance.now(), afterMs, jitterMs, cameAtMs: undefined, liveAtMs: undefined };
        this.moves.push(move);
      },
      onWelcomed: () => {
        if (move?.cameAtMs === undefined) return;
        move.liveAtMs = performance.now();
        move = undefined;
      },
      join: async () => {
        if (move !== undefined) move.cameAtMs ??= performance.now();
        const place = await this.#place();
        return { url: place.url, ticket: await this.#options.bench.ticket(place, room, person) };
      },
    });
    this.witnesses.push(witness);
    witness.client.start();
  }

  /** Where the origin would send somebody: to a node that lives and does not drain. */
  async #place(): Promise<RollingNode['place']> {
    const { bench, nodes, random } = this.#options;
    const texts = await bench.control.mget(nodes.map(({ name }) => controlKeys.node(name)));
    const open = texts.flatMap((text) => {
      const record = text === null ? undefined : nodeRecordSchema.parse(JSON.parse(text));
      return record === undefined || record.draining ? [] : [record];
    });
    const chosen = open[random.below(open.length)];
    if (chosen === undefined) throw new Error('no node takes anybody');
    return { url: chosen.url, node: { id: chosen.id, boot: chosen.boot } };
  }

  async #talk(): Promise<void> {
    while (this.#talking) {
      await Promise.all(this.#rooms.map((room) => this.#append(room.id)));
      await new Promise((resolve) => setTimeout(resolve, this.#options.eventPauseMs));
    }
  }

  async #append(roomId: string): Promise<void> {
    this.#number += 1;
    const number = this.#number;
    const event = encode({ t: 'host', online: true, atMs: number });
    const result = await this.#store(roomId).appendReliable(roomId, eventSpecs.host.code, event);
    if (result.kind !== 'ok') throw new Error(`an event was not taken: ${result.kind}`);
    this.#appended.set(`${roomId}:${result.epoch}:${result.offset}`, number);
  }

  async #everybodyIsIn(): Promise<void> {
    const { settleTimeoutMs } = this.#options;
    const isIn = (): boolean => this.witnesses.every(({ client }) => client.state === 'live');
    if (await waitUntil(isIn, { timeoutMs: settleTimeoutMs })) return;
    const away = this.witnesses.filter(({ client }) => client.state !== 'live');
    throw new Error(
      `${away.length} of ${this.witnesses.length} are not in their room, the first ${away[0]?.client.state}`,
    );
  }

  async #behind(): Promise<readonly string[]> {
    const wrong: string[] = [];
    for (const room of this.#rooms) {
      const read = await this.#store(room.id).readRoom(room.id);
      if (read.kind !== 'ok') return [`room ${room.id} is ${read.kind}`];
      const { epoch, offset } = read.snapshot;
      for (const { client, roomId, person } of this.witnesses) {
        if (roomId !== room.id) continue;
        const at = client.point;
        if (at?.epoch === epoch && at.offset === offset) continue;
        wrong.push(`${person.name} stands at ${at?.epoch}:${at?.offset}, the room at ${epoch}:${offset}`);
      }
    }
    return wrong;
  }

  /** Gaps and repetitions, which a witness notes itself; snapshots in place of recoveries; events that nobody sent. */
  #lies(): readonly string[] {
    return this.witnesses.flatMap((witness) => {
      const { person, problems, snapshots, told, roomId } = witness;
      const wrong = problems.map((problem) => `${person.name}: ${problem}`);
      if (snapshots !== 1) wrong.push(`${person.name} took the room anew ${snapshots - 1} times`);
      for (const { epoch, offset, number } of told) {
        const sent = this.#appended.get(`${roomId}:${epoch}:${offset}`);
        if (sent !== number)
          wrong.push(`${person.name} was told ${number} at ${epoch}:${offset}, where ${sent} stands`);
      }
      return wrong;
    });
  }
}
