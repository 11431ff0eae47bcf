import type { Alert, AlertGroup } from '../alert.ts';
import { burnRates, errorRatioOf, type Slo, slos } from '../slo.ts';

const words = { page: ['Fast', 'within hours'], ticket: ['Slowly', 'before the month ends'] } as const;

/** Two alerts for each promise: one that wakes somebody, one for what eats the month slowly. */
export const sloAlerts: AlertGroup = {
  name: 'slo-alerts',
  alerts: slos.flatMap((slo) => [burnAlert(slo, 'page'), burnAlert(slo, 'ticket')]),
};

function burnAlert(slo: Slo, severity: 'page' | 'ticket'): Alert {
  const budget = 1 - slo.objective;
  const mine = burnRates.filter((rate) => rate.severity === severity);
  const expr = mine
    .map(({ long, short, factor }) => {
      const bound = Number((factor * budget).toPrecision(6));
      return `(${errorRatioOf(slo, long)} > ${bound} and ${errorRatioOf(slo, short)} > ${bound})`;
    })
    .join('\nor ');
  const [speed, when] = words[severity];
  // Bad shares, of 60 a minute: everything; or too much for a month and too little to wake anybody.
  const share = severity === 'page' ? 60 : 60 * budget * 4.5;
  const at = severity === 'page' ? '70m' : '26h';
  return {
    name: `${slo.alert}Burn${speed}`,
    runbook: `slo-${slo.name.replaceAll('_', '-')}`,
    ...{ severity, expr, labels: { slo: slo.name } },
    summary: `Not kept: ${slo.promise}. What the month allows is used up ${when}.`,
    firing: { series: seriesOf(slo, share), at },
    quiet: { series: seriesOf(slo, severity === 'page' ? 60 * budget * 4.5 : 60 * budget * 0.5), at },
  };
}

function seriesOf(slo: Slo, bad: number): Readonly<Record<string, string>> {
  const entries = Object.entries(slo.series(bad));
  return Object.fromEntries(entries.map(([series, step]) => [series, `0+${Number(step.toPrecision(6))}x1600`]));
}
