import { expect, it } from 'vitest';
import { judgeRow } from './judge-row.ts';
import { figure, resultTable } from './result-table.ts';

it('rounds figures to what they are worth', () => {
  expect([0.123456, 12.345, 999.9, 1_234.5, 3_000_000, null, Number.NaN].map(figure)).toEqual([
    ...['0.123', '12.3', '1000', '1,235', '3,000,000', 'not available here', '?'],
  ]);
});

it('says of each row how it stands, against whom, and whether the driver may be to blame', () => {
  const row = judgeRow({
    ...{ id: 'quiet-room.cpu', unit: 'µs', ours: 6.6, peers: { uws: 6, centrifuge: null }, driverShare: 0.2 },
    ...{ bar: { kind: 'ratio-max', of: 'uws', value: 1.2 }, beside: { 'redis share': 0.5 } },
  });
  const busy = judgeRow({
    ...{ id: 'b', unit: '/s', ours: 1, peers: {}, driverShare: 0.9 },
    bar: { kind: 'min', value: 2 },
  });
  const [head, first, second, note] = resultTable([row, busy]).split('\n');
  expect(head).toContain('driver');
  expect(first).toMatch(
    /^ok +quiet-room\.cpu +6\.6 µs +1\.10 × +≤ 1\.2 × uws +20% +uws 6, centrifuge not available here, redis share 0\.5$/,
  );
  expect(second).toMatch(/^MISS +b\* +1 \/s/);
  expect(note).toContain('80%');
  expect(resultTable([row]).split('\n')).toHaveLength(2);
});
