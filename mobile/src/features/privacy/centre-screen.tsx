import type { Href } from 'expo-router';
import { View } from 'react-native';
import { Card } from '../../ui/card.tsx';
import { LinkRow } from '../../ui/link-row.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { LegalLinks } from '../legal/legal-links.tsx';
import { privacyStrings } from './privacy-strings.ts';

const words = privacyStrings.centre;

const places: readonly { readonly href: Href; readonly words: readonly [string, string] }[] = [
  { href: '/privacy/consents', words: words.consents },
  { href: '/privacy/data', words: words.data },
  { href: '/privacy/settings', words: words.settings },
  { href: '/privacy/requests', words: words.requests },
  { href: '/privacy/minor', words: words.minor },
  { href: '/privacy/stored', words: words.stored },
  { href: '/privacy/delete', words: words.erase },
];

/** Everything that people can decide, see and ask about their data, one page away each. */
export function PrivacyCentreScreen() {
  usePageTitle(words.title);
  return (
    <Page>
      <AppText kind="title">{words.title}</AppText>
      <AppText color="muted">{words.lead}</AppText>
      <Card>
        <AppText kind="heading">{words.places}</AppText>
        <View>
          {places.map(({ href, words: [label, description] }) => (
            <LinkRow ruled key={label} href={href} label={label} description={description} />
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
