import { useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useServices } from '../services.ts';
import { useLinkSecret } from '../use-link-secret.ts';

/**
 * Where a parent answers by a code of our mail, pasted or behind the `#` of a link. They need no account. One code
 * answers the question, the other takes a consent back.
 */
export function ParentScreen() {
  const words = useWords().privacy.parent;
  const failureText = useFailureText();
  usePageTitle(words.title);
  const { api } = useServices();
  const fromLink = useLinkSecret();
  const [typed, setTyped] = useState<string>();
  const [missing, setMissing] = useState(false);
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState<boolean>();
  const [failure, setFailure] = useState<string>();
  const [done, setDone] = useState<{ readonly granted: boolean; readonly proofId: string }>();
  const code = (typed ?? fromLink ?? '').trim();
  const takesBack = /\.withdraw\./.test(code);

  const decide = async (granted: boolean): Promise<void> => {
    setBusy(granted);
    setFailure(undefined);
    const answer = await api.decideAsParent(code, granted);
    setBusy(undefined);
    setSure(false);
    if (answer.ok) setDone(answer.data);
    else setFailure(failureText(answer.failure));
  };
  const withCode = (next: () => void): void => {
    if (code === '') setMissing(true);
    else next();
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
      <TextField
        label={words.code}
        hint={words.codeHint}
        error={missing ? words.codeMissing : undefined}
        value={typed ?? fromLink ?? ''}
        onChangeText={(text) => {
          setTyped(text);
          setMissing(false);
          setSure(false);
          setFailure(undefined);
        }}
        autoCapitalize="none"
        autoCorrect={false}
        autoComplete="off"
      />
      {failure === undefined ? null : <Notice tone="error" text={failure} />}
      {sure ? (
        <>
          <AppText kind="strong" role="status">
            {words.confirmNo}
          </AppText>
          <Button kind="danger" label={words.sure} busy={busy === false} onPress={() => void decide(false)} />
          <Button kind="secondary" label={words.back} disabled={busy !== undefined} onPress={() => setSure(false)} />
        </>
      ) : takesBack ? (
        <Button kind="secondary" label={words.takeBack} onPress={() => setSure(true)} />
      ) : (
        <>
          <Button
            kind="secondary"
            label={words.yes}
            busy={busy === true}
            onPress={() => withCode(() => void decide(true))}
          />
          <Button
            kind="secondary"
            label={words.no}
            disabled={busy !== undefined}
            onPress={() => withCode(() => setSure(true))}
          />
        </>
      )}
    </Page>
  );
}
