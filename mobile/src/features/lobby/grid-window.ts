/** A part of a grid as it is drawn: a row, or the room that rows take which are not. */
export type GridPart =
  | { readonly kind: 'row'; readonly row: number }
  | { readonly kind: 'gap'; readonly from: number; readonly rows: number };

/** How many columns of at least `cellMin` fit, from 1 to 4. */
export function columnsOf(width: number, cellMin: number, gap: number): number {
  return Math.min(4, Math.max(1, Math.floor((width + gap) / (cellMin + gap))));
}

export interface Seen {
  /** How far the grid's beginning is above the upper edge of what is seen; negative below it. */
  readonly above: number;
  readonly height: number;
}

/** The rows to draw: what is seen and a screen's height around it, so that scrolling meets no emptiness. */
export function rowsSeen(
  seen: Seen,
  rowHeight: number,
  rows: number,
): { readonly first: number; readonly last: number } {
  if (rows === 0) return { first: 0, last: -1 };
  const at = (distance: number): number => Math.min(rows - 1, Math.max(0, Math.floor(distance / rowHeight)));
  return { first: at(seen.above - seen.height), last: at(seen.above + 2 * seen.height) };
}

/**
 * All rows in order: those from `first` to `last` and the kept one, which holds the focus, are drawn; the others are gaps
 * of their height.
 */
export function gridParts(rows: number, first: number, last: number, kept: number | undefined): readonly GridPart[] {
  const parts: GridPart[] = [];
  let gapFrom = 0;
  const draw = (row: number): void => {
    if (row > gapFrom) parts.push({ kind: 'gap', from: gapFrom, rows: row - gapFrom });
    parts.push({ kind: 'row', row });
    gapFrom = row + 1;
  };
  const outside = kept !== undefined && kept >= 0 && kept < rows && (kept < first || kept > last) ? kept : undefined;
  if (outside !== undefined && outside < first) draw(outside);
  for (let row = first; row <= last; row += 1) draw(row);
  if (outside !== undefined && outside > last) draw(outside);
  if (gapFrom < rows) parts.push({ kind: 'gap', from: gapFrom, rows: rows - gapFrom });
  return parts;
}

/** Where an arrow key leads from a cell; undefined where there is nothing, or for another key. */
export function cellAfter(
  key: string,
  from: number,
  grid: { readonly cells: number; readonly columns: number; readonly rightToLeft: boolean },
): number | undefined {
  const { cells, columns, rightToLeft } = grid;
  const along = rightToLeft ? -1 : 1;
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: along,
    ArrowLeft: -along,
    ArrowDown: columns,
    ArrowUp: -columns,
    Home: -(from % columns),
    End: Math.min(columns - 1 - (from % columns), cells - 1 - from),
  };
  const step = steps[key];
  if (step === undefined) return undefined;
  const to = from + step;
  return to >= 0 && to < cells ? to : undefined;
}
