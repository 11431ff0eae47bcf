import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { space } from '../../ui/theme.ts';
import { useAccount, useSession } from '../auth/session.tsx';
import { useServices } from '../services.ts';

/** Shows that there are newer terms than those that were accepted, until they are accepted too. */
export function TermsBanner() {
  const words = useWords().legal;
  const failureText = useFailureText();
  const due = useAccount()?.termsDue;
  const { api } = useServices();
  const { reload } = useSession();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  if (due === undefined) return null;
  const accept = async (): Promise<void> => {
    setBusy(true);
    const answer = await api.acceptTerms(due);
    if (answer.ok) await reload();
    setBusy(false);
    setFailure(answer.ok ? undefined : failureText(answer.failure));
  };
  return (
    <>
      {failure === undefined ? null : <Notice tone="error" text={failure} />}
      <Notice
        tone="info"
        text={words.termsDue}
        action={
          <View style={styles.actions}>
            <LinkButton
              compact
              href={{ pathname: '/documents/[name]', params: { name: 'terms' } }}
              label={words.termsRead}
            />
            <Button compact kind="secondary" label={words.termsAccept} busy={busy} onPress={() => void accept()} />
          </View>
        }
      />
    </>
  );
}

const styles = StyleSheet.create({
  actions: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.xs },
});
