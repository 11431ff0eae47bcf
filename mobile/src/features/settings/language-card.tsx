import { useState } from 'react';
import { type Language, languageCodes, languages } from '../../i18n/language.ts';
import { useLanguage, useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { Choices } from '../../ui/choices.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';

// Each in its own script: whoever reads nothing else here finds it.
const choices = languageCodes.map((value) => ({ value, label: languages[value].name, language: value }));

export function LanguageCard() {
  const words = useWords().settings;
  const { language, setLanguage } = useLanguage();
  const [failed, setFailed] = useState(false);
  const choose = async (next: Language): Promise<void> => setFailed(!(await setLanguage(next)));
  return (
    <Card>
      <AppText kind="heading">{words.language}</AppText>
      <Choices wrap label={words.language} choices={choices} value={language} onChoose={(next) => void choose(next)} />
      {failed ? <Notice tone="error" text={words.languageFailed} /> : null}
    </Card>
  );
}
