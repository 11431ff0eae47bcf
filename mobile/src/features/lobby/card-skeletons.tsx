import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { useGridColumns } from './lobby-grid.tsx';

/** Where cards will stand: nothing moves when they come. Screen readers hear that something is loading. */
export function CardSkeletons({ rows }: { readonly rows: number }) {
  const { ui } = useWords();
  const palette = usePalette();
  const columns = useGridColumns();
  const fill = { backgroundColor: palette.raised };
  return (
    <View role="status" aria-label={ui.loading}>
      {Array.from({ length: rows }, (_row, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: places without content
        <View key={row} aria-hidden style={styles.row}>
          {Array.from({ length: columns }, (_cell, cell) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: places without content
            <View key={cell} style={[styles.card, { borderColor: palette.border, backgroundColor: palette.surface }]}>
              <View style={[styles.poster, fill]} />
              <View style={styles.text}>
                <View style={[styles.face, fill]} />
                <View style={styles.lines}>
                  <View style={[styles.line, fill]} />
                  <View style={[styles.line, styles.short, fill]} />
                </View>
              </View>
            </View>
          ))}
        </View>
      ))}
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: 'row', gap: space.l, paddingBottom: space.l },
  card: { flex: 1, borderWidth: 1, borderRadius: radius.l, overflow: 'hidden' },
  poster: { aspectRatio: 16 / 9 },
  text: { flexDirection: 'row', gap: space.m, padding: space.m, height: 90 },
  face: { width: 36, height: 36, borderRadius: 18 },
  lines: { flex: 1, gap: space.m, paddingTop: space.xs },
  line: { height: 14, borderRadius: radius.s },
  short: { width: '60%' },
});
