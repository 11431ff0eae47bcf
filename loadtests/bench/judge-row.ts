/** What a row must show: a share of a peer's figure, or a figure of its own, at most or at least. */
export type Bar =
  | { readonly kind: 'ratio-max' | 'ratio-min'; readonly of: string; readonly value: number }
  | { readonly kind: 'max' | 'min'; readonly value: number };

/** One line of the result: medians over the runs. */
export interface ResultRow {
  readonly id: string;
  readonly unit: string;
  readonly ours: number;
  /** Figure by peer; null where the peer is not available here. */
  readonly peers: Readonly<Record<string, number | null>>;
  /** Ours through the peer's that the bar names; null for a bar without one. */
  readonly ratio: number | null;
  readonly bar: string;
  readonly ok: boolean;
  /** The load driver's share of one core, the highest of ours over the runs. Above {@link driverShareMax} the figure may be its own. */
  readonly driverShare: number;
  readonly driverBound: boolean;
  /** Whatever belongs beside the figure. */
  readonly beside: Readonly<Record<string, number>>;
}

export interface Measured {
  readonly id: string;
  readonly unit: string;
  readonly ours: number;
  readonly peers: Readonly<Record<string, number | null>>;
  readonly bar: Bar;
  readonly driverShare: number;
  readonly beside?: Readonly<Record<string, number>>;
}

export const driverShareMax = 0.8;

/** A figure that is missing, ours or the peer's that the bar needs, fails the row. */
export function judgeRow(measured: Measured): ResultRow {
  const { id, unit, ours, peers, bar, driverShare } = measured;
  const peer = 'of' in bar ? peers[bar.of] : undefined;
  const ratio = typeof peer === 'number' && peer > 0 ? ours / peer : null;
  return {
    ...{ id, unit, ours, peers, ratio, bar: barText(bar), ok: meets(bar, ours, ratio) },
    ...{ driverShare, driverBound: driverShare > driverShareMax, beside: measured.beside ?? {} },
  };
}

function meets(bar: Bar, ours: number, ratio: number | null): boolean {
  if (!Number.isFinite(ours)) return false;
  switch (bar.kind) {
    case 'ratio-max':
      return ratio !== null && ratio <= bar.value;
    case 'ratio-min':
      return ratio !== null && ratio >= bar.value;
    case 'max':
      return ours <= bar.value;
    case 'min':
      return ours >= bar.value;
    default:
      return bar satisfies never;
  }
}

function barText(bar: Bar): string {
  const sign = bar.kind === 'max' || bar.kind === 'ratio-max' ? '≤' : '≥';
  return 'of' in bar ? `${sign} ${bar.value} × ${bar.of}` : `${sign} ${bar.value.toLocaleString('en')}`;
}
