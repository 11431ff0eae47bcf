import { emailChangeConfirmRequestSchema, emailChangeRequestSchema } from '@halobuzz/core/api/auth-credentials';
import { useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useAccount, useSession } from '../auth/session.tsx';
import { useServices } from '../services.ts';
import { useStepUp } from '../step-up/step-up.tsx';

/** Another e-mail address, proven by a code that goes there. */
export function EmailCard() {
  const words = useWords().account.security;
  const account = useAccount();
  const [sentTo, setSentTo] = useState<string>();
  const [done, setDone] = useState(false);
  return (
    <Card>
      <AppText kind="heading">{words.email}</AppText>
      <AppText color="muted">{words.emailNow(account?.email ?? '')}</AppText>
      {done ? <Notice tone="success" text={words.emailDone} /> : null}
      {sentTo === undefined ? (
        <Ask
          onSent={(address) => {
            setDone(false);
            setSentTo(address);
          }}
        />
      ) : (
        <Confirm
          address={sentTo}
          onLeave={() => setSentTo(undefined)}
          onDone={() => {
            setSentTo(undefined);
            setDone(true);
          }}
        />
      )}
    </Card>
  );
}

function Ask({ onSent }: { readonly onSent: (address: string) => void }) {
  const { account, auth } = useWords();
  const words = account.security;
  const { api } = useServices();
  const { run } = useStepUp();
  const form = useForm({
    initial: { newEmail: '' },
    schema: emailChangeRequestSchema,
    explain: { newEmail: auth.emailWrong },
    send: async ({ newEmail }) => {
      const answer = await run(() => api.changeEmail(newEmail));
      if (answer?.ok === false) return answer.failure;
      if (answer !== undefined) onSent(newEmail);
      return undefined;
    },
  });
  return (
    <>
      {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
      <TextField
        label={words.newEmail}
        {...form.field('newEmail')}
        inputMode="email"
        autoComplete="email"
        autoCapitalize="none"
        autoCorrect={false}
        onSubmitEditing={() => void form.submit()}
      />
      <Button kind="secondary" label={words.emailChange} busy={form.busy} onPress={() => void form.submit()} />
    </>
  );
}

function Confirm(props: { readonly address: string; readonly onLeave: () => void; readonly onDone: () => void }) {
  const { account, stepUp, ui } = useWords();
  const words = account.security;
  const { api } = useServices();
  const { reload } = useSession();
  const form = useForm({
    initial: { code: '' },
    schema: emailChangeConfirmRequestSchema,
    fieldOfCode: { code_invalid: 'code' },
    explain: { code: stepUp.codeWrong },
    send: async ({ code }) => {
      const answer = await api.confirmEmail(code);
      if (!answer.ok) return answer.failure;
      await reload();
      props.onDone();
      return undefined;
    },
  });
  return (
    <>
      <Notice tone="info" text={words.emailSent(props.address)} />
      {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
      <TextField
        label={stepUp.code}
        {...form.field('code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        onSubmitEditing={() => void form.submit()}
      />
      <Button label={words.emailConfirm} busy={form.busy} onPress={() => void form.submit()} />
      <Button kind="quiet" label={ui.cancel} onPress={props.onLeave} />
    </>
  );
}
