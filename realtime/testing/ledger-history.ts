import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { decodeIntent, type Intent } from '@halobuzz/core/ledger/intent';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import type { SeededRandom } from '@halobuzz/core/testing/seeded-random';
import { shownGifts } from './ledger-invariants.ts';
import type { LedgerWorld } from './ledger-world.ts';

/** Calls and answers of a writer between its start and some hundred committed gifts; one in this range ends it. */
const operationsMax = 900;
const writersMax = 2;

/** What a history leaves behind for its verdict. */
export interface PlayedHistory {
  /** Accepted, and then in no stream that the server brought back: only these may be missing. */
  readonly losable: ReadonlySet<string>;
}

interface Play {
  readonly world: LedgerWorld;
  readonly random: SeededRandom;
  readonly writers: Set<ChildProcess>;
  readonly losable: Set<string>;
  readonly orders: Intent[];
}

type Step = (play: Play) => Promise<string>;

/** How often each step is taken, relative to the others, and what it does. A step says in words what it did. */
const steps: readonly (readonly [weight: number, step: Step])[] = [
  [8, give],
  [4, giveAgain],
  [2, buy],
  [4, startDoomed],
  [2, startSound],
  [2, killWriter],
  [1, freezeWriter],
  [2, restartWallets],
  [1, cutFile],
  [1, wipeWallets],
];

/**
 * Plays random steps on real stores: people give, ask again and buy, while writers die at some call to a store, stall and
 * overlap, and the wallets server crashes, loses the end of its file or all of it. The same seed takes the same steps;
 * what the processes do in between is their own.
 */
export async function playLedgerHistory(
  world: LedgerWorld,
  random: SeededRandom,
  count: number,
  say: (line: string) => void,
): Promise<PlayedHistory> {
  const deck = steps.flatMap(([weight, step]) => Array.from({ length: weight }, () => step));
  const play: Play = { world, random, writers: new Set(), losable: new Set(), orders: [] };
  for (let i = 0; i < count; i += 1) say(await (deck[random.below(deck.length)] ?? give)(play));
  for (const writer of play.writers) {
    writer.kill('SIGCONT');
    writer.kill('SIGKILL');
    await world.death(writer);
  }
  return play;
}

async function give({ world, random }: Play): Promise<string> {
  const count = 1 + random.below(12);
  await world.give(count);
  return `${count} gifts`;
}

/** Senders that were told nothing, or are in doubt. */
async function giveAgain({ world, random }: Play): Promise<string> {
  const known = [...world.asked.values()].filter(({ intent }) => intent.kind === 'gift');
  const again = known.slice(-1 - random.below(20));
  await Promise.all(again.map(({ intent }) => world.ask(intent)));
  return `${again.length} gifts again`;
}

async function buy({ world, random, orders }: Play): Promise<string> {
  const known = random.below(2) === 0 ? orders[random.below(Math.max(1, orders.length))] : undefined;
  if (known === undefined) orders.push(await world.buy(random.below(world.people.length), 25n));
  else await world.post(known);
  return known === undefined ? 'a purchase' : 'a purchase again';
}

async function startWriter(play: Play, operation?: number): Promise<string> {
  for (const writer of play.writers) if (writer.signalCode !== null) play.writers.delete(writer);
  if (play.writers.size >= writersMax) return 'writers enough';
  play.writers.add(play.world.process(operation === undefined ? {} : { dieAt: { operation } }));
  await wait(200 + play.random.below(800));
  return operation === undefined ? 'a writer' : `a writer that will die at its operation ${operation}`;
}

function startDoomed(play: Play): Promise<string> {
  return startWriter(play, 1 + play.random.below(operationsMax));
}

function startSound(play: Play): Promise<string> {
  return startWriter(play);
}

async function killWriter({ world, random, writers }: Play): Promise<string> {
  const victim = [...writers][random.below(Math.max(1, writers.size))];
  if (victim === undefined) return 'no writer to kill';
  victim.kill('SIGKILL');
  await world.death(victim);
  writers.delete(victim);
  return 'a writer is killed';
}

async function freezeWriter({ world, random, writers }: Play): Promise<string> {
  const victim = [...writers][random.below(Math.max(1, writers.size))];
  if (victim === undefined) return 'no writer to freeze';
  victim.kill('SIGSTOP');
  const lastsMs = 300 + random.below(1_200);
  await world.give(5);
  await wait(lastsMs);
  victim.kill('SIGCONT');
  return `a writer stalls for ${lastsMs} ms`;
}

async function restartWallets({ world }: Play): Promise<string> {
  const giving = world.give(10);
  await world.bench.server.crashAndRestart();
  await giving;
  return 'the wallets server crashes';
}

async function cutFile(play: Play): Promise<string> {
  const bytes = 200 + play.random.below(6_000);
  return `${bytes} bytes of its file are lost, and with them ${await loseSome(play, (server) => server.cutTailAndRestart(bytes))}`;
}

async function wipeWallets(play: Play): Promise<string> {
  return `the wallets server is wiped, and with it ${await loseSome(play, (server) => server.wipeAndRestart())}`;
}

/** What was accepted by now and stands in no stream afterwards may be lost, if it was not committed either. */
async function loseSome(play: Play, lose: (server: LedgerWorld['bench']['server']) => Promise<void>): Promise<string> {
  const { world, losable } = play;
  const accepted = [...world.asked].filter(([, { kind }]) => kind !== 'refused');
  await lose(world.bench.server);
  const held = await heldByStreams(world);
  const shown = await Promise.all(world.rooms.map((room) => shownGifts(world, room)));
  let count = 0;
  for (const [tx] of accepted) {
    if (held.has(tx)) losable.delete(tx);
    else {
      losable.add(tx);
      if (!shown.some((room) => room.has(tx))) world.unshowable.add(tx);
      count += 1;
    }
  }
  return `${count} entries, committed ones among them`;
}

async function heldByStreams({ bench }: LedgerWorld): Promise<ReadonlySet<string>> {
  const held = new Set<string>();
  const redis = (await bench.connection.next(undefined))?.redis;
  for (let shard = 0; shard < WALLET_SHARDS; shard += 1) {
    const entries = (await redis?.xrangeBuffer(walletShardKeys(shard).stream, '-', '+')) ?? [];
    for (const [, fields] of entries) {
      const at = fields?.findIndex((field) => field.toString() === 'p') ?? -1;
      const intent = decodeIntent(fields?.[at + 1] ?? new Uint8Array(0));
      if (intent !== undefined) held.add(intent.tx);
    }
  }
  return held;
}
