import {
  addSmsFactorRequestSchema,
  confirmFactorRequestSchema,
  type FactorAddedData,
  type TotpEnrolmentData,
} from '@halobuzz/core/api/auth-factors';
import { useState } from 'react';
import { Linking, Platform, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Fact } from '../../ui/fact.tsx';
import { Notice } from '../../ui/notice.tsx';
import { OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { space } from '../../ui/theme.ts';
import { useForm } from '../../ui/use-form.ts';
import { CopyButton } from '../copy-button.tsx';
import { useServices } from '../services.ts';
import { useStepUp } from '../step-up/step-up.tsx';
// Without its extension, as a `.native.tsx` stands beside the file: the bundler picks.
import { QrPicture } from './qr-picture';
import { useAct } from './use-act.ts';

/** A factor that waits for its first code. */
interface Begun {
  readonly factorId: string;
  readonly totp?: TotpEnrolmentData;
  /** Where the code went. */
  readonly hint?: string;
}

/** Begins an authenticator app, a telephone number or codes by e-mail, and confirms it by its first code. */
export function AddFactor({ onAdded }: { readonly onAdded: (added: FactorAddedData) => void }) {
  const words = useWords().account.factors;
  const { api } = useServices();
  const { busy, said, act } = useAct();
  const [begun, setBegun] = useState<Begun>();
  const [asking, setAsking] = useState(false);
  const totp = async (): Promise<void> => {
    const answer = await act('totp', () => api.beginTotp());
    if (answer !== undefined) setBegun({ factorId: answer.factorId, totp: answer });
  };
  const email = async (): Promise<void> => {
    const answer = await act('email', () => api.beginEmailFactor());
    if (answer !== undefined) setBegun({ factorId: answer.factorId, hint: answer.hint });
  };
  return (
    <>
      <OutcomeNotice outcome={said} />
      <View style={styles.acts}>
        <Button kind="secondary" label={words.addTotp} busy={busy === 'totp'} onPress={() => void totp()} />
        <Button kind="secondary" label={words.addSms} onPress={() => setAsking(true)} />
        <Button kind="secondary" label={words.addEmail} busy={busy === 'email'} onPress={() => void email()} />
      </View>
      {asking ? (
        <AskPhone
          onClose={() => setAsking(false)}
          onBegun={(next) => {
            setAsking(false);
            setBegun(next);
          }}
        />
      ) : null}
      {begun === undefined ? null : (
        <Confirm
          begun={begun}
          onClose={() => setBegun(undefined)}
          onAdded={(added) => {
            setBegun(undefined);
            onAdded(added);
          }}
        />
      )}
    </>
  );
}

function AskPhone({ onClose, onBegun }: { readonly onClose: () => void; readonly onBegun: (begun: Begun) => void }) {
  const { account, ui } = useWords();
  const words = account.factors;
  const { api } = useServices();
  const { run } = useStepUp();
  const form = useForm({
    initial: { phone: '' },
    schema: addSmsFactorRequestSchema,
    fieldOfCode: { recipient_refused: 'phone' },
    explain: { phone: words.phoneWrong },
    send: async ({ phone }) => {
      const answer = await run(() => api.beginSms(phone));
      if (answer?.ok === false) return answer.failure;
      if (answer !== undefined) onBegun({ factorId: answer.data.factorId, hint: answer.data.hint });
      return undefined;
    },
  });
  return (
    <Sheet label={words.addSms} onClose={onClose}>
      <AppText kind="heading">{words.addSms}</AppText>
      {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
      <TextField
        label={words.phone}
        hint={words.phoneHint}
        {...form.field('phone')}
        inputMode="tel"
        autoComplete="tel"
        onSubmitEditing={() => void form.submit()}
        autoFocus
      />
      <Button label={words.sendCode} busy={form.busy} onPress={() => void form.submit()} />
      <Button kind="quiet" label={ui.cancel} onPress={onClose} />
    </Sheet>
  );
}

function Confirm(props: {
  readonly begun: Begun;
  readonly onClose: () => void;
  readonly onAdded: (added: FactorAddedData) => void;
}) {
  const { account, ui, stepUp } = useWords();
  const words = account.factors;
  const { api, client } = useServices();
  const { run } = useStepUp();
  const { factorId, totp, hint } = props.begun;
  const form = useForm({
    initial: { code: '' },
    schema: confirmFactorRequestSchema,
    fieldOfCode: { code_invalid: 'code' },
    explain: { code: stepUp.codeWrong },
    send: async ({ code }) => {
      const answer = await run(() => api.confirmFactor(factorId, code.trim()));
      if (answer?.ok === false) return answer.failure;
      if (answer === undefined) return undefined;
      client.raise(answer.data.access);
      props.onAdded(answer.data);
      return undefined;
    },
  });
  const title = totp === undefined ? words.confirmTitle : words.addTotp;
  return (
    <Sheet label={title} onClose={props.onClose}>
      <AppText kind="heading">{title}</AppText>
      {totp === undefined ? (
        <Notice tone="success" text={stepUp.sent(hint ?? '')} />
      ) : (
        <>
          <AppText>{words.scan}</AppText>
          <View style={styles.qr}>
            <QrPicture svg={totp.qrSvg} label={words.qr} size={200} />
          </View>
          {Platform.OS === 'web' ? null : (
            <Button kind="secondary" label={words.openApp} onPress={() => void Linking.openURL(totp.otpauthUri)} />
          )}
          <Fact name={words.manualKey} value={totp.manualKey} />
          <CopyButton label={words.copyKey} text={totp.manualKey.replaceAll(' ', '')} />
        </>
      )}
      {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
      <TextField
        label={stepUp.code}
        {...form.field('code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        onSubmitEditing={() => void form.submit()}
      />
      <Button label={words.confirm} busy={form.busy} onPress={() => void form.submit()} />
      <Button kind="quiet" label={ui.cancel} onPress={props.onClose} />
    </Sheet>
  );
}

const styles = StyleSheet.create({
  acts: { flexDirection: 'row', flexWrap: 'wrap', gap: space.s },
  qr: { alignItems: 'center', padding: space.m, backgroundColor: '#ffffff', alignSelf: 'center' },
});
