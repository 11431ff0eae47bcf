import { type PayoutEligibility, payoutRequestSchema } from '@halobuzz/core/api/payouts';
import { useRef, useState } from 'react';
import { codeOf } from '../../api/failure.ts';
import { useLanguage, useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { type Choice, Choices } from '../../ui/choices.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useFormat } from '../../ui/use-format.ts';
import { moneyText } from '../purchase/money-text.ts';
import { useServices } from '../services.ts';
import { useStepUp } from '../step-up/step-up.tsx';
import { diamondsWorth } from './diamonds-worth.ts';

/** Asks for diamonds as money, at the rate that is shown. */
export function PayoutForm(props: { readonly eligibility: PayoutEligibility; readonly onAsked: () => Promise<void> }) {
  const { payouts: words, ui } = useWords();
  const { language } = useLanguage();
  const format = useFormat();
  const { api, newId } = useServices();
  const { run } = useStepUp();
  const { rates, payable, minimum, maximum } = props.eligibility;
  const [asked, setAsked] = useState(false);
  const [factorMissing, setFactorMissing] = useState(false);
  // Kept while nobody knows whether it was taken: repeated under the same key it is one payout. What was changed is another.
  const key = useRef<{ readonly about: string; readonly key: string }>(undefined);
  const initial: Readonly<Record<'diamonds' | 'currency', string>> = {
    diamonds: payable,
    currency: rates[0]?.currency ?? '',
  };
  const form = useForm({
    initial,
    schema: payoutRequestSchema,
    explain: { diamonds: words.fieldWrong },
    send: async (request) => {
      const about = JSON.stringify(request);
      if (key.current?.about !== about) key.current = { about, key: newId() };
      const { key: mine } = key.current;
      setAsked(false);
      setFactorMissing(false);
      const answer = await run(() => api.requestPayout(request, mine));
      if (answer === undefined) return undefined;
      if (!answer.ok) {
        setFactorMissing(factorCodes.includes(codeOf(answer.failure) ?? ''));
        if (answer.failure.kind === 'problem') key.current = undefined;
        return answer.failure;
      }
      key.current = undefined;
      setAsked(true);
      await props.onAsked();
      return undefined;
    },
  });
  const rate = rates.find(({ currency }) => currency === form.values.currency);
  const worth = rate === undefined ? undefined : diamondsWorth(form.values.diamonds, rate);
  return (
    <Card>
      <AppText kind="heading">{words.ask}</AppText>
      {asked ? <Notice tone="success" text={words.asked} /> : null}
      {form.failure === undefined ? null : (
        <Notice
          tone="error"
          text={form.failure}
          action={factorMissing ? <LinkButton compact href="/account" label={words.setUpFactor} /> : undefined}
        />
      )}
      <TextField
        label={words.field}
        hint={words.fieldHint(ui.diamonds(format.amount(minimum)), ui.diamonds(format.amount(maximum)))}
        inputMode="numeric"
        {...form.field('diamonds')}
      />
      {rates.length < 2 ? null : (
        <Choices
          wrap
          label={words.currency}
          choices={rates.map<Choice<string>>(({ currency }) => ({ value: currency, label: currency }))}
          value={form.values.currency}
          onChoose={(currency) => form.set('currency', currency)}
        />
      )}
      <AppText role="status" kind="strong">
        {worth === undefined || rate === undefined
          ? ''
          : words.worth(moneyText(language, { amount: worth, currency: rate.currency }))}
      </AppText>
      <Button label={words.submit} busy={form.busy} onPress={() => void form.submit()} />
      <AppText kind="small" color="muted">
        {words.note}
      </AppText>
    </Card>
  );
}

/** The server wants a second factor of whoever has money paid out. */
const factorCodes: readonly string[] = ['mfa_enrolment_required', 'mfa_required'];
