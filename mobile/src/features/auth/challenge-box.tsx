import { challengePath } from '@halobuzz/core/challenge-frame';
import { useState } from 'react';
import { useLanguage, useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { usePalette } from '../../ui/theme.ts';
import { useServices } from '../services.ts';
import { ChallengeFrame } from './challenge-frame.tsx';
import type { Challenge } from './use-challenge.ts';

/** The widget of a challenge, once one was asked for. What it gives is sent without another press. */
export function ChallengeBox({ challenge }: { readonly challenge: Challenge }) {
  return challenge.round === 0 ? null : <OneChallenge key={challenge.round} challenge={challenge} />;
}

function OneChallenge({ challenge }: { readonly challenge: Challenge }) {
  const { auth: words } = useWords();
  const { pageUrl } = useServices();
  const { language } = useLanguage();
  const { scheme } = usePalette();
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const again = (): void => {
    setFailed(false);
    setAttempt((before) => before + 1);
  };
  if (failed) {
    return (
      <>
        <Notice tone="error" text={words.challengeFailed} />
        <Button kind="secondary" label={words.challengeAgain} onPress={again} />
      </>
    );
  }
  return (
    <>
      <AppText>{words.challengeLead}</AppText>
      <ChallengeFrame
        key={attempt}
        title={words.challengeTitle}
        url={pageUrl(challengePath(challenge.action, scheme, language))}
        onMessage={(message) => {
          if (message.state === 'solved') challenge.solved(message.token);
          else if (message.state === 'expired') challenge.expired();
          else setFailed(true);
        }}
      />
    </>
  );
}
