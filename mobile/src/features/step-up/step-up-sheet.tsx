import type { StepUpRequest } from '@halobuzz/core/api/auth-factors';
import { useCallback, useMemo } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { AppText } from '../../ui/text.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { useServices } from '../services.ts';
import { ProofForm, type ProofTaker } from './proof-form.tsx';
import { waysOf } from './step-up-ways.ts';

/** The dialog that asks for the password, or for a second factor where the account has one. */
export function StepUpSheet(props: { readonly onProved: () => void; readonly onGivenUp: () => void }) {
  const { stepUp: words, ui } = useWords();
  const { api, client, passkeys } = useServices();
  const { onProved } = props;
  const fetchFactors = useCallback(() => api.factors(), [api]);
  const { load, reload } = useLoad(fetchFactors);
  const taker = useMemo<ProofTaker>(
    () => ({
      prove: async (proof: StepUpRequest) => {
        const answer = await api.stepUp(proof);
        if (!answer.ok) return answer.failure;
        client.raise(answer.data);
        onProved();
        return undefined;
      },
      send: (factorId) => api.sendStepUpCode(factorId),
      passkeyOptions: () => api.stepUpPasskeyOptions(),
    }),
    [api, client, onProved],
  );
  return (
    <Sheet label={words.title} onClose={props.onGivenUp}>
      <AppText kind="heading">{words.title}</AppText>
      <AppText kind="small" color="muted">
        {words.lead}
      </AppText>
      <Loaded load={load} reload={reload}>
        {(factors) => <ProofForm ways={waysOf(factors, passkeys.available)} taker={taker} />}
      </Loaded>
      <Button kind="quiet" label={ui.cancel} onPress={props.onGivenUp} />
    </Sheet>
  );
}
