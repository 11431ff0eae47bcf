import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { failureText } from '../../ui/failure-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { useServices } from '../services.ts';
import { privacyStrings } from './privacy-strings.ts';

const words = privacyStrings.cancel;

/** Takes a deletion back: nothing was deleted yet, and everything is as it was. */
export function KeepAccount({ token }: { readonly token: string }) {
  const { api } = useServices();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ readonly ok: boolean; readonly text: string }>();
  const keep = async (): Promise<void> => {
    setBusy(true);
    const answer = await api.cancelErasure(token);
    setBusy(false);
    setSaid(
      answer.ok ? { ok: true, text: words.kept(answer.data.handle) } : { ok: false, text: failureText(answer.failure) },
    );
  };
  return (
    <>
      {said === undefined ? null : <Notice tone={said.ok ? 'success' : 'error'} text={said.text} />}
      {said?.ok === true ? null : <Button label={words.keep} busy={busy} onPress={() => void keep()} />}
    </>
  );
}
