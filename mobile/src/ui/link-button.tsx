import { type Href, Link } from 'expo-router';
import { Pressable, StyleSheet } from 'react-native';
import { Chevron } from './chevron.tsx';
import { AppText } from './text.tsx';
import { radius, space, touchTarget, usePalette } from './theme.ts';

/** A link that looks like a button, or like plain text. On the web it is an anchor: it can be opened in a new tab. */
export function LinkButton(props: {
  readonly href: Href;
  readonly label: string;
  readonly kind?: 'primary' | 'quiet' | 'stage';
  readonly compact?: boolean;
  /** Shown in place of the label, which a screen reader still says. */
  readonly face?: string;
  /** Leads back: said by a sign before the label. */
  readonly back?: boolean;
}) {
  const palette = usePalette();
  const primary = props.kind === 'primary';
  const plainColor = props.kind === 'stage' ? 'onStage' : 'accentText';
  return (
    <Link href={props.href} asChild>
      <Pressable
        role="link"
        aria-label={props.label}
        style={StyleSheet.flatten([
          styles.link,
          props.compact === true ? styles.compact : undefined,
          primary ? { backgroundColor: palette.accent } : undefined,
        ])}
      >
        {props.back === true ? <Chevron to="back" color={plainColor} /> : null}
        <AppText
          kind={primary && props.compact !== true ? 'strong' : 'label'}
          color={primary ? 'onAccent' : plainColor}
        >
          {props.face ?? props.label}
        </AppText>
      </Pressable>
    </Link>
  );
}

const styles = StyleSheet.create({
  link: {
    minHeight: touchTarget,
    flexDirection: 'row',
    alignItems: 'center',
    justifyContent: 'center',
    gap: space.s,
    paddingHorizontal: space.l,
    borderRadius: radius.full,
    alignSelf: 'center',
  },
  compact: { paddingHorizontal: space.m },
});
