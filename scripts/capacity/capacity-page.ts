import { figure } from '../../loadtests/bench/result-table.ts';
import { table } from '../docs/markdown.ts';
import { coresPerMongoShard, evening, headroom, prices } from './demand.ts';
import { readMeasuredCosts } from './measured-costs.ts';
import { type CapacityPlan, firstFull, planCapacity } from './plan-capacity.ts';

const sizes = [10_000, 100_000, 1_000_000, 10_000_000] as const;
/** docs/capacity.md: what so many viewers need, from the bench's own results. */
export function capacityPage(root: string): string {
  const costs = readMeasuredCosts(root);
  const plans = sizes.map((viewers) => planCapacity(costs, evening, viewers));
  const row = (name: string, figureOf: (plan: CapacityPlan) => number): string[] => [
    name,
    ...plans.map((plan) => figure(figureOf(plan))),
  ];
  const needed = table(
    ['', ...sizes.map(figure)],
    [
      row('joins a second', (plan) => plan.joinsPerSecond),
      row('gifts a second', (plan) => plan.giftsPerSecond),
      row('frames a second', (plan) => plan.framesPerSecond),
      row('gateways, a core each', (plan) => plan.gateways),
      row('MiB of viewers in each', (plan) => plan.gatewayMib),
      row('Redis for rooms', (plan) => plan.roomsRedis),
      row('Redis for wallets', (plan) => plan.walletsRedis),
      row('ledger writers', (plan) => plan.ledgerWriters),
      row(`shards of MongoDB, ${coresPerMongoShard} cores each`, (plan) => plan.mongoShards),
      row('requests at the edge, a second', (plan) => plan.edgeRequestsPerSecond),
      row('GiB out, a second', (plan) => plan.egressGibPerSecond),
      row('machines, $ an hour', (plan) => plan.dollarsPerHour.machines),
      row('traffic out, $ an hour', (plan) => plan.dollarsPerHour.egress),
      row('edge, $ an hour', (plan) => plan.dollarsPerHour.edge),
    ],
  );
  const measured = table(
    ['what', 'µs of a core', 'from'],
    [
      ['a frame to a viewer', figure(costs.frame), '`quiet-room`'],
      ['each further event in it', figure(costs.eventInFrame), '`busy-room` beside `quiet-room`'],
      ['a join: gateway, Redis', [costs.join, costs.joinInRedis].map(figure).join(', '), '`joins`, ADR 0010'],
      ['an event in the rooms’ Redis', figure(costs.eventInRedis), '`many-rooms`'],
      [
        'a gift: wallets, writer, mongod',
        [costs.giftInWallets, costs.giftInWriter, costs.giftInMongo].map(figure).join(', '),
        '`ledger-accept`, `ledger-drain`, ADR 0016 (live)',
      ],
      ['a viewer’s memory', `${figure(costs.viewerKib)} KiB`, '`idle-memory`, before a collection'],
    ],
  );
  const [first] = firstFull(costs, evening);
  return `# Capacity: up to ten million viewers at a time

Written by \`npm run docs\` from results of the bench in \`loadtests/results/\` and from the assumptions below (\`scripts/capacity/demand.ts\`). One core of the bench's machine is the unit: measure yours, and scale. A simulation that plays rooms event
by event, through the gateway's own pacer, with the same costs and none of these formulas, comes to the same gateways and frames (\`scripts/capacity/capacity.test.ts\`). Nobody ran ten million viewers.

## What is needed
${needed}

Two of everything stand at the least, whatever the table says: a machine may die. Each Redis has a replica and each shard of MongoDB three members; the costs have them in. Sound and picture are Agora's, by the minute, and cost far more than all of this.

## What is full first
${firstFull(costs, evening)
  .map(({ part, viewers }) => `- ${part}: ${figure(viewers)} viewers`)
  .join('\n')}

So ${first?.part ?? ''} comes first, and gateways are what one adds: they share nothing but Redis. Rooms spread over several Redis by their id, wallets over the masters of a cluster (ADR 0018); each master has a writer of its own.
Past one MongoDB the ledger's collections are to be sharded by their shard number, which all their keys begin with; that was never tried.

## Costs, measured
${measured}

## Assumptions
- Rooms: ${evening.rooms.map(({ viewers, shareOfViewers }) => `${shareOfViewers * 100}% of viewers in rooms of ${figure(viewers)}`).join(', ')}.
- A viewer writes ${evening.chatsPerViewerMinute} lines a minute and gives ${evening.giftsPerViewerHour} gifts an hour; a room takes ${evening.roomEventsPerSecondMax} events a second at most. A visit lasts ${evening.minutesPerVisit} minutes and makes ${evening.requestsPerVisit} requests. A frame is ${evening.bytesPerFrame} bytes on the wire.
- Used of a core at most: gateways ${headroom.gatewayBusyMax}, Redis ${headroom.redisBusyMax}, MongoDB ${headroom.mongoBusyMax}, writers ${headroom.writerBusyMax}.
- Prices: $${prices.coreHour} a core and hour, $${prices.memoryGibHour} a GiB of memory and hour, $${prices.egressGib} a GiB out, $${prices.millionEdgeRequests} a million requests at the edge.
`;
}
