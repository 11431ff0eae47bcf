import type { ReactNode } from 'react';
import { Platform, type StyleProp, View, type ViewStyle } from 'react-native';
import { useLanguage, useWords } from '../i18n/use-words.ts';
import { Notice } from './notice.tsx';

/** Text that there is in English alone, such as legal documents: says so in any other language, and is read out as English. */
export function InEnglish({
  children,
  style,
}: {
  readonly children: ReactNode;
  readonly style?: StyleProp<ViewStyle>;
}) {
  const { language } = useLanguage();
  const { ui } = useWords();
  // Known to react-native-web, not to React Native's types.
  const marked = Platform.OS === 'web' ? { lang: 'en', dir: 'ltr' } : {};
  return (
    <>
      {language === 'en' ? null : <Notice tone="info" text={ui.inEnglishAlone} />}
      <View {...marked} style={style}>
        {children}
      </View>
    </>
  );
}
