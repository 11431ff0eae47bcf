import { limits } from '@halobuzz/core/limits';
import { Redis } from 'ioredis';
import { addressForLog, type Logger } from '../../observability/log.ts';

export interface ConnectOptions {
  readonly url: string;
  /** For logs and `CLIENT LIST`. */
  readonly name: string;
  readonly log: Logger;
  /** Milliseconds after which a command without an answer fails; undefined for blocking connections. */
  readonly commandTimeoutMs?: number;
}

/**
 * What is asked for in one turn of the event loop goes out in one write: a storm of joins otherwise costs a system call
 * for each command. Unlike ioredis' automatic pipelining (ADR 0010) it changes nothing about commands and their answers: a
 * connection that breaks meanwhile fails each of them as if it had been sent.
 */
class GatheringRedis extends Redis {
  override sendCommand(...given: Parameters<Redis['sendCommand']>): unknown {
    const { stream } = this;
    // Absent until the first connection is made, whatever its type says.
    if (stream?.writable && stream.writableCorked === 0) {
      stream.cork();
      setImmediate(() => stream.uncork());
    }
    return super.sendCommand(...given);
  }
}

/**
 * A connection that never repeats a command by itself and queues nothing while it is down: a caller is told at once, and
 * alone knows whether repeating is harmless. It reconnects for ever, within 1.2 s of the server's return: with the pause of
 * the edge's relay (`revocationRelayPauseMs`) a revocation is through within 2 s.
 */
export function connectRedis(options: ConnectOptions): Redis {
  const redis = new GatheringRedis(options.url, {
    lazyConnect: true,
    connectionName: options.name,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 5_000,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 6), 1_000) + Math.floor(Math.random() * 200),
    ...(options.commandTimeoutMs === undefined ? {} : { commandTimeout: options.commandTimeoutMs }),
  });
  let down = false;
  redis.on('error', (err: Error) => {
    if (!down)
      options.log.warn({ err, store: options.name, at: addressForLog(options.url) }, 'Redis connection failed');
    down = true;
  });
  redis.on('ready', () => {
    if (down) options.log.info({ store: options.name }, 'Redis connection is back');
    down = false;
  });
  if (options.commandTimeoutMs !== undefined) findDeadLine(redis, options);
  return redis;
}

/** Connects, and waits until the server answers. Rejects when the first try fails. */
export async function openRedis(options: ConnectOptions): Promise<Redis> {
  const redis = connectRedis(options);
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  return redis;
}

/**
 * Makes a connection anew that the network forgot: commands time out on it one by one, but TCP itself gives it up only
 * after a quarter of an hour. Counts pings instead of reading a clock, so that a process that stood still blames nobody.
 * Connections that block or subscribe cannot be asked; those have a canary or a timeout of their own.
 */
function findDeadLine(redis: Redis, options: ConnectOptions): void {
  let timer: NodeJS.Timeout | undefined;
  let unanswered = 0;
  const ask = (): void => {
    if (unanswered >= limits.redisPingsUnansweredMax) {
      clearInterval(timer);
      options.log.warn({ store: options.name, unanswered }, 'Redis does not answer: connecting anew');
      redis.disconnect(true);
      return;
    }
    unanswered += 1;
    redis.ping().then(
      () => {
        unanswered = 0;
      },
      () => undefined,
    );
  };
  redis.on('ready', () => {
    clearInterval(timer);
    unanswered = 0;
    timer = setInterval(ask, limits.redisPingPeriodMs);
  });
  redis.on('close', () => clearInterval(timer));
}
