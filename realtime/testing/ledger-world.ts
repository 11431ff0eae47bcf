import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Intent } from '@halobuzz/core/ledger/intent';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { encode } from '@halobuzz/core/protocol/codec';
import type { Redis } from 'ioredis';
import { ledgerHeads, transactions } from '../src/adapters/mongo/ledger-collections.ts';
import { createRoomStore } from '../src/adapters/redis/room-redis.ts';
import { fingerprintOf } from '../src/ledger/fingerprint.ts';
import type { ProjectionTargets } from '../src/ledger/project-gifts.ts';
import { roomTargets } from '../src/ledger/room-targets.ts';
import type { WalletPort, WalletResult } from '../src/ledger/wallet-port.ts';
import { frozenWord } from './die-at.ts';
import { giftIntent, grantIntent, intentOf } from './intents.ts';
import { type LedgerBench, type LedgerOptions, openLedgerBench, testCheckpointKey, until } from './ledger-process.ts';
import type { OwnDatabase } from './ledger-stores.ts';
import type { WriterProcessSettings } from './ledger-writer-process.ts';
import { openTestRedis, testStoreUrl } from './redis.ts';
import { type TestPerson, testPerson, testRoomOf, testUuid } from './rooms.ts';

/** What became of something that was asked of a wallet, as far as whoever asked was told. */
export interface Asked {
  readonly intent: Intent;
  /** `unknown`: no answer came, ever. `lost`: accepted, and then Redis itself lost it; see {@link LedgerWorld.forgiveLost}. */
  kind: 'created' | 'exists' | 'committed' | 'refused' | 'unknown' | 'lost';
}

const program = fileURLToPath(new URL('./ledger-writer-process.ts', import.meta.url));
const peopleCount = 12;
const deathTimeoutMs = 20_000;

/**
 * A whole ledger on real stores: wallets server, MongoDB, rooms, people who give and buy, writers in this process and in
 * others that can be killed. It remembers what was answered to whom; {@link ledgerInvariants} holds the stores against it.
 */
export class LedgerWorld {
  readonly bench: LedgerBench;
  readonly roomsRedis: Redis;
  readonly rooms: readonly string[];
  readonly host: TestPerson;
  readonly people: readonly TestPerson[];
  readonly targets: ProjectionTargets;
  readonly asked = new Map<string, Asked>();
  /** Gifts whose room event stood in the wallets server alone when it lost it. */
  readonly unshowable = new Set<string>();
  readonly #children = new Set<ChildProcess>();
  #gifts = 0;

  private constructor(
    bench: LedgerBench,
    roomsRedis: Redis,
    rooms: readonly string[],
    host: TestPerson,
    people: readonly TestPerson[],
  ) {
    this.bench = bench;
    this.roomsRedis = roomsRedis;
    this.rooms = rooms;
    this.host = host;
    this.people = people;
    const { db } = bench.database;
    this.targets = roomTargets(createRoomStore([roomsRedis]), 1, roomsRedis, { db, onBoardsBehind: () => {} });
  }

  static async open(database?: OwnDatabase): Promise<LedgerWorld> {
    const [bench, redis] = await Promise.all([
      openLedgerBench(database),
      openTestRedis(testStoreUrl('TEST_REDIS_ROOMS_URL')),
    ]);
    const rooms = [testUuid(), testUuid()];
    const store = createRoomStore([redis]);
    const host = testPerson('Host');
    for (const room of rooms) await store(room).createRoom(room, testRoomOf(host));
    const people = Array.from({ length: peopleCount }, (_, i) => testPerson(`p${i}`));
    return new LedgerWorld(bench, redis, rooms, host, people);
  }

  /** A writer in this process; resolves when all shards are open. */
  async writer(options: LedgerOptions = {}) {
    const ledger = this.bench.start({ targets: this.targets, ...options });
    await ledger.ready();
    return ledger;
  }

  /** A writer in a process of its own. */
  process(settings: Partial<WriterProcessSettings> = {}): ChildProcess {
    const all: WriterProcessSettings = {
      owner: `process#${randomUUID()}`,
      mongoUri: this.bench.database.uri,
      database: this.bench.database.name,
      walletsUrl: this.bench.server.url,
      roomsUrl: testStoreUrl('TEST_REDIS_ROOMS_URL'),
      checkpointDir: this.bench.checkpointDir,
      checkpointKey: testCheckpointKey.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'),
      leaseMs: 600,
      ...settings,
    };
    const child = spawn(process.execPath, [program, JSON.stringify(all)], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdout?.resume();
    this.#children.add(child);
    return child;
  }

  /** Waits until the process is gone, and tells by what signal. One that lives on is ended, and told apart. */
  async death(child: ChildProcess): Promise<NodeJS.Signals | 'lived on' | null> {
    if (child.exitCode === null && child.signalCode === null) {
      const timer = setTimeout(() => child.kill('SIGQUIT'), deathTimeoutMs);
      await once(child, 'exit');
      clearTimeout(timer);
    }
    if (child.signalCode === 'SIGQUIT') return 'lived on';
    this.#children.delete(child);
    return child.signalCode;
  }

  /** Waits until a process that was told to freeze has done so. */
  async frozen(child: ChildProcess): Promise<void> {
    let output = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes(frozenWord)) resolve();
      });
      child.once('exit', () => reject(new Error('the process died instead of freezing')));
      setTimeout(() => reject(new Error('the process did not freeze')), 3 * deathTimeoutMs).unref();
    });
  }

  person(at: number): TestPerson {
    const found = this.people[at % this.people.length];
    if (found === undefined) throw new Error('nobody is there');
    return found;
  }

  async fund(coins = 1_000n): Promise<void> {
    for (const { subject } of this.people) await this.ask(grantIntent({ wallet: subject, amount: coins }));
  }

  /** A gift of somebody to one of the rooms, never given before. */
  gift(at = this.#gifts, amount = 3n): Intent {
    this.#gifts += 1;
    const roomId = this.rooms[this.#gifts % this.rooms.length] ?? '';
    return giftIntent({ wallet: this.person(at).subject, amount, roomId });
  }

  async give(count: number, wallet: WalletPort = this.bench.wallet): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.ask(this.gift(), wallet)));
  }

  /** Asks, and remembers the answer; an answer that tells more than an earlier one takes its place. */
  async ask(intent: Intent, wallet: WalletPort = this.bench.wallet): Promise<WalletResult> {
    const result = await wallet.submit(intent, fingerprintOf(intent), this.#eventOf(intent));
    this.remember(intent, result.kind);
    return result;
  }

  /** A purchase of somebody: taken once for ever. */
  async buy(at: number, coins: bigint): Promise<Intent> {
    const intent = intentOf('purchase', { wallet: this.person(at).subject, amount: coins });
    await this.post(intent);
    return intent;
  }

  /** `beforeLua`: happens when MongoDB was asked, and the wallet not yet. */
  async post(
    intent: Intent,
    wallet: WalletPort = this.bench.wallet,
    beforeLua = (): void => {},
  ): Promise<Asked['kind']> {
    const isCommitted = async (tx: string): Promise<boolean> => {
      const majority = { readConcern: { level: 'majority' } } as const;
      const found = await transactions(this.bench.database.db).findOne({ _id: tx }, majority);
      beforeLua();
      return found !== null;
    };
    const { kind } = await wallet.post(intent, fingerprintOf(intent), isCommitted);
    this.remember(intent, kind);
    return kind;
  }

  /** Waits until no accepted entry waits for its commit. */
  async drained(): Promise<void> {
    const { db } = this.bench.database;
    await until('everything is committed', async () => {
      const redis = this.bench.connection.session()?.redis;
      for (const { _id, epoch, sequence } of await ledgerHeads(db).find().toArray()) {
        const at = await redis?.hmget(walletShardKeys(_id).head, 'epoch', 'sequence');
        if (at?.[0] !== `${epoch}` || at[1] !== `${sequence}`) return false;
      }
      return true;
    });
  }

  /**
   * What was accepted and is in no store any more because Redis lost it: all of it, or what is `among` these. Its number is
   * what the caller reports.
   */
  async forgiveLost(among?: ReadonlySet<string>): Promise<number> {
    const { db } = this.bench.database;
    let lost = 0;
    for (const [tx, one] of this.asked) {
      if (one.kind === 'refused' || one.kind === 'unknown' || among?.has(tx) === false) continue;
      if ((await transactions(db).findOne({ _id: tx })) !== null) continue;
      one.kind = 'lost';
      lost += 1;
    }
    return lost;
  }

  async close(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    await Promise.all([...this.#children].map((child) => this.death(child)));
    await this.bench.close();
    for (const room of this.rooms) {
      const keys = await this.roomsRedis.keys(`r:{${room}}:*`);
      if (keys.length > 0) await this.roomsRedis.del(...keys);
    }
    this.roomsRedis.disconnect();
  }

  /** Notes what somebody was told by another way than {@link ask}. */
  remember(intent: Intent, kind: Asked['kind']): void {
    const known = this.asked.get(intent.tx);
    const sure = known !== undefined && known.kind !== 'unknown' && known.kind !== 'refused';
    if (!sure) this.asked.set(intent.tx, { intent, kind });
  }

  #eventOf(intent: Intent): Uint8Array {
    const from = this.people.find(({ subject }) => subject === intent.wallet);
    if (intent.kind !== 'gift' || from === undefined) return new Uint8Array(0);
    const { tx, giftId, amount } = intent;
    const facts = { gift: giftId, quantity: 1, coins: amount.toString(), atMs: Date.now() };
    return encode({ t: 'gift', tx, from: { id: from.account, name: from.name }, ...facts });
  }
}
