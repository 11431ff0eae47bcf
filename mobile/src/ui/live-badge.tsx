import { StyleSheet, View } from 'react-native';
import { languages } from '../i18n/language.ts';
import { useLanguage, useWords } from '../i18n/use-words.ts';
import { AppText } from './text.tsx';
import { textSize } from './text-size.ts';
import { radius, space, usePalette } from './theme.ts';

export function LiveBadge() {
  const { lobby } = useWords();
  const { language } = useLanguage();
  const palette = usePalette();
  return (
    <View style={[styles.badge, { backgroundColor: palette.live }]}>
      <AppText
        kind="label"
        color="onLive"
        style={[styles.text, languages[language].letters === 'apart' ? styles.apart : undefined]}
      >
        {lobby.live}
      </AppText>
    </View>
  );
}

const styles = StyleSheet.create({
  badge: { borderRadius: radius.s, paddingHorizontal: space.s, paddingVertical: 2 },
  text: { fontWeight: '800', fontSize: textSize(12) },
  apart: { letterSpacing: 0.8 },
});
