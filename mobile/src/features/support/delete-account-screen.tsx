import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useAccount } from '../auth/session.tsx';
import { useServices } from '../services.ts';

const deletePath = '/privacy/delete';

/**
 * What deleting an account means and where it begins, for whoever comes from a store's page or a search: signed in or not.
 * The deletion itself asks for a proof of identity and stands in the privacy centre.
 */
export function DeleteAccountScreen() {
  const { support } = useWords();
  const words = support.deletion;
  usePageTitle(words.title);
  const { supportContact } = useServices();
  const signedIn = useAccount() !== undefined;
  return (
    <Page>
      <AppText kind="title">{words.title}</AppText>
      <AppText color="muted">{words.lead}</AppText>
      <Card>
        {signedIn ? (
          <LinkButton kind="primary" href={deletePath} label={words.start} />
        ) : (
          <LinkButton
            kind="primary"
            href={{ pathname: '/sign-in', params: { next: deletePath } }}
            label={words.signIn}
          />
        )}
        <AppText kind="heading">{words.how}</AppText>
        <View role="list" style={styles.steps}>
          {words.steps.map((step, at) => (
            <View key={step} role="listitem" style={styles.step}>
              <AppText kind="strong" aria-hidden>
                {`${at + 1}.`}
              </AppText>
              <AppText style={styles.words}>{step}</AppText>
            </View>
          ))}
        </View>
      </Card>
      <Card>
        <AppText kind="heading">{words.gone}</AppText>
        <AppText>{words.goneLead}</AppText>
        <AppText kind="heading">{words.kept}</AppText>
        <AppText>{words.keptLead}</AppText>
        <LinkButton compact href={{ pathname: '/documents/[name]', params: { name: 'privacy' } }} label={words.more} />
      </Card>
      <Card>
        <AppText kind="heading">{words.some}</AppText>
        <AppText>{words.someLead}</AppText>
        <LinkButton compact href="/privacy/requests" label={support.data[0]} />
      </Card>
      <Card>
        <AppText>{words.cannot(supportContact)}</AppText>
        <LinkButton compact href={`mailto:${supportContact}`} label={support.write(supportContact)} />
      </Card>
    </Page>
  );
}

const styles = StyleSheet.create({
  steps: { gap: space.s },
  step: { flexDirection: 'row', gap: space.s },
  words: { flex: 1 },
});
