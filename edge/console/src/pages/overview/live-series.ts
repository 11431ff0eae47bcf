import type { LivePoint } from '@halobuzz/core/api/platform';
import type { Series } from '../../kit/plot.tsx';

type Name = 'viewers' | 'broadcasts' | 'gifts' | 'coins' | 'reports' | 'payments' | 'signUps';

/** States of payments that tell something; the rest is counted together. */
const paymentStates = ['credited', 'failed', 'refunded'] as const;

/** What the plots draw. Counts of a longer time are made comparable: by the minute. */
export function seriesOf(points: readonly LivePoint[]): Readonly<Record<Name, readonly Series[]>> {
  const line = (label: string, value: (point: LivePoint) => number | null): Series => ({
    label,
    points: points.map((point) => [Date.parse(point.at), value(point)] as const),
  });
  const perMinute = (label: string, value: (point: LivePoint) => number | null): Series =>
    line(label, (point) => {
      const count = value(point);
      return count === null ? null : (count * 60) / point.seconds;
    });
  const others = ({ payments = {} }: LivePoint): number =>
    Object.entries(payments).reduce((sum, [state, count]) => (isNamed(state) ? sum : sum + count), 0);
  return {
    viewers: [line('Viewers', ({ viewers }) => viewers ?? null)],
    broadcasts: [line('Broadcasts', ({ broadcasts }) => broadcasts ?? null)],
    gifts: [perMinute('Gifts', ({ gifts }) => gifts)],
    coins: [perMinute('Coins', ({ coins }) => (coins === undefined ? null : Number(coins)))],
    reports: [perMinute('Reports', ({ reports }) => reports)],
    payments: [
      ...paymentStates.map((state) =>
        perMinute(state, ({ payments }) => (payments === undefined ? null : (payments[state] ?? 0))),
      ),
      perMinute('others', (point) => (point.payments === undefined ? null : others(point))),
    ],
    signUps: [perMinute('Sign-ups', ({ signUps }) => signUps)],
  };
}

function isNamed(state: string): boolean {
  return paymentStates.some((one) => one === state);
}
