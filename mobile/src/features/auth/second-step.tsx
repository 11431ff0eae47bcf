import type { MfaChallengeData } from '@halobuzz/core/api/auth-factors';
import { useCallback, useMemo, useState } from 'react';
import type { ApiFailure } from '../../api/failure.ts';
import { codeOf } from '../../api/failure.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { useServices } from '../services.ts';
import { ProofForm, type ProofTaker } from '../step-up/proof-form.tsx';
import { waysOfChallenge } from '../step-up/step-up-ways.ts';
import { useSession } from './session.tsx';

/** The second step of a sign-in: one of the account's factors, or a backup code. */
export function SecondStep(props: {
  readonly challenge: MfaChallengeData['challenge'];
  readonly onDone: () => void;
  /** Back to name and password. */
  readonly onLeave: () => void;
  /** What the account's owner has to know, such as that it is being deleted. */
  readonly onRefused: (failure: ApiFailure) => void;
}) {
  const words = useWords().auth;
  const { api, device, passkeys } = useServices();
  const { enter } = useSession();
  const { challenge, onDone, onLeave, onRefused } = props;
  const [over, setOver] = useState(false);
  const opened = useCallback(
    async () => ({ challengeId: challenge.id, device: { id: (await device()).id } }),
    [challenge, device],
  );
  const taker = useMemo<ProofTaker>(
    () => ({
      prove: async (proof) => {
        // The password was the first step.
        if (proof.method === 'password') return undefined;
        const answer = await api.verifyFactor(await opened(), proof);
        if (answer.ok) {
          await enter(answer.data);
          onDone();
          return undefined;
        }
        if (codeOf(answer.failure) === 'challenge_invalid') setOver(true);
        onRefused(answer.failure);
        return answer.failure;
      },
      send: async (factorId) => api.sendChallengeCode(await opened(), factorId),
      passkeyOptions: async () => api.challengePasskeyOptions(await opened()),
    }),
    [api, opened, enter, onDone, onRefused],
  );
  return (
    <>
      <AppText kind="title">{words.secondTitle}</AppText>
      <AppText color="muted">{words.secondLead}</AppText>
      {over ? (
        <Notice tone="info" text={words.secondOver} />
      ) : (
        <ProofForm ways={waysOfChallenge(challenge.methods, passkeys.available)} taker={taker} />
      )}
      <Button kind={over ? 'primary' : 'quiet'} label={words.startAgain} onPress={onLeave} />
      <AppText kind="small" color="muted">
        {words.secondHelp}
      </AppText>
    </>
  );
}
