import { StyleSheet, View } from 'react-native';
import { AppText } from './text.tsx';
import { textSize } from './text-size.ts';
import { space } from './theme.ts';

/** Numbers side by side, each below its name. To a screen reader each is one thing, such as `Viewers: 12`. */
export function Figures(props: {
  readonly figures: readonly (readonly [label: string, value: string])[];
  /** In little, among other things. */
  readonly compact?: boolean;
}) {
  const compact = props.compact === true;
  return (
    <View style={[styles.figures, { gap: compact ? space.m : space.l }]}>
      {props.figures.map(([label, value]) => (
        <View key={label} style={styles.figure} accessible role="group" aria-label={`${label}: ${value}`}>
          <AppText kind="label" color="muted">
            {label}
          </AppText>
          <AppText kind={compact ? 'strong' : 'figure'}>{value}</AppText>
        </View>
      ))}
    </View>
  );
}

const styles = StyleSheet.create({
  figures: { flexDirection: 'row', flexWrap: 'wrap' },
  figure: { flexGrow: 1, flexBasis: textSize(130) },
});
