import type { ReactNode } from 'react';
import { Text as NativeText, Platform, type StyleProp, StyleSheet, type TextProps, type TextStyle } from 'react-native';
import { languages } from '../i18n/language.ts';
import { useLanguage } from '../i18n/use-words.ts';
import { textSize } from './text-size.ts';
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
  const { language } = useLanguage();
  const level = levels[kind];
  // react-native-web knows aria-level; React Native's types don't.
  const heading = level === undefined ? {} : { role: 'heading' as const, 'aria-level': level };
  return (
    <NativeText
      {...heading}
      {...rest}
      style={[
        styles[kind],
        languages[language].letters === 'apart' && isTight(kind) ? tight[kind] : undefined,
        { color: palette[color] },
        align === undefined ? undefined : sideOf(align, languages[language].direction),
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

function isTight(kind: TextKind): kind is keyof typeof tight {
  return kind in tight;
}

function sized(size: number, line: number, fontWeight?: TextStyle['fontWeight']): TextStyle {
  return { fontSize: textSize(size), lineHeight: textSize(line), ...(fontWeight === undefined ? {} : { fontWeight }) };
}

// Lines are as high as Devanagari needs, whose signs stand above and below the letters.
const styles = StyleSheet.create({
  title: sized(26, 36, '800'),
  figure: sized(26, 36, '800'),
  heading: sized(18, 26, '700'),
  subheading: sized(16, 23, '700'),
  body: sized(16, 23),
  strong: sized(16, 23, '700'),
  small: sized(14, 20),
  label: sized(13, 18, '600'),
});

const tight = StyleSheet.create({
  title: { letterSpacing: -0.5 },
  figure: { letterSpacing: -0.5 },
  heading: { letterSpacing: -0.2 },
});
