/** One thing that was counted on both sides. */
export interface CountRow {
  readonly name: string;
  readonly want: number;
  readonly got: number;
  readonly ok: boolean;
}

const prefixes = { want: 'hb_want_', got: 'hb_got_' } as const;

/**
 * Whatever a scenario counted as `hb_want_<name>` and as `hb_got_<name>` must be equal: k6's counters are exact, unlike its
 * percentiles. k6 leaves out a counter that nobody raised; that one is 0.
 */
export function judgeCounts(metrics: Readonly<Record<string, Readonly<Record<string, unknown>>>>): readonly CountRow[] {
  const names = Object.keys(metrics).flatMap((name) =>
    Object.values(prefixes).flatMap((prefix) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])),
  );
  return [...new Set(names)].sort().map((name) => {
    const want = countOf(metrics, prefixes.want + name);
    const got = countOf(metrics, prefixes.got + name);
    return { name, want, got, ok: want === got };
  });
}

/** The count of a counter in k6's summary, 0 where there is none. */
export function countOf(metrics: Readonly<Record<string, Readonly<Record<string, unknown>>>>, name: string): number {
  const count = metrics[name]?.count;
  return typeof count === 'number' ? count : 0;
}
