import type { Target } from '../../loadtests/bench/dialects.ts';

/** A server under measurement, ready for viewers. */
export interface BenchServer {
  readonly name: string;
  /** The processes whose time counts as the server's. */
  readonly pids: readonly number[];
  /** Its Redis, shown beside. */
  readonly redisPid: number | undefined;
  readonly target: Target;
  /** Publishes to all rooms in turn, evenly spread; resolves with the number of events when the last is out. */
  publish(perSecond: number, seconds: number, bytes: number): Promise<number>;
  stop(): Promise<void>;
}
