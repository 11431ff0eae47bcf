import { useId } from 'react';
import { Platform, Pressable, StyleSheet, View } from 'react-native';
import { AppText } from './text.tsx';
import { space, touchTarget, usePalette } from './theme.ts';

/**
 * Something that is on or off, or ticked or not: a label, what it means, and the sign. The whole row is pressed; to
 * assistive technology and the keyboard it is one control, described by its own words.
 */
export function SwitchRow(props: {
  readonly label: string;
  readonly description?: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
  /** A box to tick says what will be done, a switch what is so from now on. */
  readonly kind?: 'switch' | 'checkbox';
  readonly disabled?: boolean;
  readonly busy?: boolean;
}) {
  const palette = usePalette();
  const id = useId();
  const { value, kind = 'switch', busy = false } = props;
  const off = props.disabled === true || busy;
  // Known to react-native-web, not to React Native's types; apps have no such keys.
  const webOnly =
    Platform.OS === 'web'
      ? {
          onKeyDown: (event: { readonly key: string; preventDefault(): void }) => {
            if (event.key !== ' ') return;
            event.preventDefault();
            if (!off) props.onChange(!value);
          },
          ...(props.description === undefined ? {} : { 'aria-describedby': `${id}-note` }),
        }
      : {};
  return (
    <Pressable
      {...webOnly}
      role={kind}
      aria-label={props.label}
      aria-checked={value}
      aria-disabled={props.disabled === true}
      aria-busy={busy}
      disabled={props.disabled === true}
      onPress={off ? undefined : () => props.onChange(!value)}
      style={[styles.row, off ? styles.off : undefined]}
    >
      <View style={styles.words}>
        <AppText kind="strong">{props.label}</AppText>
        {props.description === undefined ? null : (
          <AppText kind="small" color="muted" nativeID={`${id}-note`}>
            {props.description}
          </AppText>
        )}
      </View>
      {kind === 'switch' ? (
        <View
          aria-hidden
          style={[
            styles.track,
            { backgroundColor: value ? palette.accent : palette.raised, borderColor: palette.muted },
            value ? styles.trackOn : undefined,
          ]}
        >
          <View style={[styles.knob, { backgroundColor: value ? palette.onAccent : palette.muted }]} />
        </View>
      ) : (
        <View
          aria-hidden
          style={[
            styles.box,
            { backgroundColor: value ? palette.accent : palette.surface, borderColor: palette.muted },
          ]}
        >
          {value ? <View style={[styles.tick, { borderColor: palette.onAccent }]} /> : null}
        </View>
      )}
    </Pressable>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: 'row', alignItems: 'center', gap: space.l, minHeight: touchTarget, paddingVertical: space.s },
  off: { opacity: 0.55 },
  words: { flex: 1, gap: space.xs },
  track: {
    width: 46,
    height: 28,
    borderRadius: 14,
    borderWidth: 1,
    padding: 3,
    justifyContent: 'center',
    alignItems: 'flex-start',
  },
  trackOn: { alignItems: 'flex-end' },
  knob: { width: 18, height: 18, borderRadius: 9 },
  box: { width: 24, height: 24, borderRadius: 6, borderWidth: 2, alignItems: 'center', justifyContent: 'center' },
  tick: {
    width: 12,
    height: 7,
    // A tick is drawn alike in every direction of writing.
    borderLeftWidth: 2.5,
    borderBottomWidth: 2.5,
    transform: [{ rotate: '-45deg' }],
    marginTop: -3,
  },
});
