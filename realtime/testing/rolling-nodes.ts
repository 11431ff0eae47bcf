import type { GatewayBench, GatewayPlace, RunningGateway } from './gateway-bench.ts';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts';
import { testStoreUrl } from './redis.ts';

/** A gateway that a deployment replaces under its own name. */
export interface RollingNode {
  readonly name: string;
  readonly place: GatewayPlace;
  /** Ends it as a deployment does, and starts the next one. Rejects when it does not end well. */
  replace(): Promise<void>;
  stop(): Promise<void>;
}

/** Real processes, told by SIGTERM, with the drain of production. */
export async function rollingProcess(bench: GatewayBench, name: string, roomsUrl: string): Promise<RollingNode> {
  const environment = {
    ...bench.environment(),
    REDIS_ROOMS_URLS: roomsUrl,
    REDIS_WALLETS_URL: testStoreUrl('TEST_REDIS_WALLETS_URL'),
    // All of them come from one address, which no crowd does.
    RATE_PROFILE: 'load',
    LOG_LEVEL: 'info',
  };
  const start = (): Promise<GatewayProcess> => startGatewayProcess(name, bench.control, environment);
  let running = await start();
  return {
    name,
    get place() {
      return running;
    },
    async replace() {
      const code = await running.stop();
      if (code !== 0) throw new Error(`${name} ended with ${code}: ${running.output().slice(-1_000)}`);
      running = await start();
    },
    stop: () => running.kill(),
  };
}

/** Gateways inside of the test, which drain in a moment: what `npm test` has time for. */
export async function rollingGateway(bench: GatewayBench, name: string, drainSpreadMs: number): Promise<RollingNode> {
  const start = (): Promise<RunningGateway> => bench.gateway({ nodeId: name, drainSpreadMs, rateProfile: 'load' });
  let running = await start();
  return {
    name,
    get place() {
      return running;
    },
    async replace() {
      await running.stop();
      running = await start();
    },
    // The bench ends it with all others.
    stop: async () => undefined,
  };
}
