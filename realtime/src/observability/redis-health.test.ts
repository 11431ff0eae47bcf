import { expect, it } from 'vitest';
import { redisHealthOf } from './redis-health.ts';

const info = (...lines: string[]): string => ['# Memory', ...lines, ''].join('\r\n');

it('reads memory, the append-only file and replicas', () => {
  const text = info(
    ...['used_memory:2097152', 'used_memory_human:2.00M', 'maxmemory:4194304', 'evicted_keys:3'],
    ...['aof_enabled:1', 'aof_last_write_status:ok', 'aof_last_bgrewrite_status:ok'],
    ...['connected_slaves:2', 'master_repl_offset:1000'],
    ...['slave0:ip=10.0.0.2,port=6379,state=online,offset=990,lag=0', 'slave1:ip=10.0.0.3,port=6379,offset=400,lag=1'],
  );
  expect(redisHealthOf(text)).toEqual({
    ...{ usedBytes: 2_097_152, maxBytes: 4_194_304, evictedKeys: 3 },
    ...{ aofEnabled: true, aofOk: true, replicas: 2, lagBytes: 600 },
  });
});

it.each(['aof_last_write_status', 'aof_last_bgrewrite_status'])('tells that %s went wrong', (field) => {
  expect(redisHealthOf(info('aof_enabled:1', `${field}:err`)).aofOk).toBe(false);
  expect(redisHealthOf(info('aof_enabled:0', `${field}:err`)).aofOk).toBe(true);
});

it('takes what a server does not tell for nothing', () => {
  expect(redisHealthOf('')).toMatchObject({ usedBytes: 0, maxBytes: 0, aofOk: true, lagBytes: 0 });
});
