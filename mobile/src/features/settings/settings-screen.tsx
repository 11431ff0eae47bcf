import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { Choices } from '../../ui/choices.tsx';
import { LinkRow } from '../../ui/link-row.tsx';
import { Page } from '../../ui/page.tsx';
import { SwitchRow } from '../../ui/switch-row.tsx';
import { AppText } from '../../ui/text.tsx';
import { appearances, useAppearance } from '../../ui/theme-provider.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useServices } from '../services.ts';
import { LanguageCard } from './language-card.tsx';
import { dataSaver, lessMotion, useSettings } from './settings-store.ts';

/** What is set for this device, with an account or without. */
export function SettingsScreen() {
  const { settings: words, legal } = useWords();
  const { settings } = useServices();
  const { appearance, choose } = useAppearance();
  const saver = useSettings(dataSaver);
  const still = useSettings(lessMotion);
  usePageTitle(words.title);
  return (
    <Page>
      <AppText kind="title">{words.title}</AppText>
      <AppText color="muted">{words.lead}</AppText>
      <LanguageCard />
      <Card>
        <AppText kind="heading">{words.appearance}</AppText>
        <Choices
          wrap
          label={words.appearance}
          choices={appearances.map((value) => ({ value, label: words.appearances[value] }))}
          value={appearance}
          onChoose={choose}
        />
        <AppText kind="small" color="muted">
          {words.textSize}
        </AppText>
      </Card>
      <Card>
        <SwitchRow
          label={words.dataSaver}
          description={words.dataSaverLead}
          value={saver}
          onChange={(value) => settings.change('dataSaver', value)}
        />
        <SwitchRow
          label={words.lessMotion}
          description={words.lessMotionLead}
          value={still}
          onChange={(value) => settings.change('lessMotion', value)}
        />
      </Card>
      <Card>
        <LinkRow href="/privacy/stored" label={legal.storedTitle} description={words.storedLead} />
      </Card>
    </Page>
  );
}
