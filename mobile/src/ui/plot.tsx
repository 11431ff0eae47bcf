import { useState } from 'react';
import { type GestureResponderEvent, Platform, StyleSheet, View } from 'react-native';
import Svg, { Circle, Line, Path, Rect } from 'react-native-svg';
import { useWords } from '../i18n/use-words.ts';
import { Button } from './button.tsx';
import { linePath, nearestPoint, type PlotPoint, placeOf, topOf } from './plot-scale.ts';
import { AppText } from './text.tsx';
import { radius, space, usePalette } from './theme.ts';
import { useFormat } from './use-format.ts';

const HEIGHT = 160;
/** A bar is no wider, however few there are. */
const BAR_MAX = 48;
const DOT = 5;

/**
 * Values over time, as a line or as bars. Pointer, finger and arrow keys move along it, and what they meet is read out below;
 * the same numbers stand in a table for who asks for it. To assistive technology it is a slider over its points.
 *
 * Drawing weighs much: import this file where it is needed, by `import()`.
 */
export function Plot(props: {
  readonly label: string;
  readonly kind: 'line' | 'bars';
  readonly points: readonly PlotPoint[];
}) {
  const { summary: words } = useWords();
  const palette = usePalette();
  const format = useFormat();
  const { points, label } = props;
  const [width, setWidth] = useState(0);
  const [at, setAt] = useState<number>();
  const [table, setTable] = useState(false);
  const top = topOf(points.map(({ value }) => value));
  const shown = at ?? points.reduce((best, { value }, index) => (value > (points[best]?.value ?? 0) ? index : best), 0);
  const point = points[shown];
  const readout = point === undefined ? '' : words.at(point.at, point.text);
  const move = (step: number): void => setAt(Math.min(points.length - 1, Math.max(0, shown + step)));
  const touch = (event: GestureResponderEvent): void =>
    setAt(nearestPoint(event.nativeEvent.locationX, width, points.length));
  // Known to react-native-web, not to React Native's types; phones have neither keys nor a pointer that hovers.
  const webOnly =
    Platform.OS === 'web'
      ? {
          onKeyDown: (event: { readonly key: string; preventDefault(): void }) => {
            const step = steps[event.key];
            if (step === undefined) return;
            event.preventDefault();
            move(step);
          },
          onPointerMove: (event: { readonly nativeEvent: { readonly offsetX: number } }) =>
            setAt(nearestPoint(event.nativeEvent.offsetX, width, points.length)),
        }
      : {};
  return (
    <View style={styles.plot}>
      <AppText kind="subheading">{label}</AppText>
      <View style={styles.row}>
        <View style={styles.scale} aria-hidden>
          <AppText kind="label" color="muted">
            {format.count(top)}
          </AppText>
          <AppText kind="label" color="muted">
            0
          </AppText>
        </View>
        <View
          {...webOnly}
          role="slider"
          tabIndex={0}
          aria-label={`${label}. ${words.readoutHint}`}
          aria-valuemin={1}
          aria-valuemax={points.length}
          aria-valuenow={shown + 1}
          aria-valuetext={readout}
          onLayout={({ nativeEvent }) => setWidth(nativeEvent.layout.width)}
          onStartShouldSetResponder={() => true}
          onResponderGrant={touch}
          onResponderMove={touch}
          style={[styles.area, { borderColor: palette.border }]}
        >
          <View aria-hidden pointerEvents="none">
            <Svg width={width} height={HEIGHT}>
              <Line x1={0} x2={width} y1={HEIGHT / 2} y2={HEIGHT / 2} stroke={palette.border} strokeDasharray="4 6" />
              {props.kind === 'line' ? (
                <>
                  <Path d={linePath(points, width, HEIGHT, true)} fill={palette.accentSoft} />
                  <Path
                    d={linePath(points, width, HEIGHT, false)}
                    stroke={palette.accent}
                    strokeWidth={2.5}
                    fill="none"
                  />
                </>
              ) : (
                <Bars points={points} top={top} width={width} shown={shown} />
              )}
              {point === undefined ? null : (
                <Circle
                  cx={placeOf(shown, width, points.length)}
                  // Whole at the edges too.
                  cy={Math.min(HEIGHT - DOT, Math.max(DOT, HEIGHT - (point.value / top) * HEIGHT))}
                  r={DOT}
                  fill={palette.text}
                />
              )}
            </Svg>
          </View>
        </View>
      </View>
      <View style={[styles.row, styles.below]}>
        <AppText kind="label" color="muted">
          {points[0]?.at ?? ''}
        </AppText>
        <AppText kind="label" color="muted">
          {points.length < 2 ? '' : (points.at(-1)?.at ?? '')}
        </AppText>
      </View>
      <AppText kind="strong" role="status">
        {readout}
      </AppText>
      <View style={styles.row}>
        <Button
          compact
          kind="quiet"
          label={table ? words.hideTable : words.showTable}
          spoken={`${table ? words.hideTable : words.showTable}: ${label}`}
          expanded={table}
          onPress={() => setTable((before) => !before)}
        />
      </View>
      {table ? <Table label={label} points={points} /> : null}
    </View>
  );
}

function Bars(props: {
  readonly points: readonly PlotPoint[];
  readonly top: number;
  readonly width: number;
  readonly shown: number;
}) {
  const palette = usePalette();
  const { points, top, width } = props;
  const bar = Math.min(BAR_MAX, Math.max(1, (width / points.length) * 0.7));
  return points.map(({ at, value }, index) => {
    const height = (value / top) * HEIGHT;
    const x = placeOf(index, width, points.length) - bar / 2;
    const fill = index === props.shown ? palette.accentText : palette.accent;
    return <Rect key={at} x={x} y={HEIGHT - height} width={bar} height={height} rx={2} fill={fill} />;
  });
}

function Table({ label, points }: { readonly label: string; readonly points: readonly PlotPoint[] }) {
  const { summary: words } = useWords();
  const palette = usePalette();
  return (
    <View role="table" aria-label={label} style={[styles.table, { borderColor: palette.border }]}>
      <View role="row" style={styles.cells}>
        <AppText kind="label" role="columnheader" style={styles.cell}>
          {words.time}
        </AppText>
        <AppText kind="label" role="columnheader" style={styles.cell}>
          {words.value}
        </AppText>
      </View>
      {points.map(({ at, text }) => (
        <View key={at} role="row" style={styles.cells}>
          <AppText kind="small" role="cell" style={styles.cell}>
            {at}
          </AppText>
          <AppText kind="small" role="cell" style={styles.cell}>
            {text}
          </AppText>
        </View>
      ))}
    </View>
  );
}

const steps: Readonly<Record<string, number>> = {
  ...{ ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 },
  ...{ Home: Number.NEGATIVE_INFINITY, End: Number.POSITIVE_INFINITY },
};

const styles = StyleSheet.create({
  plot: { gap: space.xs },
  row: { flexDirection: 'row', gap: space.s },
  below: { justifyContent: 'space-between', marginStart: 44 },
  scale: { width: 36, height: HEIGHT, justifyContent: 'space-between', alignItems: 'flex-end' },
  area: { flex: 1, height: HEIGHT, borderBottomWidth: 1, borderStartWidth: 1, overflow: 'hidden' },
  table: { borderWidth: 1, borderRadius: radius.s, padding: space.s, gap: space.xs },
  cells: { flexDirection: 'row', gap: space.m },
  cell: { flex: 1 },
});
