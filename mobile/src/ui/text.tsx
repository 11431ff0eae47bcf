import type { ReactNode } from 'react';
import { Text as NativeText, type StyleProp, StyleSheet, type TextProps, type TextStyle } from 'react-native';
import { type Palette, usePalette } from './theme.ts';

export type TextKind = 'title' | 'figure' | 'heading' | 'subheading' | 'body' | 'strong' | 'small' | 'label';

export interface AppTextProps extends Omit<TextProps, 'style'> {
  readonly kind?: TextKind;
  readonly color?: Exclude<keyof Palette, 'scheme'>;
  readonly style?: StyleProp<TextStyle>;
  readonly children?: ReactNode;
}

/** Heading levels of the kinds that are headings. */
const levels: Partial<Record<TextKind, number>> = { title: 1, heading: 2, subheading: 3 };

/** All text of the app. Titles and headings are announced as such. */
export function AppText({ kind = 'body', color = 'text', style, children, ...rest }: AppTextProps) {
  const palette = usePalette();
  const level = levels[kind];
  // react-native-web knows aria-level; React Native's types don't.
  const heading = level === undefined ? {} : { role: 'heading' as const, 'aria-level': level };
  return (
    <NativeText {...heading} {...rest} style={[styles[kind], { color: palette[color] }, style]}>
      {children}
    </NativeText>
  );
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
