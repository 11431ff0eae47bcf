/** How a Redis server is, of what its INFO says. */
export interface RedisHealth {
  readonly usedBytes: number;
  /** 0: no bound. */
  readonly maxBytes: number;
  readonly aofEnabled: boolean;
  /** Nothing went wrong with the append-only file when it was last written to, and last rewritten. */
  readonly aofOk: boolean;
  readonly replicas: number;
  /** Of the replica that is farthest behind. */
  readonly lagBytes: number;
  readonly evictedKeys: number;
}

/** Reads INFO (all default sections). A field that is not there is 0, or fine: servers of different ages say different things. */
export function redisHealthOf(info: string): RedisHealth {
  const fields = new Map<string, string>();
  for (const line of info.split(/\r?\n/)) {
    const at = line.indexOf(':');
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 1));
  }
  const number = (name: string): number => Number(fields.get(name) ?? 0) || 0;
  const isFine = (name: string): boolean => (fields.get(name) ?? 'ok') === 'ok';
  const offset = number('master_repl_offset');
  let lagBytes = 0;
  for (const [name, text] of fields) {
    if (!/^slave\d+$/.test(name)) continue;
    const replica = Number(/(?:^|,)offset=(\d+)/.exec(text)?.[1] ?? 0);
    lagBytes = Math.max(lagBytes, offset - replica);
  }
  const aofEnabled = number('aof_enabled') === 1;
  return {
    usedBytes: number('used_memory'),
    maxBytes: number('maxmemory'),
    aofEnabled,
    aofOk: !aofEnabled || (isFine('aof_last_write_status') && isFine('aof_last_bgrewrite_status')),
    replicas: number('connected_slaves'),
    lagBytes,
    evictedKeys: number('evicted_keys'),
  };
}
