import { View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { LinkRow } from '../../ui/link-row.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { LegalLinks } from '../legal/legal-links.tsx';
import { useServices } from '../services.ts';

const topics = [
  ['/sign-in', 'forgotten'],
  ['/wallet', 'money'],
  ['/privacy', 'data'],
  ['/delete-account', 'delete'],
] as const;

/** How to reach people, and the pages that answer most questions. Stores link to it; it needs no account. */
export function SupportScreen() {
  const words = useWords().support;
  usePageTitle(words.title);
  const { supportContact } = useServices();
  return (
    <Page>
      <AppText kind="title">{words.title}</AppText>
      <AppText color="muted">{words.lead}</AppText>
      <Card>
        <LinkButton kind="primary" href={`mailto:${supportContact}`} label={words.write(supportContact)} />
        <AppText kind="small" color="muted">
          {words.writeLead}
        </AppText>
      </Card>
      <Card>
        <AppText kind="heading">{words.topics}</AppText>
        <View>
          {topics.map(([href, name]) => (
            <LinkRow ruled key={name} href={href} label={words[name][0]} description={words[name][1]} />
          ))}
        </View>
      </Card>
      <Card>
        <AppText kind="heading">{words.people}</AppText>
        <AppText>{words.peopleLead}</AppText>
      </Card>
      <Card>
        <AppText kind="heading">{words.documents}</AppText>
        <LegalLinks />
      </Card>
    </Page>
  );
}
