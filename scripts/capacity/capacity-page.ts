import { coresPerMongoShard, evening, headroom, prices } from './demand.ts';
import { readMeasuredCosts } from './measured-costs.ts';
import { type CapacityPlan, firstFull, planCapacity } from './plan-capacity.ts';

const sizes = [10_000, 100_000, 1_000_000, 10_000_000] as const;
const count = (value: number): string => Math.round(value).toLocaleString('en-US');
const short = (value: number): string => (value >= 100 ? count(value) : String(Number(value.toPrecision(2))));

/** docs/capacity.md: what so many viewers need, from the bench's own results. */
export function capacityPage(root: string): string {
  const costs = readMeasuredCosts(root);
  const plans = sizes.map((viewers) => planCapacity(costs, evening, viewers));
  const row = (name: string, figure: (plan: CapacityPlan) => string): string =>
    `| ${name} | ${plans.map(figure).join(' | ')} |`;
  const [first] = firstFull(costs, evening);
  return `# Capacity: up to ten million viewers at a time

Written by \`npm run docs\` from results of the bench in \`loadtests/results/\` and from the assumptions below (\`scripts/capacity/demand.ts\`). One core of the bench's machine is the unit: measure yours, and scale. A simulation that plays rooms event
by event, with the same costs and none of these formulas, comes to the same gateways and frames (\`scripts/capacity/capacity.test.ts\`). Nobody ran ten million viewers.

## What is needed
| | ${sizes.map(count).join(' | ')} |
|---|${sizes.map(() => '---').join('|')}|
${row('joins a second', (plan) => short(plan.joinsPerSecond))}
${row('gifts a second', (plan) => short(plan.giftsPerSecond))}
${row('frames a second', (plan) => count(plan.framesPerSecond))}
${row('gateways, a core each', (plan) => count(plan.gateways))}
${row('MiB of viewers in each', (plan) => count(plan.gatewayMib))}
${row('Redis for rooms', (plan) => count(plan.roomsRedis))}
${row('Redis for wallets', (plan) => count(plan.walletsRedis))}
${row('ledger writers', (plan) => count(plan.ledgerWriters))}
${row(`shards of MongoDB, ${coresPerMongoShard} cores each`, (plan) => count(plan.mongoShards))}
${row('requests at the edge, a second', (plan) => count(plan.edgeRequestsPerSecond))}
${row('GiB out, a second', (plan) => short(plan.egressGibPerSecond))}
${row('machines, $ an hour', (plan) => short(plan.dollarsPerHour.machines))}
${row('traffic out, $ an hour', (plan) => short(plan.dollarsPerHour.egress))}
${row('edge, $ an hour', (plan) => short(plan.dollarsPerHour.edge))}

Two of everything stand at the least, whatever the table says: a machine may die. Each Redis has a replica and each shard of MongoDB three members; the costs have them in. Sound and picture are Agora's, by the minute, and cost far more than all of this.

## What is full first
${firstFull(costs, evening)
  .map(({ part, viewers }) => `- ${part}: ${count(viewers)} viewers`)
  .join('\n')}

So ${first?.part ?? ''} comes first, and gateways are what one adds: they share nothing but Redis. Rooms spread over several Redis by their id, wallets over the masters of a cluster (ADR 0018); each master has a writer of its own.
Past one MongoDB the ledger's collections are to be sharded by their shard number, which all their keys begin with; that was never tried.

## Costs, measured
| what | µs of a core | from |
|---|---|---|
| a frame to a viewer | ${short(costs.frame)} | \`quiet-room\` |
| each further event in it | ${short(costs.eventInFrame)} | \`busy-room\` beside \`quiet-room\` |
| a join: gateway, Redis | ${short(costs.join)}, ${short(costs.joinInRedis)} | \`joins\`, ADR 0010 |
| an event in the rooms' Redis | ${short(costs.eventInRedis)} | \`many-rooms\` |
| a gift: wallets, writer, mongod | ${short(costs.giftInWallets)}, ${short(costs.giftInWriter)}, ${short(costs.giftInMongo)} | \`ledger-accept\`, \`ledger-drain\`, ADR 0016 (live) |
| a viewer's memory | ${short(costs.viewerKib)} KiB | \`idle-memory\`, before a collection |

## Assumptions
- Rooms: ${evening.rooms.map(({ viewers, shareOfViewers }) => `${shareOfViewers * 100}% of viewers in rooms of ${count(viewers)}`).join(', ')}.
- A viewer writes ${evening.chatsPerViewerMinute} lines a minute and gives ${evening.giftsPerViewerHour} gifts an hour; a room takes ${evening.roomEventsPerSecondMax} events a second at most. A visit lasts ${evening.minutesPerVisit} minutes and makes ${evening.requestsPerVisit} requests. A frame is ${evening.bytesPerFrame} bytes on the wire.
- Used of a core at most: gateways ${headroom.gatewayBusyMax}, Redis ${headroom.redisBusyMax}, MongoDB ${headroom.mongoBusyMax}, writers ${headroom.writerBusyMax}.
- Prices: $${prices.coreHour} a core and hour, $${prices.memoryGibHour} a GiB of memory and hour, $${prices.egressGib} a GiB out, $${prices.millionEdgeRequests} a million requests at the edge.
`;
}
