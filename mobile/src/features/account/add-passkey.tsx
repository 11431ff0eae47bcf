import type { FactorAddedData } from '@halobuzz/core/api/auth-factors';
import { limits } from '@halobuzz/core/limits';
import { useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { useServices } from '../services.ts';
import { useAct } from './use-act.ts';

/** Makes a passkey on this device: it signs in alone, and confirms whatever needs a proof. */
export function AddPasskey({ onAdded }: { readonly onAdded: (added: FactorAddedData) => void }) {
  const words = useWords().account.factors;
  const { api, client, device, passkeys } = useServices();
  const { busy, said, act } = useAct();
  const [problem, setProblem] = useState<string>();
  const add = async (): Promise<void> => {
    setProblem(undefined);
    const options = await act('passkey', () => api.passkeyCreationOptions('passwordless'));
    if (options === undefined) return;
    const made = await passkeys.create(options);
    if (!made.ok) return setProblem(words.passkeyProblems[made.reason]);
    const { name } = await device();
    const added = await act('passkey', () => api.addPasskey(made.data, name.slice(0, limits.factorLabelCharsMax)));
    if (added === undefined) return;
    client.raise(added.access);
    onAdded(added);
  };
  if (!passkeys.available) return <Notice tone="info" text={words.passkeyUnavailable} />;
  return (
    <>
      {problem === undefined ? null : <Notice tone="error" text={problem} />}
      <OutcomeNotice outcome={said} />
      <Button kind="secondary" label={words.addPasskey} busy={busy !== undefined} onPress={() => void add()} />
    </>
  );
}
