/** `page`: somebody is woken. `ticket`: somebody looks within a working day. `none`: a sign of life. */
export type Severity = 'page' | 'ticket' | 'none';

/** What Prometheus is shown in a test of one alert: series in promtool's notation, a sample a minute. */
export interface AlertCase {
  readonly series: Readonly<Record<string, string>>;
  /** When the alert is looked at; default half an hour in. */
  readonly at?: string;
  /** Labels of the alert that fires, beside its severity. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface Alert {
  readonly name: string;
  readonly severity: Severity;
  readonly expr: string;
  /** How long it must hold before it fires. */
  readonly for?: string;
  readonly summary: string;
  /** The page in docs/runbooks that tells what to do; default: the name in kebab case. */
  readonly runbook?: string;
  /** Labels that routing goes by, beside the severity. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly firing: AlertCase;
  readonly quiet: AlertCase;
}

export interface AlertGroup {
  readonly name: string;
  readonly alerts: readonly Alert[];
}

/** The page that tells what to do about an alert. */
export function runbookOf(alert: Alert): string {
  return alert.runbook ?? alert.name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

/** A value that stays, for two hours of minutes. */
export const steady = (value: number): string => `${value}x120`;
/** A counter that grows by so much a minute. */
export const growing = (perMinute: number): string => `0+${perMinute}x120`;
/** What grew once, half way to where a test looks. */
export const steppedOnce = '0x15 1x105';

/** An alert on one series: fires at one value, is quiet at another. Series of values that stay. */
export function onSeries(
  series: string,
  firing: number,
  quiet: number,
  labels: Readonly<Record<string, string>> = {},
): Pick<Alert, 'firing' | 'quiet'> {
  return {
    firing: { series: { [series]: steady(firing) }, labels },
    quiet: { series: { [series]: steady(quiet) } },
  };
}

/** An alert on a counter that should not move. */
export function onGrowth(
  series: string,
  labels: Readonly<Record<string, string>> = {},
): Pick<Alert, 'firing' | 'quiet'> {
  return { firing: { series: { [series]: steppedOnce }, labels }, quiet: { series: { [series]: steady(3) } } };
}
