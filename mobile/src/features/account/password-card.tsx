import { passwordChangeRequestSchema } from '@halobuzz/core/api/auth-credentials';
import { useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { useForm } from '../../ui/use-form.ts';
import { PasswordField } from '../auth/password-field.tsx';
import { useServices } from '../services.ts';
import { useStepUp } from '../step-up/step-up.tsx';

/** Changes the password; every other session ends, this one goes on with new tokens. */
export function PasswordCard() {
  const { account, auth } = useWords();
  const words = account.security;
  const { api, client } = useServices();
  const { run } = useStepUp();
  const [done, setDone] = useState(false);
  const form = useForm({
    initial: { currentPassword: '', newPassword: '' },
    schema: passwordChangeRequestSchema,
    fieldOfCode: { invalid_credentials: 'currentPassword' },
    explain: { currentPassword: auth.passwordMissing, newPassword: auth.passwordWrong },
    send: async (request) => {
      setDone(false);
      const answer = await run(() => api.changePassword(request));
      if (answer === undefined) return undefined;
      if (!answer.ok) return answer.failure;
      await client.begin(answer.data);
      form.set('currentPassword', '');
      form.set('newPassword', '');
      setDone(true);
      return undefined;
    },
  });
  return (
    <Card>
      <AppText kind="heading">{words.password}</AppText>
      <AppText color="muted">{words.passwordLead}</AppText>
      {done ? <Notice tone="success" text={words.passwordDone} /> : null}
      {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
      <PasswordField label={words.currentPassword} {...form.field('currentPassword')} autoComplete="current-password" />
      <PasswordField
        label={auth.newPassword}
        hint={auth.passwordHint}
        {...form.field('newPassword')}
        autoComplete="new-password"
        onSubmitEditing={() => void form.submit()}
      />
      <Button kind="secondary" label={words.passwordChange} busy={form.busy} onPress={() => void form.submit()} />
    </Card>
  );
}
