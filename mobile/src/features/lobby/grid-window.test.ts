// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellAfter, columnsOf, gridParts, rowsSeen } from './grid-window.ts';

describe('columns', () => {
  it.each([
    [320, 1],
    [390, 1],
    [600, 2],
    [900, 3],
    [1_160, 4],
    [3_000, 4],
    [0, 1],
  ])('of %i points are %i', (width, columns) => {
    expect(columnsOf(width, 250, 16)).toBe(columns);
  });
});

describe('the window', () => {
  it('is what is seen and a screen around it', () => {
    expect(rowsSeen({ above: 3_000, height: 600 }, 300, 100)).toEqual({ first: 8, last: 14 });
    expect(rowsSeen({ above: -200, height: 600 }, 300, 100)).toEqual({ first: 0, last: 3 });
    expect(rowsSeen({ above: 50_000, height: 600 }, 300, 10)).toEqual({ first: 9, last: 9 });
    expect(rowsSeen({ above: 0, height: 600 }, 300, 0)).toEqual({ first: 0, last: -1 });
  });

  it('holds the height of all rows, each once and in order, whatever is drawn', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.nat(60), fc.option(fc.nat(70), { nil: undefined }), (rows, a, b, kept) => {
        const first = Math.min(a, b, Math.max(0, rows - 1));
        const last = Math.min(Math.max(a, b), rows - 1);
        const parts = gridParts(rows, first, last, kept);
        let at = 0;
        for (const part of parts) {
          expect(part.kind === 'row' ? part.row : part.from).toBe(at);
          at += part.kind === 'row' ? 1 : part.rows;
        }
        expect(at).toBe(rows);
        if (kept !== undefined && kept < rows) expect(parts).toContainEqual({ kind: 'row', row: kept });
      }),
    );
  });
});

describe('arrow keys', () => {
  const grid = { cells: 8, columns: 3, rightToLeft: false };
  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowLeft', 0, undefined],
    ['ArrowDown', 1, 4],
    ['ArrowDown', 6, undefined],
    ['ArrowUp', 4, 1],
    ['ArrowUp', 1, undefined],
    ['Home', 5, 3],
    ['End', 3, 5],
    ['End', 6, 7],
    ['Enter', 3, undefined],
  ] as const)('%s leads from %i to %s', (key, from, to) => {
    expect(cellAfter(key, from, grid)).toBe(to);
  });

  it('follow the direction of the writing', () => {
    expect(cellAfter('ArrowLeft', 0, { ...grid, rightToLeft: true })).toBe(1);
  });
});
