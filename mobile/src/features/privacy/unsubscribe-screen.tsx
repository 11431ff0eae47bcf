import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { failureText } from '../../ui/failure-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useServices } from '../services.ts';
import { useLinkSecret } from '../use-link-secret.ts';
import { privacyStrings } from './privacy-strings.ts';

const words = privacyStrings.unsubscribe;

/** Where the link of a mail leads. One press, no sign-in; not by opening alone, for mail scanners open links too. */
export function UnsubscribeScreen() {
  usePageTitle(words.title);
  const { api } = useServices();
  const token = useLinkSecret();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ readonly ok: boolean; readonly text: string }>();
  const stop = async (secret: string): Promise<void> => {
    setBusy(true);
    const answer = await api.unsubscribe(secret);
    setBusy(false);
    setSaid(answer.ok ? { ok: true, text: words.stopped } : { ok: false, text: failureText(answer.failure) });
  };
  return (
    <Page width="form">
      <AppText kind="title">{words.title}</AppText>
      <AppText color="muted">{words.lead}</AppText>
      {said === undefined ? null : <Notice tone={said.ok ? 'success' : 'error'} text={said.text} />}
      {token === undefined ? <Notice tone="info" text={words.noToken} /> : null}
      {token === undefined || said?.ok === true ? null : (
        <Button label={words.stop} busy={busy} onPress={() => void stop(token)} />
      )}
    </Page>
  );
}
