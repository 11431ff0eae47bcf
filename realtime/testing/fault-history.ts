import { errorCodes, reconnectsAfter } from '@halobuzz/core/errors/codes';
import { encode } from '@halobuzz/core/protocol/codec';
import type { SeededRandom } from '@halobuzz/core/testing/seeded-random';
import { type FaultGateway, type FaultWorld, wait } from './fault-world.ts';
import { GatewayClient } from './gateway-client.ts';
import { RawWebSocket } from './raw-web-socket.ts';
import type { TcpProxy } from './tcp-proxy.ts';

const clientsMax = 16;
/** Slow enough that a room's history reaches back over any fault. */
const drumMs = 15;

type Step = (world: FaultWorld, random: SeededRandom) => Promise<string>;

/** How often each step is taken, relative to the others, and what it does. A step says in words what it did. */
const steps: readonly (readonly [weight: number, step: Step])[] = [
  [8, happen],
  [5, enter],
  [3, leave],
  [4, speak],
  [2, breakStoreLine],
  [1, breakControlLine],
  [2, breakClientLines],
  [1, crashGateway],
  [1, crashStore],
  [1, replayTicket],
  [1, sendNonsense],
];

/** Plays a history of random steps; the same seed takes the same steps. What the clients do in between is their own. */
export async function playHistory(
  world: FaultWorld,
  random: SeededRandom,
  count: number,
  say: (line: string) => void,
): Promise<void> {
  const deck = steps.flatMap(([weight, step]) => Array.from({ length: weight }, () => step));
  for (const room of world.rooms) world.enter(room);
  const stopDrum = beatDrum(world);
  try {
    for (let i = 0; i < count; i += 1) {
      const step = deck[random.below(deck.length)] ?? happen;
      say(await step(world, random));
    }
  } finally {
    await stopDrum();
  }
}

/** Something happens in every room all the time: a line that mends must meet events that are under way. */
function beatDrum(world: FaultWorld): () => Promise<void> {
  let beating = true;
  const drum = async (): Promise<void> => {
    while (beating) {
      for (const room of world.rooms) await world.append(room);
      await wait(drumMs);
    }
  };
  const ended = drum();
  return async () => {
    beating = false;
    await ended;
  };
}

async function happen(world: FaultWorld, random: SeededRandom): Promise<string> {
  const room = world.pick(world.rooms);
  const events = 1 + random.below(6);
  for (let i = 0; i < events; i += 1) await world.append(room);
  return `${events} events`;
}

async function enter(world: FaultWorld, random: SeededRandom): Promise<string> {
  if (world.witnesses.size >= clientsMax) return 'full';
  const again = random.below(4) === 0 && world.witnesses.size > 0 ? world.pick([...world.witnesses]) : undefined;
  // Some come with a second device, into any room.
  world.enter(world.pick(world.rooms), again?.person);
  return again === undefined ? 'somebody enters' : 'somebody enters once more';
}

async function leave(world: FaultWorld): Promise<string> {
  if (world.witnesses.size < 3) return 'few';
  world.leave(world.pick([...world.witnesses]));
  return 'somebody leaves';
}

async function speak(world: FaultWorld): Promise<string> {
  const witness = world.pick([...world.witnesses]);
  // Whether it is said does not matter here; that it is settled does.
  const outcome = await witness.client.chat('hello').then(
    () => 'said',
    () => 'not said',
  );
  return `a message is ${outcome}`;
}

async function breakLine(line: TcpProxy, random: SeededRandom): Promise<string> {
  const lastsMs = 100 + random.below(1_500);
  const ways = ['cut', 'stall', 'delay', 'drop replies', 'forget'] as const;
  const way = ways[random.below(ways.length)] ?? 'cut';
  if (way === 'cut') line.cut();
  else if (way === 'stall') line.stall();
  else if (way === 'delay') line.delay(20 + random.below(200));
  else if (way === 'drop replies') line.dropReplies();
  else line.forgetLinks();
  await wait(lastsMs);
  line.heal();
  return `${way} for ${lastsMs} ms`;
}

async function breakStoreLine(world: FaultWorld, random: SeededRandom): Promise<string> {
  const line = world.pick(world.pick(world.gateways).rooms);
  const broken = breakLine(line, random);
  for (let i = random.below(5); i >= 0; i -= 1) await happen(world, random);
  return `a gateway's line to rooms: ${await broken}`;
}

async function breakControlLine(world: FaultWorld, random: SeededRandom): Promise<string> {
  return `a gateway's line to control: ${await breakLine(world.pick(world.gateways).control, random)}`;
}

async function breakClientLines(world: FaultWorld, random: SeededRandom): Promise<string> {
  const broken = breakLine(world.pick(world.gateways).clients, random);
  await happen(world, random);
  return `the lines of a gateway's clients: ${await broken}`;
}

async function crashGateway(world: FaultWorld, random: SeededRandom): Promise<string> {
  const crashed = world.crashGateway(world.pick(world.gateways));
  await happen(world, random);
  await crashed;
  return 'a gateway is killed and replaced';
}

async function crashStore(world: FaultWorld, random: SeededRandom): Promise<string> {
  const downMs = random.below(1_500);
  await world.crashStore(world.pick(world.stores), downMs);
  await happen(world, random);
  return `a rooms store is killed and back after ${downMs} ms`;
}

/** A ticket that was used lets nobody in, wherever it is shown. */
async function replayTicket(world: FaultWorld): Promise<string> {
  if (world.usedTickets.length === 0) return 'no ticket';
  const { room, ticket } = world.pick(world.usedTickets);
  const { process }: FaultGateway = world.pick(world.gateways);
  const thief = await GatewayClient.open(process.url);
  try {
    thief.sayHello({ room, ticket });
    const { code, reason } = await thief.closedBy();
    if (thief.welcomes.length > 0) throw new Error('a used ticket was let in');
    const retired = code === errorCodes.ticket_used.close || code === errorCodes.ticket_invalid.close;
    if (!retired && !reconnectsAfter(code)) throw new Error(`a used ticket was answered ${code} ${reason}`);
    return `a used ticket is refused: ${reason}`;
  } finally {
    thief.close();
  }
}

/** Bytes that are no frame of ours, in and out of a frame. The gateway goes on. */
async function sendNonsense(world: FaultWorld, random: SeededRandom): Promise<string> {
  const { process } = world.pick(world.gateways);
  const socket = await RawWebSocket.open(process.port);
  for (let i = 0; i < 12; i += 1) {
    const kind = random.below(4);
    if (kind === 0) socket.frame(random.bytes(random.below(300)));
    else if (kind === 1) socket.frame(encode({ t: 'ping', id: i }), { opcode: 1 });
    else if (kind === 2) socket.fragments(random.bytes(200), 1 + random.below(40));
    else socket.write(random.bytes(20));
  }
  socket.destroy();
  return 'nonsense is sent';
}
