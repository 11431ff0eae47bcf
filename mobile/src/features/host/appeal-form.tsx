import { limits } from '@halobuzz/core/limits';
import { useState } from 'react';
import type { ApiResult } from '../../api/failure.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useAct } from './use-act.ts';

/** The one appeal against a decision, opened by a press. */
export function AppealForm<T>({
  send,
  onSent,
}: {
  readonly send: (text: string) => Promise<ApiResult<T>>;
  readonly onSent: () => void;
}) {
  const { moderation: words } = useWords();
  const act = useAct();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  if (!open) return <Button compact kind="secondary" label={words.appeal} onPress={() => setOpen(true)} />;
  return (
    <>
      <OutcomeNotice outcome={act.outcome} />
      <TextField
        multiline
        label={words.appealText}
        value={text}
        onChangeText={setText}
        maxLength={limits.appealCharsMax}
      />
      <Button
        label={words.appealSend}
        disabled={text.trim() === ''}
        busy={act.busy === 'appeal'}
        onPress={async () => {
          if (await act.request('appeal', () => send(text.trim()))) onSent();
        }}
      />
    </>
  );
}
