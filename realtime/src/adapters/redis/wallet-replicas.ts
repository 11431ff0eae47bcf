import type { WalletSession } from './wallet-connection.ts';

/** How many replicas must have an entry on disk before it is told as accepted, and how long that may take. */
export interface ReplicaTerms {
  readonly min: number;
  readonly timeoutMs: number;
}

/** The wait that is under way on a connection, and the one that all newcomers share. */
interface Line {
  running: Promise<boolean> | undefined;
  next: Promise<boolean> | undefined;
}

/**
 * Waits until what this connection wrote so far is on the disk of the server and of `min` replicas (`WAITAOF`, outside of
 * the script: inside it returns at once). All entries of a while share one wait, because the server holds the whole
 * connection back meanwhile. Answers false when fewer have it by then, or nobody can tell: the entry stands, but is not
 * promised.
 */
export function replicaWait({ min, timeoutMs }: ReplicaTerms): (session: WalletSession) => Promise<boolean> {
  const lines = new WeakMap<WalletSession, Line>();
  const ask = async (session: WalletSession): Promise<boolean> => {
    try {
      const reply: unknown = await session.redis.call('WAITAOF', 1, min, timeoutMs);
      const [local, replicas] = Array.isArray(reply) ? reply.map(Number) : [];
      return (local ?? 0) >= 1 && (replicas ?? 0) >= min;
    } catch {
      return false;
    }
  };
  const begin = (session: WalletSession, line: Line): Promise<boolean> => {
    const running = ask(session).finally(() => {
      line.running = undefined;
    });
    line.running = running;
    return running;
  };
  return (session) => {
    const line = lines.get(session) ?? { running: undefined, next: undefined };
    lines.set(session, line);
    if (line.running === undefined) return begin(session, line);
    // The one that is under way may have been sent before this entry was written.
    line.next ??= line.running.then(() => {
      line.next = undefined;
      return begin(session, line);
    });
    return line.next;
  };
}
