import { parentRequestSchema } from '@halobuzz/core/api/privacy-requests';
import { useCallback } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Fact } from '../../ui/fact.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useServices } from '../services.ts';
import { PrivacyPage } from './privacy-page.tsx';

/** What somebody's age means here, and asking a parent where one is needed. */
export function MinorScreen() {
  const words = useWords().privacy.minor;
  const format = useFormat();
  const { api } = useServices();
  const fetchMinor = useCallback(() => api.minor(), [api]);
  const { load, reload } = useLoad(fetchMinor);
  return (
    <PrivacyPage title={words.title} lead={words.lead}>
      <Loaded load={load} reload={reload}>
        {(minor) => (
          <>
            <Card>
              {minor.endsAt === undefined ? null : (
                <Notice
                  tone="error"
                  text={words.ends(format.date(minor.endsAt))}
                  action={<LinkButton compact href="/privacy/requests" label={words.correct} />}
                />
              )}
              <AppText>{words.states[minor.state]}</AppText>
              <Fact name={words.minimum} value={words.years(minor.minimumAge)} />
              <Fact name={words.consent} value={words.years(minor.consentAge)} />
            </Card>
            {minor.state === 'needs_parent' ? <AskParent askedUntil={minor.askedUntil} onAsked={reload} /> : null}
          </>
        )}
      </Loaded>
    </PrivacyPage>
  );
}

function AskParent(props: { readonly askedUntil: string | undefined; readonly onAsked: () => Promise<void> }) {
  const words = useWords().privacy.minor;
  const format = useFormat();
  const { api } = useServices();
  const form = useForm({
    initial: { email: '' },
    schema: parentRequestSchema,
    explain: { email: words.emailWrong },
    send: async ({ email }) => {
      const answer = await api.askParent(email);
      if (!answer.ok) return answer.failure;
      form.set('email', '');
      await props.onAsked();
      return undefined;
    },
  });
  const submit = (): void => void form.submit();
  return (
    <Card>
      <AppText kind="heading">{words.parent}</AppText>
      {props.askedUntil === undefined ? null : (
        <Notice tone="success" text={words.asked(format.date(props.askedUntil))} />
      )}
      <AppText kind="small" color="muted">
        {words.parentLead}
      </AppText>
      {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
      <TextField
        label={words.email}
        {...form.field('email')}
        onSubmitEditing={submit}
        autoCapitalize="none"
        autoCorrect={false}
        inputMode="email"
        autoComplete="off"
      />
      <Button label={words.send} busy={form.busy} onPress={submit} />
    </Card>
  );
}
