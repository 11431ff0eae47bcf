import type { LedgerWorld } from './ledger-world.ts';
import type { SimProcess } from './sim-process.ts';

type Fault = (world: LedgerWorld) => string;

/** How often each fault happens, relative to the others. Each ends by itself; a fault says in words what it did. */
const faults: readonly (readonly [weight: number, fault: Fault])[] = [
  [12, breakAtStep],
  [4, breakRebuild],
  [3, lateCommit],
  [3, sleepCutOff],
  [2, killWriter],
  [3, stallWriter],
  [2, stopWriter],
  [3, cutLines],
  [2, restartWallets],
  [2, cutFile],
  [1, wipe],
  [1, restoreOld],
  [2, stepDown],
  [2, stepDownAfterCommit],
  [1, awayForLong],
  [2, freeze],
  [2, cutOffPrimary],
  [2, loseAnswers],
  [1, slowMongo],
  [1, roomsAway],
  [3, askRebuild],
  [1, moveClock],
];
const hourMs = 3_600_000;
const deck = faults.flatMap(([weight, fault]) => Array.from({ length: weight }, () => fault));

/** Something breaks, now. `only`: names of the faults to draw from. */
export function breakSomething(world: LedgerWorld, only?: readonly string[]): void {
  const cards = only === undefined ? deck : deck.filter(({ name }) => only.includes(name));
  const fault = cards[world.random.below(cards.length)] ?? killWriter;
  world.say(fault(world));
}

/** Everything works again, and both seats have a writer. */
export function heal(world: LedgerWorld): void {
  const { mongo, net, rooms, time } = world;
  mongo.lossRate = 0;
  mongo.slowMs = 0;
  mongo.stepsDownAfterCommit = false;
  mongo.cutOff = undefined;
  world.armed = undefined;
  mongo.downUntilMs = Math.min(mongo.downUntilMs, time.nowMs);
  mongo.frozenUntilMs = Math.min(mongo.frozenUntilMs, time.nowMs);
  rooms.down = false;
  setClock(world, 0);
  if (!net.up) net.start(world.name('run'));
  for (const seat of world.writers.keys()) if (world.writers[seat] === undefined) world.startWriter(seat);
  world.say('all is healed');
}

function between(world: LedgerWorld, fromMs: number, toMs: number): number {
  return Math.floor(fromMs + world.random.next() * (toMs - fromMs));
}

function someSeat(world: LedgerWorld): number {
  return world.random.below(world.writers.length);
}

/** Calls to the stores in the middle of which something breaks. */
const steps = [
  ...[
    'holdLeases',
    'takeTerm',
    'markOpen',
    'claimRebuild',
    'claimRebuild',
    'endRebuild',
    'endRebuild',
    'commit',
    'commit',
  ],
  ...[
    'findDuplicates',
    'saveProjected',
    'coinBalances',
    'spentSince',
    'entriesSince',
    'setAside',
    'quarantinedUnprojected',
  ],
  ...[
    'openGate',
    'lockGate',
    'switchEpoch',
    'switchEpoch',
    'readRange',
    'readNew',
    'trim',
    'removeEntries',
    'writeWallet',
  ],
  ...['writeIdempotencyId', 'endIdempotencyId', 'sweepEpochs', 'heads', 'startTransaction', 'insertDocuments'],
  ...['commitTransaction', 'commitTransaction', 'commitTransaction'],
] as const;

function breakAtStep(world: LedgerWorld): string {
  const { random } = world;
  const step = steps[random.below(steps.length)] ?? 'commit';
  const afterMs = random.next() * 8;
  const seatOf = (process: SimProcess): number => world.writers.findIndex((writer) => writer?.process === process);
  const acts: readonly (readonly [string, (process: SimProcess) => string])[] = [
    ['is killed', (process) => killSeat(world, seatOf(process))],
    ['is killed', (process) => killSeat(world, seatOf(process))],
    ['stands still', (process) => stallSeat(world, seatOf(process))],
    ['stands still', (process) => stallSeat(world, seatOf(process))],
    ['loses its lines to the wallets', (process) => cutProcess(world, process)],
    ['finds the wallets crashed', () => restartWallets(world)],
    ['finds the wallets set back', () => cutFile(world)],
    ['meets an election', () => stepDown(world)],
    ['meets a server that stands still', () => freeze(world)],
  ];
  const [what, act] = acts[random.below(acts.length)] ?? ['is killed', () => ''];
  world.armed = { steps: [step], afterMs, act: (process) => world.say(`at ${step}: ${act(process)}`) };
  return `whoever next takes the step ${step} ${what}`;
}

/** A rebuild is needed, and whoever makes it is broken off or sleeps over it. */
function breakRebuild(world: LedgerWorld): string {
  const { random } = world;
  const steps = [
    'coinBalances',
    'spentSince',
    'entriesSince',
    'writeWallet',
    'writeIdempotencyId',
    'switchEpoch',
    'endRebuild',
  ];
  const isKilled = random.below(2) === 0;
  const act = (process: SimProcess): string => {
    const seat = world.writers.findIndex((writer) => writer?.process === process);
    return isKilled ? killSeat(world, seat) : stallSeat(world, seat);
  };
  world.armed = { steps, afterMs: random.next() * 15, act: (process) => world.say(`in a rebuild: ${act(process)}`) };
  return random.below(3) === 0 ? wipe(world) : cutFile(world);
}

/** A commit is on its way when MongoDB or its writer stops, and before it arrives the wallets are set back. */
function lateCommit(world: LedgerWorld): string {
  const { random, time } = world;
  const ms = between(world, 2_000, 27_000);
  const act = (process: SimProcess): void => {
    if (random.below(2) === 0) {
      world.mongo.frozenUntilMs = time.nowMs + ms;
      world.say(`a commit of ${process.name} waits: MongoDB stands still for ${ms} ms`);
    } else {
      process.stall(ms);
      world.say(`${process.name} stands still in a commit for ${ms} ms`);
    }
    time.after(between(world, 100, ms), () => world.say(cutFile(world)));
  };
  const steps = ['commit', 'startTransaction', 'insertDocuments', 'commitTransaction', 'commitTransaction'];
  world.armed = { steps: [steps[random.below(steps.length)] ?? 'commit'], afterMs: random.next() * 8, act };
  return 'the next commit will be late';
}

/** A writer sleeps, clock and all, and wakes up with a primary that was cut off and wallets that were set back. */
function sleepCutOff(world: LedgerWorld): string {
  const { mongo, time } = world;
  const writer = world.writers[someSeat(world)];
  if (writer === undefined || mongo.cutOff !== undefined) return 'nobody sleeps';
  const ms = between(world, 1_600, 5_000);
  mongo.cutOffFor(new Set([writer.process]));
  writer.process.suspend(ms);
  time.after(ms - 200, () => world.say(cutFile(world)));
  time.after(ms + between(world, 200, 2_500), () => {
    mongo.cutOff = undefined;
  });
  return `${writer.process.name} sleeps for ${ms} ms, and knows only a primary that was cut off`;
}

function killWriter(world: LedgerWorld): string {
  return killSeat(world, someSeat(world));
}

function killSeat(world: LedgerWorld, seat: number): string {
  const name = world.writers[seat]?.process.name;
  world.killWriter(seat);
  const downMs = between(world, 50, 4_000);
  world.time.after(downMs, () => {
    if (world.writers[seat] === undefined) world.startWriter(seat);
  });
  return `${name ?? 'nobody'} is killed, its seat empty for ${downMs} ms`;
}

function stallWriter(world: LedgerWorld): string {
  return stallSeat(world, someSeat(world));
}

function stallSeat(world: LedgerWorld, seat: number): string {
  const writer = world.writers[seat];
  const ms = between(world, 200, 6_000);
  writer?.process.stall(ms);
  return `${writer?.process.name ?? 'nobody'} stands still for ${ms} ms`;
}

function stopWriter(world: LedgerWorld): string {
  const seat = someSeat(world);
  const writer = world.writers[seat];
  if (writer === undefined) return 'no writer to stop';
  void writer.stop().then(
    () => {
      if (world.writers[seat] !== writer) return;
      world.writers[seat] = undefined;
      world.startWriter(seat);
    },
    () => world.killWriter(seat),
  );
  return `${writer.process.name} is asked to stop`;
}

function cutProcess({ net }: LedgerWorld, process: SimProcess): string {
  net.cut(process);
  return `${process.name} loses its lines to the wallets`;
}

function cutLines(world: LedgerWorld): string {
  const writer = world.writers[someSeat(world)];
  const everybody = world.random.below(3) === 0;
  world.net.cut(everybody ? undefined : writer?.process);
  return `lines to the wallets are cut: ${everybody ? 'all' : (writer?.process.name ?? 'none')}`;
}

function crashWallets(world: LedgerWorld, lose: () => void): number {
  const { net, time } = world;
  const downMs = between(world, 10, 2_000);
  const runId = world.name('run');
  net.crash();
  lose();
  time.after(downMs, () => {
    if (!net.up) net.start(runId);
  });
  return downMs;
}

function restartWallets(world: LedgerWorld): string {
  return `the wallets server crashes, back after ${crashWallets(world, () => {})} ms`;
}

function cutFile(world: LedgerWorld): string {
  const steps = 1 + world.random.below(12);
  const downMs = crashWallets(world, () => world.server.log.takeBack(Math.min(steps, world.server.log.length)));
  return `the wallets server crashes and loses its last ${steps} writes, back after ${downMs} ms`;
}

function wipe(world: LedgerWorld): string {
  return `the wallets server loses everything, back after ${crashWallets(world, () => world.server.wipe())} ms`;
}

function restoreOld(world: LedgerWorld): string {
  const steps = world.random.below(1 + world.server.log.length);
  const downMs = crashWallets(world, () => world.server.log.takeBack(steps));
  return `the wallets server comes back as it was ${steps} writes ago, after ${downMs} ms`;
}

function stepDown(world: LedgerWorld): string {
  const ms = between(world, 100, 3_000);
  world.mongo.stepDown(ms);
  return `the primary steps down, another leads after ${ms} ms`;
}

function stepDownAfterCommit(world: LedgerWorld): string {
  world.mongo.stepsDownAfterCommit = true;
  return 'the primary will step down after the next commit';
}

function awayForLong(world: LedgerWorld): string {
  const ms = between(world, 6_000, 20_000);
  world.mongo.stepDown(ms);
  return `MongoDB is away for ${ms} ms`;
}

function freeze(world: LedgerWorld): string {
  const ms = between(world, 500, 28_000);
  world.mongo.frozenUntilMs = world.time.nowMs + ms;
  return `MongoDB stands still for ${ms} ms`;
}

function cutOffPrimary(world: LedgerWorld): string {
  const { mongo, time } = world;
  const ms = between(world, 500, 5_000);
  const writer = world.writers[someSeat(world)];
  if (writer === undefined || mongo.cutOff !== undefined) return 'nobody is cut off';
  mongo.cutOffFor(new Set([writer.process]));
  time.after(ms, () => {
    mongo.cutOff = undefined;
  });
  return `${writer.process.name} speaks to a primary that was cut off, for ${ms} ms`;
}

function loseAnswers(world: LedgerWorld): string {
  const ms = between(world, 500, 4_000);
  world.mongo.lossRate = 0.3;
  world.time.after(ms, () => {
    world.mongo.lossRate = 0;
  });
  return `MongoDB's lines lose commands and answers for ${ms} ms`;
}

function slowMongo(world: LedgerWorld): string {
  const ms = between(world, 500, 5_000);
  world.mongo.slowMs = 400;
  world.time.after(ms, () => {
    world.mongo.slowMs = 0;
  });
  return `MongoDB is slow for ${ms} ms`;
}

/** As `npm run ledger -- rebuild` does, while everything runs. */
function askRebuild(world: LedgerWorld): string {
  const { mongo, net, server, time, random } = world;
  const heads = [...mongo.heads.values()];
  const head = heads[random.below(heads.length)];
  if (head === undefined || mongo.isHeld(head._id)) return 'no rebuild is asked for';
  const { _id: shard, epoch } = head;
  mongo.write(() => {
    head.rebuildAsked = 'somebody asked for it';
  });
  time.after(between(world, 1, 20), () => {
    if (net.up) server.lockGate(shard, epoch);
  });
  return `somebody asks to rebuild shard ${shard}`;
}

/** The wallets' server, not the ledger, tells how old an id is and when it ends. */
function moveClock(world: LedgerWorld): string {
  const skewMs = Math.floor((world.random.next() * 2 - 1) * hourMs);
  setClock(world, skewMs);
  return `the clock of the wallets server is off by ${skewMs} ms`;
}

function setClock(world: LedgerWorld, skewMs: number): void {
  if (skewMs < world.server.skewMs) world.clockWentBack = true;
  world.server.skewMs = skewMs;
}

function roomsAway(world: LedgerWorld): string {
  const ms = between(world, 500, 4_000);
  world.rooms.down = true;
  world.time.after(ms, () => {
    world.rooms.down = false;
  });
  return `rooms are away for ${ms} ms`;
}
