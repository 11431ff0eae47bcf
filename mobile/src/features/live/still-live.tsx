import type { OwnStream } from '@halobuzz/core/api/streams';
import { useRouter } from 'expo-router';
import { useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConfirmStep } from '../../ui/confirm-step.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { useServices } from '../services.ts';

/**
 * The broadcast that is live though its host is elsewhere in the app, or was: after a crash, or in another window. Back into
 * it, or its end, asked twice.
 */
export function StillLive({ stream, onGone }: { readonly stream: OwnStream; readonly onGone: () => void }) {
  const { live: words, room } = useWords();
  const { api } = useServices();
  const router = useRouter();
  const failureText = useFailureText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const end = async (): Promise<void> => {
    setBusy(true);
    const answer = await api.endStream(stream.id);
    setBusy(false);
    if (!answer.ok) {
      setFailure(failureText(answer.failure));
      return onGone();
    }
    router.push({ pathname: '/broadcasts/[id]', params: { id: stream.id } });
  };
  const text = stream.status === 'interrupted' ? words.interrupted(stream.title) : words.stillLive(stream.title);
  return (
    <Card>
      <AppText kind="heading">{words.alreadyLiveTitle}</AppText>
      <AppText role="status">{text}</AppText>
      {failure === undefined ? null : <Notice tone="error" text={failure} />}
      <ConfirmStep question={room.endConfirm} yes={room.endYes} no={room.endNo} busy={busy} onYes={() => void end()}>
        {(ask) => (
          <>
            <LinkButton
              kind="primary"
              href={{ pathname: '/room/[id]', params: { id: stream.id } }}
              label={words.goBack}
            />
            <Button kind="danger" label={words.endIt} onPress={ask} />
          </>
        )}
      </ConfirmStep>
    </Card>
  );
}
