import { afterAll, beforeAll, expect, it } from 'vitest';
import { GatewayBench } from '../../testing/gateway-bench.ts';
import { testPerson } from '../../testing/rooms.ts';
import { createLog } from '../observability/log.ts';

let bench: GatewayBench;
beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
});
afterAll(() => bench.close());

it('an act in a room without the right to it is logged with who tried what, and nothing that was said', async () => {
  const lines: string[] = [];
  const log = createLog({ name: 'gateway', level: 'info', destination: { write: (line) => lines.push(line) } });
  const gateway = await bench.gateway({}, {}, log);
  const room = await bench.room();
  const ann = testPerson('Ann');
  const viewer = await bench.join(gateway, room, ann);
  const reason = 'words that belong in no log';
  const act = { t: 'moderate', act: 'mute', who: room.host.account, reason } as const;
  expect(await viewer.refusal(act)).toBe('forbidden');
  const refused = lines
    .map((line): unknown => JSON.parse(line))
    .filter((line) => String(Object(line).msg) === 'command refused');
  expect(refused).toEqual([
    expect.objectContaining({ command: 'moderate', code: 'forbidden', account: ann.account, room: room.id }),
  ]);
  expect(lines.join()).not.toContain(reason);
});
