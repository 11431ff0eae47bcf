import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { residentBytesByGroup } from './resident-memory.ts';

test('memory is summed over the processes of a group', async () => {
  const script = 'sleep 1000 & sleep 1000 & echo started; wait';
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await once(child.stdout, 'data');
    const bytes = (await residentBytesByGroup()).get(child.pid ?? 0) ?? 0;
    const oneSleepBytesMin = 100 * 1024;
    expect(bytes).toBeGreaterThan(3 * oneSleepBytesMin);
  } finally {
    process.kill(-(child.pid ?? 0), 'SIGKILL');
  }
});
