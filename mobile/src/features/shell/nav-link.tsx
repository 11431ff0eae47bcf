import { Link } from 'expo-router';
import { Pressable, StyleSheet } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Icon } from '../../ui/icon.tsx';
import { AppText } from '../../ui/text.tsx';
import { cappedTextSize } from '../../ui/text-size.ts';
import { radius, space, touchTarget, usePalette } from '../../ui/theme.ts';
import { fetchPlace } from './likely-next.ts';
import type { NavItem } from './nav-items.ts';

export function NavLink(props: { readonly item: NavItem; readonly current: boolean; readonly stacked: boolean }) {
  const palette = usePalette();
  const { item, current, stacked } = props;
  const label = useWords().shell.nav[item.name];
  const color = current ? 'accentText' : 'muted';
  // Known to react-native-web, not to React Native's types.
  const marked = current ? { 'aria-current': 'page' as const } : {};
  return (
    <Link href={item.href} asChild>
      <Pressable
        role="link"
        aria-label={label}
        onHoverIn={() => fetchPlace(item.href)}
        onFocus={() => fetchPlace(item.href)}
        {...marked}
        style={StyleSheet.flatten([
          styles.link,
          stacked ? styles.stacked : undefined,
          current && !stacked ? { backgroundColor: palette.accentSoft } : undefined,
        ])}
      >
        {stacked ? <Icon name={item.icon} color={color} /> : null}
        <AppText
          kind="label"
          color={color}
          align="center"
          maxFontSizeMultiplier={barTextRatioMax}
          style={stacked ? styles.capped : undefined}
        >
          {label}
        </AppText>
      </Pressable>
    </Link>
  );
}

/** Labels of a bar stand side by side: beyond this they would not fit. */
const barTextRatioMax = 1.4;

const styles = StyleSheet.create({
  link: {
    minHeight: touchTarget,
    justifyContent: 'center',
    alignItems: 'center',
    paddingHorizontal: space.m,
    borderRadius: radius.full,
  },
  capped: { fontSize: cappedTextSize(13, barTextRatioMax), lineHeight: cappedTextSize(18, barTextRatioMax) },
  stacked: { flex: 1, paddingHorizontal: 0, gap: space.xs, paddingVertical: space.s, borderRadius: radius.s },
});
