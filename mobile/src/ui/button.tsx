import type { ReactNode, Ref } from 'react';
import { ActivityIndicator, Pressable, type StyleProp, StyleSheet, View, type ViewStyle } from 'react-native';
import { AppText } from './text.tsx';
import { type Palette, radius, space, touchTarget, usePalette } from './theme.ts';

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger';

export interface ButtonProps {
  readonly label: string;
  readonly onPress: () => void;
  readonly kind?: ButtonKind;
  readonly disabled?: boolean;
  /** Shows that the action runs; pressing it again does nothing meanwhile, and it keeps the focus. */
  readonly busy?: boolean;
  /** What a screen reader says, where the label alone would not do. */
  readonly spoken?: string;
  readonly icon?: ReactNode;
  readonly compact?: boolean;
  readonly expanded?: boolean;
  readonly style?: StyleProp<ViewStyle>;
  /** To move the focus there. */
  readonly buttonRef?: Ref<View>;
}

export function Button(props: ButtonProps) {
  const { label, onPress, kind = 'primary', disabled = false, busy = false, compact = false } = props;
  const palette = usePalette();
  const colors = colorsOf(palette, kind);
  const off = disabled || busy;
  return (
    <Pressable
      {...(props.buttonRef === undefined ? {} : { ref: props.buttonRef })}
      role="button"
      aria-label={props.spoken ?? label}
      aria-disabled={disabled}
      aria-busy={busy}
      {...(props.expanded === undefined ? {} : { 'aria-expanded': props.expanded })}
      disabled={disabled}
      onPress={busy ? undefined : onPress}
      style={({ pressed }) => [
        styles.button,
        compact ? styles.compact : undefined,
        { backgroundColor: pressed ? colors.pressed : colors.fill, borderColor: colors.border },
        off ? styles.off : undefined,
        props.style,
      ]}
    >
      {busy ? <ActivityIndicator aria-hidden size="small" color={palette[colors.text]} /> : props.icon}
      <View style={styles.label}>
        <AppText kind={compact ? 'label' : 'strong'} color={colors.text} align="center">
          {label}
        </AppText>
      </View>
    </Pressable>
  );
}

interface ButtonColors {
  readonly fill: string;
  readonly pressed: string;
  readonly border: string;
  readonly text: Exclude<keyof Palette, 'scheme'>;
}

function colorsOf(palette: Palette, kind: ButtonKind): ButtonColors {
  switch (kind) {
    case 'primary':
      return { fill: palette.accent, pressed: palette.accentPressed, border: 'transparent', text: 'onAccent' };
    case 'secondary':
      return { fill: palette.surface, pressed: palette.raised, border: palette.border, text: 'text' };
    case 'quiet':
      return { fill: 'transparent', pressed: palette.raised, border: 'transparent', text: 'accentText' };
    case 'danger':
      return { fill: palette.dangerSoft, pressed: palette.raised, border: 'transparent', text: 'danger' };
    default:
      return kind satisfies never;
  }
}

const styles = StyleSheet.create({
  button: {
    minHeight: touchTarget,
    paddingHorizontal: space.l,
    paddingVertical: space.s,
    borderRadius: radius.full,
    borderWidth: 1,
    flexDirection: 'row',
    alignItems: 'center',
    justifyContent: 'center',
    gap: space.s,
  },
  compact: { minHeight: 36, paddingHorizontal: space.m, paddingVertical: space.xs },
  label: { flexShrink: 1 },
  off: { opacity: 0.55 },
});
