/** A plot, or one number. */
export interface Panel {
  readonly title: string;
  readonly kind: 'plot' | 'number';
  /** Of Grafana's: `s`, `ops`, `percentunit`, `short`, `bytes`, `dateTimeFromNow`. */
  readonly unit: string;
  /** Expression and legend. */
  readonly lines: readonly (readonly [expr: string, legend: string])[];
  /** Above it the panel turns red. */
  readonly limit?: number;
}

export interface Dashboard {
  /** Its file, and its address in Grafana. */
  readonly name: string;
  readonly title: string;
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[];
}

export const plot = (title: string, unit: string, ...lines: readonly (readonly [string, string])[]): Panel => ({
  ...{ title, kind: 'plot', unit, lines },
});
export const number = (title: string, unit: string, expr: string, limit?: number): Panel => ({
  ...{ title, kind: 'number', unit, lines: [[expr, title]] },
  ...(limit === undefined ? {} : { limit }),
});

/** p50, p95 and p99 of a histogram. */
export function quantiles(title: string, histogram: string, by = ''): Panel {
  const of = by === '' ? 'le' : `le, ${by}`;
  const legend = (q: number): string => (by === '' ? `p${q * 100}` : `p${q * 100} {{${by}}}`);
  const lines = [0.5, 0.95, 0.99].map(
    (q) => [`histogram_quantile(${q}, sum by (${of}) (rate(${histogram}_bucket[5m])))`, legend(q)] as const,
  );
  return plot(title, 's', ...(by === '' ? lines : lines.slice(1, 2)));
}

/** How many a second, by a label. */
export function rates(title: string, counter: string, by: string): Panel {
  return plot(title, 'ops', [`sum by (${by}) (rate(${counter}[5m]))`, `{{${by}}}`]);
}

const columns = 24;
const sizes = { plot: { w: 8, h: 8 }, number: { w: 4, h: 4 } } as const;
const datasource = { type: 'prometheus', uid: 'halobuzz-prometheus' };

/** What its panels ask Prometheus for. */
export function expressionsOf(dashboard: Dashboard): readonly string[] {
  return dashboard.rows.flatMap(({ panels }) => panels.flatMap(({ lines }) => lines.map(([expr]) => expr)));
}

/** The dashboard as Grafana imports it. The same dashboard gives the same text. */
export function grafanaJson(dashboard: Dashboard): string {
  const panels: object[] = [];
  let y = 0;
  for (const row of dashboard.rows) {
    panels.push({
      ...{ id: panels.length + 1, type: 'row', title: row.title, collapsed: false },
      ...{ gridPos: { x: 0, y, w: columns, h: 1 }, panels: [] },
    });
    y += 1;
    let [x, lineHeight] = [0, 0];
    for (const panel of row.panels) {
      const { w, h } = sizes[panel.kind];
      if (x + w > columns) [x, y, lineHeight] = [0, y + lineHeight, 0];
      panels.push(panelJson(panel, panels.length + 1, { x, y, w, h }));
      x += w;
      lineHeight = Math.max(lineHeight, h);
    }
    y += lineHeight;
  }
  const json = {
    ...{ uid: `halobuzz-${dashboard.name}`, title: dashboard.title, tags: ['halobuzz'], schemaVersion: 39, version: 1 },
    ...{ editable: false, graphTooltip: 1, refresh: '30s', timezone: 'utc', time: { from: 'now-3h', to: 'now' } },
    ...{ annotations: { list: [] }, templating: { list: [] }, links: [], panels },
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

function panelJson(panel: Panel, id: number, gridPos: object): object {
  const steps = [
    { color: panel.limit === undefined ? 'text' : 'green', value: null },
    ...(panel.limit === undefined ? [] : [{ color: 'red', value: panel.limit }]),
  ];
  return {
    ...{ id, title: panel.title, type: panel.kind === 'plot' ? 'timeseries' : 'stat', datasource, gridPos },
    targets: panel.lines.map(([expr, legendFormat], at) => ({
      ...{ refId: String.fromCharCode(65 + at), datasource, expr, legendFormat, range: true },
    })),
    fieldConfig: { defaults: { unit: panel.unit, min: 0, thresholds: { mode: 'absolute', steps } }, overrides: [] },
    options:
      panel.kind === 'plot'
        ? { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } }
        : { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: panel.limit === undefined ? 'none' : 'value' },
  };
}
