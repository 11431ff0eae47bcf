import { languages } from '../../i18n/language.ts';
import { useLanguage, useWords } from '../../i18n/use-words.ts';
import { LinkButton } from '../../ui/link-button.tsx';

/** The way to another language for who is not signed in: the language in use, by its own name. */
export function LanguageLink() {
  const { language } = useLanguage();
  const words = useWords().settings;
  return <LinkButton compact href="/settings" label={words.languageIs(languages[language].name)} />;
}
