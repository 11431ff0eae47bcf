import type { ResultRow } from './judge-row.ts';
import { textTable } from './text-table.ts';

const notAvailable = 'not available here';

/** The rows as a table for a terminal, figures to three digits; a star marks rows whose driver was too busy. */
export function resultTable(rows: readonly ResultRow[]): string {
  const lines = rows.map((row) => [
    row.ok ? 'ok' : 'MISS',
    `${row.id}${row.driverBound ? '*' : ''}`,
    `${figure(row.ours)} ${row.unit}`,
    row.ratio === null ? '' : `${row.ratio.toFixed(2)} ×`,
    row.bar,
    percent(row.driverShare),
    [...Object.entries(row.peers), ...Object.entries(row.beside)]
      .map(([name, value]) => `${name} ${figure(value)}`)
      .join(', '),
  ]);
  const head = ['', 'row', 'ours', 'ratio', 'bar', 'driver', 'peers and what belongs beside'];
  const table = textTable(head, lines);
  return rows.some((row) => row.driverBound)
    ? `${table}\n* the driver used more than 80% of a core: the figure may be its own`
    : table;
}

/** Three significant digits, thousands in full. */
export function figure(value: number | null): string {
  if (value === null) return notAvailable;
  if (!Number.isFinite(value)) return '?';
  return Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
