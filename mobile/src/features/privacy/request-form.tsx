import {
  correctsBirthDate,
  privacyRequestKinds,
  privacyRequestRequestSchema,
  privacyRequestSubjects,
} from '@halobuzz/core/api/privacy-requests';
import { limits } from '@halobuzz/core/limits';
import { useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Choices } from '../../ui/choices.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useServices } from '../services.ts';

interface Draft extends Readonly<Record<string, string>> {
  readonly kind: (typeof privacyRequestKinds)[number];
  readonly about: (typeof privacyRequestSubjects)[number];
  readonly text: string;
  readonly birthDate: string;
}
const empty: Draft = { kind: 'rectification', about: 'birth_date', text: '', birthDate: '' };

/** The birth date goes along where it is what is to be corrected, and nowhere else. */
const draftSchema: Pick<typeof privacyRequestRequestSchema, 'safeParse'> = {
  safeParse: (value, params) => {
    // The form's own values, which are never of another shape.
    const draft = value as Draft;
    const { birthDate: _unasked, ...rest } = draft;
    return privacyRequestRequestSchema.safeParse(correctsBirthDate(draft) ? draft : rest, params);
  },
};

export function RequestForm({ onSent }: { readonly onSent: () => void }) {
  const words = useWords().privacy.requests;
  const format = useFormat();
  const kinds = privacyRequestKinds.map((value) => ({ value, label: words.kinds[value] }));
  const abouts = privacyRequestSubjects.map((value) => ({ value, label: words.abouts[value] }));
  const { api } = useServices();
  const [sent, setSent] = useState<string>();
  const form = useForm<Draft, ReturnType<typeof privacyRequestRequestSchema.parse>>({
    initial: empty,
    schema: draftSchema,
    explain: { text: words.textMissing, birthDate: words.birthDateWrong },
    send: async (request) => {
      const answer = await api.askPrivacyRequest(request);
      if (!answer.ok) return answer.failure;
      setSent(words.sent(format.date(answer.data.dueAt)));
      form.set('text', '');
      form.set('birthDate', '');
      onSent();
      return undefined;
    },
  });
  return (
    <Card>
      <AppText kind="heading">{words.kind}</AppText>
      <Choices
        wrap
        label={words.kind}
        choices={kinds}
        value={form.values.kind}
        onChoose={(kind) => form.set('kind', kind)}
      />
      <AppText kind="heading">{words.about}</AppText>
      <Choices
        wrap
        label={words.about}
        choices={abouts}
        value={form.values.about}
        onChoose={(about) => form.set('about', about)}
      />
      {correctsBirthDate(form.values) ? (
        <TextField
          label={words.birthDate}
          hint={words.birthDateHint}
          {...form.field('birthDate')}
          inputMode="numeric"
          maxLength={10}
        />
      ) : null}
      <TextField
        multiline
        label={words.text}
        hint={words.textHint}
        error={form.errors.text}
        value={form.values.text}
        onChangeText={(text) => {
          setSent(undefined);
          form.set('text', text);
        }}
        maxLength={limits.privacyRequestCharsMax}
      />
      {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
      {sent === undefined ? null : <Notice tone="success" text={sent} />}
      <Button label={words.send} busy={form.busy} onPress={() => void form.submit()} />
    </Card>
  );
}
