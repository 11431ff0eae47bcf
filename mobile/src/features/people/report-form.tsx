import { reportReasons, reportRequestSchema } from '@halobuzz/core/api/people';
import { limits } from '@halobuzz/core/limits';
import { useState } from 'react';
import type { ReportReason, ReportTarget } from '../../api/people-api.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Choices } from '../../ui/choices.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useServices } from '../services.ts';

/**
 * A report of a person (`id` is the username), a broadcast, or a message (`about` names its broadcast), as a dialog. Sent by
 * one press once a reason is chosen; it says itself that it arrived.
 */
export function ReportForm(props: { readonly target: ReportTarget; readonly onClose: () => void }) {
  const { people: words, ui } = useWords();
  const failureText = useFailureText();
  const { api } = useServices();
  const { target, onClose } = props;
  const [reason, setReason] = useState<ReportReason>(reportReasons[0]);
  const [note, setNote] = useState('');
  const [state, setState] = useState<'asking' | 'sending' | 'sent'>('asking');
  const [failure, setFailure] = useState<string>();
  const send = async (): Promise<void> => {
    if (state === 'sending') return;
    setState('sending');
    const body = reportRequestSchema.parse({ reason, note: note.trim() });
    const answer = await api.report(target, body.reason, body.note ?? '');
    setState(answer.ok ? 'sent' : 'asking');
    setFailure(answer.ok ? undefined : failureText(answer.failure));
  };
  const title = words.reportOf[target.kind];
  return (
    <Sheet label={title} onClose={onClose}>
      <AppText kind="heading">{title}</AppText>
      {state === 'sent' ? (
        <>
          <Notice tone="success" text={words.reported} />
          <Button label={words.close} onPress={onClose} />
        </>
      ) : (
        <>
          <AppText kind="small" color="muted">
            {words.reportLead}
          </AppText>
          <Choices
            wrap
            label={words.reason}
            value={reason}
            onChoose={setReason}
            choices={reportReasons.map((value) => ({ value, label: words.reasons[value] }))}
          />
          <TextField
            label={words.note}
            value={note}
            onChangeText={setNote}
            maxLength={limits.reportNoteCharsMax}
            multiline
          />
          {failure === undefined ? null : <Notice tone="error" text={failure} />}
          <Button kind="danger" label={words.send} busy={state === 'sending'} onPress={() => void send()} />
          <Button kind="quiet" label={ui.cancel} onPress={onClose} />
        </>
      )}
    </Sheet>
  );
}
