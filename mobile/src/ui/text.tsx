import type { ReactNode } from 'react';
import { Text as NativeText, Platform, type StyleProp, StyleSheet, type TextProps, type TextStyle } from 'react-native';
import { useDirection } from '../i18n/use-words.ts';
import { type Palette, usePalette } from './theme.ts';

export type TextKind = 'title' | 'figure' | 'heading' | 'subheading' | 'body' | 'strong' | 'small' | 'label';

export interface AppTextProps extends Omit<TextProps, 'style'> {
  readonly kind?: TextKind;
  readonly color?: Exclude<keyof Palette, 'scheme'>;
  /** `end`: to the side where the language in use ends its lines. */
  readonly align?: 'center' | 'end';
  readonly style?: StyleProp<TextStyle>;
  readonly children?: ReactNode;
}

/** Heading levels of the kinds that are headings. */
const levels: Partial<Record<TextKind, number>> = { title: 1, heading: 2, subheading: 3 };

/** All text of the app. Titles and headings are announced as such. */
export function AppText({ kind = 'body', color = 'text', align, style, children, ...rest }: AppTextProps) {
  const palette = usePalette();
  const direction = useDirection();
  const level = levels[kind];
  // react-native-web knows aria-level; React Native's types don't.
  const heading = level === undefined ? {} : { role: 'heading' as const, 'aria-level': level };
  return (
    <NativeText
      {...heading}
      {...rest}
      style={[
        styles[kind],
        { color: palette[color] },
        align === undefined ? undefined : sideOf(align, direction),
        style,
      ]}
    >
      {children}
    </NativeText>
  );
}

function sideOf(align: 'center' | 'end', direction: 'ltr' | 'rtl'): TextStyle {
  if (align === 'center') return { textAlign: align };
  // React Native knows no end of a line. Apps turn these about by themselves where the device is written from the right.
  return { textAlign: Platform.OS === 'web' && direction === 'rtl' ? 'left' : 'right' };
}

const styles = StyleSheet.create({
  title: { fontSize: 26, lineHeight: 32, fontWeight: '800', letterSpacing: -0.5 },
  figure: { fontSize: 26, lineHeight: 32, fontWeight: '800', letterSpacing: -0.5 },
  heading: { fontSize: 18, lineHeight: 24, fontWeight: '700', letterSpacing: -0.2 },
  subheading: { fontSize: 16, lineHeight: 23, fontWeight: '700' },
  body: { fontSize: 16, lineHeight: 23 },
  strong: { fontSize: 16, lineHeight: 23, fontWeight: '700' },
  small: { fontSize: 14, lineHeight: 20 },
  label: { fontSize: 13, lineHeight: 18, fontWeight: '600' },
});
