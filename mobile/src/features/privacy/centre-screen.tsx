import { View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { LinkRow } from '../../ui/link-row.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { LegalLinks } from '../legal/legal-links.tsx';

const places = [
  ['/privacy/consents', 'consents'],
  ['/privacy/data', 'data'],
  ['/privacy/settings', 'settings'],
  ['/privacy/requests', 'requests'],
  ['/privacy/minor', 'minor'],
  ['/privacy/stored', 'stored'],
  ['/privacy/delete', 'erase'],
] as const;

/** Everything that people can decide, see and ask about their data, one page away each. */
export function PrivacyCentreScreen() {
  const words = useWords().privacy.centre;
  usePageTitle(words.title);
  return (
    <Page>
      <AppText kind="title">{words.title}</AppText>
      <AppText color="muted">{words.lead}</AppText>
      <Card>
        <AppText kind="heading">{words.places}</AppText>
        <View>
          {places.map(([href, name]) => (
            <LinkRow ruled key={name} href={href} label={words[name][0]} description={words[name][1]} />
          ))}
        </View>
      </Card>
      <Card>
        <AppText kind="heading">{words.documents}</AppText>
        <AppText kind="small" color="muted">
          {words.documentsLead}
        </AppText>
        <LegalLinks />
      </Card>
    </Page>
  );
}
