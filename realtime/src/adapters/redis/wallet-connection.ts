import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Owner } from '../../lifecycle.ts';
import { checkWalletSettings, WalletSettingsRefused } from './wallet-settings.ts';

/**
 * One established connection to one running wallets server. It never reconnects: after a break every command on it fails,
 * so nothing meant for this server instance can reach its successor.
 */
export interface WalletSession {
  /** The server's `run_id`: another process, or another server, has another. */
  readonly runId: string;
  readonly redis: Redis;
  /** Part of a cluster: one command may not name keys of several shards. */
  readonly clustered?: true;
  /** Settles when the connection is gone. */
  readonly closed: Promise<void>;
}

export interface WalletConnection {
  /** The current session; undefined while there is none. */
  session(): WalletSession | undefined;
  /** Resolves with the next session that is not `last`, or undefined when the connection was closed for good. */
  next(last: WalletSession | undefined): Promise<WalletSession | undefined>;
  close(): Promise<void>;
}

export interface WalletConnectionOptions {
  readonly url: string;
  /** Shown in the server's client list. */
  readonly name: string;
  readonly log: Logger;
  /** The server is part of a cluster. */
  readonly clustered?: true;
  /** The server must refuse writes with fewer replicas than these. Default 0. */
  readonly replicasMin?: number;
  /** Called with each session before anything is asked of it. */
  readonly onSession?: (session: WalletSession) => void;
  /** A second connection of a session for blocking reads must not share a pipeline. Default true. */
  readonly autoPipelining?: boolean;
}

const connectTimeoutMs = 3_000;
/** A server that leaves a command unanswered for this long is given up, and so is the connection. */
const silentServerMs = 5_000;
const backoffMinMs = 50;
const backoffMaxMs = 1_000;

/**
 * Keeps a session to the wallets server, as long as its settings can be trusted with money. No offline queue, no automatic resend: an
 * unanswered command is `unknown`.
 */
export function connectWallets(options: WalletConnectionOptions, owner: Owner): WalletConnection {
  const stop = new AbortController();
  let current: WalletSession | undefined;
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const ready = waiting;
    waiting = [];
    for (const resolve of ready) resolve();
  };
  const running = (async () => {
    let failures = 0;
    let refused: string | undefined;
    while (!stop.signal.aborted) {
      try {
        const session = await openTrustedSession(options, stop.signal);
        failures = 0;
        refused = undefined;
        options.onSession?.(session);
        current = session;
        options.log.info({ runId: session.runId }, 'wallets connected');
        wake();
        await session.closed;
        current = undefined;
        if (!stop.signal.aborted) options.log.warn('wallets connection lost');
      } catch (err) {
        if (err instanceof WalletSettingsRefused) {
          if (err.message !== refused) options.log.error(err.message);
          refused = err.message;
        } else if (!stop.signal.aborted && failures === 0) options.log.warn({ err }, 'wallets cannot be reached');
        failures += 1;
      }
      const ceilingMs = Math.min(backoffMaxMs, backoffMinMs * 2 ** Math.min(failures, 10));
      await delay(backoffMinMs + Math.random() * ceilingMs, undefined, { signal: stop.signal }).catch(() => {});
    }
  })();
  const close = async (): Promise<void> => {
    stop.abort();
    current?.redis.disconnect();
    wake();
    await running;
  };
  owner.own('wallets connection', close);
  return {
    session: () => current,
    async next(last) {
      while (!stop.signal.aborted) {
        if (current !== undefined && current !== last) return current;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      return undefined;
    },
    close,
  };
}

async function openTrustedSession(options: WalletConnectionOptions, signal: AbortSignal): Promise<WalletSession> {
  const session = await openWalletSession(options, signal);
  try {
    await checkWalletSettings(session.redis, options.log, options.replicasMin ?? 0);
    return session;
  } catch (error) {
    session.redis.disconnect();
    throw error;
  }
}

/** Connects once and reads the server's run_id. Rejects when that fails; the caller disconnects. */
export async function openWalletSession(
  options: WalletConnectionOptions,
  signal?: AbortSignal,
): Promise<WalletSession> {
  const redis = new Redis(options.url, {
    connectionName: options.name,
    lazyConnect: true,
    protocol: 2,
    retryStrategy: () => null,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    enableAutoPipelining: options.autoPipelining ?? true,
    connectTimeout: connectTimeoutMs,
    socketTimeout: silentServerMs,
  });
  const closed = new Promise<void>((resolve) => {
    redis.once('end', resolve);
    redis.once('close', resolve);
  });
  // Every failure also reaches the command that met it; without a listener ioredis prints it.
  redis.on('error', () => {});
  const abort = (): void => redis.disconnect();
  signal?.addEventListener('abort', abort, { once: true });
  void closed.then(() => signal?.removeEventListener('abort', abort));
  try {
    await redis.connect();
    const runId = /^run_id:([0-9a-f]+)\s*$/m.exec(await redis.info('server'))?.[1];
    if (runId === undefined) throw new Error('the wallets server tells no run_id');
    return { runId, redis, closed, ...(options.clustered === true ? { clustered: true as const } : {}) };
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}

/** A Lua script and its SHA-1, by which it is called. */
export interface WalletScript {
  readonly lua: string;
  readonly sha1: string;
}

export function walletScript(lua: string): WalletScript {
  return { lua, sha1: createHash('sha1').update(lua).digest('hex') };
}

/** Runs a script by its hash; a server that does not know it yet did not run it, so it is loaded and called again. */
export async function runWalletScript(
  session: WalletSession,
  script: WalletScript,
  keys: readonly string[],
  args: readonly (string | Buffer)[],
): Promise<unknown> {
  const call = (): Promise<unknown> => session.redis.evalsha(script.sha1, keys.length, ...keys, ...args);
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    await session.redis.script('LOAD', script.lua);
    return call();
  }
}
