import type { Stream } from '@halobuzz/core/api/streams';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { StyleSheet, useWindowDimensions, View } from 'react-native';
import { languages } from '../../i18n/language.ts';
import { useLanguage } from '../../i18n/use-words.ts';
import { space } from '../../ui/theme.ts';
import { cellAfter, columnsOf, gridParts, rowsSeen } from './grid-window.ts';
import type { ScrollSignal } from './scroll-signal.ts';
import { StreamCard } from './stream-card.tsx';

/** The narrowest card, and what lies between two. */
const cellMin = 250;
const gap = space.l;
/** What a row is taken for until one was measured. */
const rowHeightFirst = 280;
const pageWidthMax = 1160;

/**
 * Broadcasts as a grid of one to four columns, of which only what is near the screen is drawn. Arrow keys move the focus
 * from card to card; the one that has it stays drawn wherever it is.
 */
export function LobbyGrid(props: {
  readonly items: readonly Stream[];
  readonly label: string;
  /** Whether there is more than `items`. */
  readonly open: boolean;
  readonly scroll: ScrollSignal;
  /** The last rows are near. */
  readonly onNearEnd: () => void;
  /** What stands below the last row. */
  readonly end?: ReactNode;
}) {
  const { items, open, scroll, onNearEnd } = props;
  const rightToLeft = languages[useLanguage().language].direction !== 'ltr';
  const screen = useWindowDimensions();
  const columns = useGridColumns();
  const rows = Math.ceil(items.length / columns);
  const [rowHeight, setRowHeight] = useState(rowHeightFirst);
  const [above, setAbove] = useState(0);
  const [focused, setFocused] = useState<number>();
  const grid = useRef<View>(null);
  const cards = useRef(new Map<number, View>());

  const look = useCallback(() => {
    grid.current?.measureInWindow((_x, y) => {
      // Drawn anew row by row and not at each point.
      if (Number.isFinite(y)) setAbove(Math.round(-y / quarterRow) * quarterRow);
    });
  }, []);
  useEffect(() => {
    look();
    return scroll.subscribe(look);
  }, [scroll, look]);

  const { first, last } = rowsSeen({ above, height: screen.height }, rowHeight, rows);
  const nearEnd = last >= rows - 1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again whenever the list grew and its end is still near.
  useEffect(() => {
    if (nearEnd && open) onNearEnd();
  }, [nearEnd, open, onNearEnd, items.length]);

  const moveFrom = (index: number, key: string): boolean => {
    const to = cellAfter(key, index, { cells: items.length, columns, rightToLeft });
    const card = to === undefined ? undefined : cards.current.get(to);
    card?.focus();
    return card !== undefined;
  };
  const cardRef = (index: number) => (element: View | null) => {
    if (element === null) cards.current.delete(index);
    else cards.current.set(index, element);
  };

  return (
    <View>
      <View ref={grid} role="list" aria-label={props.label}>
        {gridParts(rows, first, last, focused === undefined ? undefined : Math.floor(focused / columns)).map((part) =>
          part.kind === 'gap' ? (
            <View key={`gap-${part.from}`} aria-hidden style={{ height: part.rows * rowHeight }} />
          ) : (
            <View
              key={part.row}
              role="presentation"
              style={styles.row}
              onLayout={({ nativeEvent: { layout } }) => {
                if (layout.height > 0) setRowHeight(Math.round(layout.height));
              }}
            >
              {Array.from({ length: columns }, (_, column) => {
                const index = part.row * columns + column;
                const stream = items[index];
                // An empty cell keeps the others of the last row as wide as those above.
                // biome-ignore lint/suspicious/noArrayIndexKey: a place without content
                if (stream === undefined) return <View key={`none-${column}`} style={styles.cell} aria-hidden />;
                return (
                  <View key={stream.id} role="listitem" style={styles.cell} {...placeOf(index, items.length, open)}>
                    <StreamCard
                      stream={stream}
                      cardRef={cardRef(index)}
                      onFocus={() => setFocused(index)}
                      onKey={(key) => moveFrom(index, key)}
                    />
                  </View>
                );
              })}
            </View>
          ),
        )}
      </View>
      {props.end}
    </View>
  );
}

/** How many columns there is room for now. */
export function useGridColumns(): number {
  const { width } = useWindowDimensions();
  return columnsOf(Math.min(width - 2 * space.l, pageWidthMax), cellMin, gap);
}

const quarterRow = rowHeightFirst / 4;

/** For assistive technology, which sees only what is drawn. Known to react-native-web; apps have no such properties. */
function placeOf(index: number, count: number, open: boolean): object {
  return { 'aria-posinset': index + 1, 'aria-setsize': open ? -1 : count };
}

const styles = StyleSheet.create({
  row: { flexDirection: 'row', gap, paddingBottom: gap },
  cell: { flex: 1, minWidth: 0 },
});
