import { StyleSheet, View } from 'react-native';
import { type Palette, usePalette } from './theme.ts';

export type IconName = 'live' | 'plus' | 'coin' | 'person';

/** A few simple signs drawn from boxes: the same on every platform and no font to load. Decoration: label what they mark. */
export function Icon({ name, color }: { readonly name: IconName; readonly color: Exclude<keyof Palette, 'scheme'> }) {
  const ink = usePalette()[color];
  return (
    <View aria-hidden style={styles.box}>
      {shapesOf(name, ink)}
    </View>
  );
}

function shapesOf(name: IconName, ink: string) {
  switch (name) {
    case 'live':
      return (
        <View style={[styles.ring, { borderColor: ink }]}>
          <View style={[styles.dot, { backgroundColor: ink }]} />
        </View>
      );
    case 'plus':
      return (
        <>
          <View style={[styles.bar, { backgroundColor: ink }]} />
          <View style={[styles.bar, styles.upright, { backgroundColor: ink }]} />
        </>
      );
    case 'coin':
      return (
        <View style={[styles.ring, { borderColor: ink }]}>
          <View style={[styles.pip, { backgroundColor: ink }]} />
        </View>
      );
    case 'person':
      return (
        <>
          <View style={[styles.head, { backgroundColor: ink }]} />
          <View style={[styles.shoulders, { backgroundColor: ink }]} />
        </>
      );
    default:
      return name satisfies never;
  }
}

const styles = StyleSheet.create({
  box: { width: 22, height: 22, alignItems: 'center', justifyContent: 'center' },
  ring: { width: 20, height: 20, borderRadius: 10, borderWidth: 2, alignItems: 'center', justifyContent: 'center' },
  dot: { width: 8, height: 8, borderRadius: 4 },
  pip: { width: 2, height: 8, borderRadius: 1 },
  bar: { position: 'absolute', width: 18, height: 2.5, borderRadius: 2 },
  upright: { transform: [{ rotate: '90deg' }] },
  head: { width: 9, height: 9, borderRadius: 5 },
  shoulders: { width: 18, height: 9, borderTopStartRadius: 9, borderTopEndRadius: 9, marginTop: 2 },
});
