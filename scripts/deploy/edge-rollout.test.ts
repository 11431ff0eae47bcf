import { expect, it } from 'vitest';
import { planShares, runningVersions, uploadedVersion } from './edge-rollout.ts';

const [one, two, three] = ['1', '2', '3'].map((digit) => `0000000${digit}-0000-4000-8000-000000000000`) as [
  // Three texts were mapped to three.
  string,
  string,
  string,
];

it('reads what wrangler says', () => {
  const status = { id: 'd', versions: [{ version_id: one, percentage: 90 }, { version_id: two, percentage: 10 }] };
  expect(runningVersions(JSON.stringify(status))).toEqual([
    { id: one, percent: 90 },
    { id: two, percent: 10 },
  ]);
  expect(() => runningVersions('{"versions":[]}')).toThrow(/cannot be read/);
  expect(() => runningVersions('no deployments')).toThrow(/cannot be read/);
  expect(uploadedVersion(`Uploaded halobuzz (2.1 sec)\nWorker Version ID: ${two}\n`)).toBe(two);
  expect(() => uploadedVersion('denied')).toThrow(/names no version/);
});

it('gives the new version its part and the rest to what had most, never three', () => {
  expect(planShares([{ id: one, percent: 100 }], two, 10)).toEqual([
    { id: two, percent: 10 },
    { id: one, percent: 90 },
  ]);
  const halfWay = [
    { id: one, percent: 90 },
    { id: two, percent: 10 },
  ];
  expect(planShares(halfWay, two, 50)).toEqual([
    { id: two, percent: 50 },
    { id: one, percent: 50 },
  ]);
  expect(planShares(halfWay, three, 10)).toEqual([
    { id: three, percent: 10 },
    { id: one, percent: 90 },
  ]);
  expect(planShares(halfWay, two, 100)).toEqual([{ id: two, percent: 100 }]);
  expect(() => planShares([{ id: two, percent: 100 }], two, 10)).toThrow(/no other version/);
});
