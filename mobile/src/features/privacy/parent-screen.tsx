import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { failureText } from '../../ui/failure-text.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useServices } from '../services.ts';
import { useLinkSecret } from '../use-link-secret.ts';
import { privacyStrings } from './privacy-strings.ts';

const words = privacyStrings.parent;

/** Where the mail to a parent leads: what is asked of them, and both answers. They need no account. */
export function ParentScreen() {
  usePageTitle(words.title);
  const { api } = useServices();
  const token = useLinkSecret();
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState<boolean>();
  const [failure, setFailure] = useState<string>();
  const [done, setDone] = useState<{ readonly granted: boolean; readonly proofId: string }>();
  const decide = async (code: string, granted: boolean): Promise<void> => {
    setBusy(granted);
    setFailure(undefined);
    const answer = await api.decideAsParent(code, granted);
    setBusy(undefined);
    if (answer.ok) setDone(answer.data);
    else setFailure(failureText(answer.failure));
  };
  if (done !== undefined) {
    return (
      <Page width="form">
        <AppText kind="title">{words.title}</AppText>
        <Notice tone="success" text={done.granted ? words.allowed : words.ended} />
        <AppText kind="small" color="muted" selectable>
          {words.proof(done.proofId)}
        </AppText>
      </Page>
    );
  }
  return (
    <Page width="form">
      <AppText kind="title">{words.title}</AppText>
      <AppText>{words.lead}</AppText>
      <AppText>{words.yesMeans}</AppText>
      <AppText>{words.noMeans}</AppText>
      <LinkButton href={{ pathname: '/documents/[name]', params: { name: 'privacy' } }} label={words.policy} />
      {failure === undefined ? null : <Notice tone="error" text={failure} />}
      {token === undefined ? (
        <Notice tone="info" text={words.noToken} />
      ) : sure ? (
        <>
          <AppText kind="strong" role="status">
            {words.confirmNo}
          </AppText>
          <Button
            kind="danger"
            label={words.sure}
            busy={busy === false}
            disabled={busy !== undefined}
            onPress={() => void decide(token, false)}
          />
          <Button kind="secondary" label={words.back} disabled={busy !== undefined} onPress={() => setSure(false)} />
        </>
      ) : (
        <>
          <Button
            kind="secondary"
            label={words.yes}
            busy={busy === true}
            disabled={busy !== undefined}
            onPress={() => void decide(token, true)}
          />
          <Button kind="secondary" label={words.no} disabled={busy !== undefined} onPress={() => setSure(true)} />
        </>
      )}
    </Page>
  );
}
