import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { expect, it } from 'vitest';
import { startValkey } from '../../../../scripts/cluster/valkey.ts';
import { faultPlan } from '../../../testing/fault-plan.ts';
import { GatewayBench } from '../../../testing/gateway-bench.ts';
import { returnSpread, spreadText } from '../../../testing/return-spread.ts';
import { RollingDeploy } from '../../../testing/rolling-deploy.ts';
import { type RollingNode, rollingGateway, rollingProcess } from '../../../testing/rolling-nodes.ts';

const plan = faultPlan(process.env);
const [seed = 0] = plan.seeds;
const gateways = 4;
// `npm test` rolls gateways inside of the test in a moment; `npm run test:faults` rolls processes as production does.
const size = plan.long
  ? { viewers: plan.stormClients, rooms: 20, eventPauseMs: 200, settleTimeoutMs: 60_000 }
  : { viewers: 200, rooms: 4, eventPauseMs: 20, settleTimeoutMs: 10_000 };
const shortSpreadMs = 400;
/** A tenth of the spread may hold so much of all returns: told as they are, the last one holds a fifth. */
const shareOfTenthMax = 0.35;

it(
  `a deployment over ${gateways} gateways with ${size.viewers} sockets loses no event, and brings nobody back in a herd`,
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'halobuzz-roll-'));
    const [rooms, control] = await Promise.all([
      startValkey({ dir: join(dir, 'rooms'), appendfsync: 'everysec' }),
      startValkey({ dir: join(dir, 'control'), appendfsync: 'everysec' }),
    ]);
    const bench = await GatewayBench.open(rooms.url, control.url);
    const nodes: RollingNode[] = [];
    const names = Array.from({ length: gateways }, (_, i) => `gateway-${i}`);
    let deploy: RollingDeploy | undefined;
    try {
      for (const name of names) {
        nodes.push(
          plan.long ? await rollingProcess(bench, name, rooms.url) : await rollingGateway(bench, name, shortSpreadMs),
        );
      }
      const boots = nodes.map(({ place }) => place.node.boot);
      deploy = new RollingDeploy({ ...size, bench, nodes, roomsRedis: bench.roomsRedis, random: seededRandom(seed) });
      await deploy.begin();
      const startedAtMs = performance.now();
      await deploy.roll();
      const tookMs = performance.now() - startedAtMs;
      expect(await deploy.finish(), `seed ${seed}`).toEqual([]);

      // Everybody who stood on a node when it went was told, and moved; all of them are other nodes now.
      for (const [i, { place }] of nodes.entries()) expect(place.node.boot).not.toBe(boots[i]);
      const spread = returnSpread(deploy.moves);
      expect(deploy.moves.length).toBeGreaterThanOrEqual(size.viewers / gateways);
      expect(spread.moves).toBe(deploy.moves.length);
      expect(spread.early).toBe(0);
      if (plan.long) {
        console.log(
          [
            `rolling deploy: seed ${seed}, ${gateways} gateways, ${size.viewers} sockets, ${Math.round(tookMs / 1_000)} s`,
            `  ${deploy.eventsSent} reliable events sent, told ${deploy.eventsTold} times, none missed`,
            spreadText(spread),
          ].join('\n'),
        );
        for (const share of spread.tenths) expect(share).toBeLessThan(shareOfTenthMax);
      }
    } finally {
      deploy?.stop();
      await Promise.all(nodes.map((node) => node.stop()));
      await bench.close();
      await Promise.all([rooms.stop(), control.stop()]);
      rmSync(dir, { recursive: true, force: true });
    }
  },
  plan.long ? 240_000 : 60_000,
);
