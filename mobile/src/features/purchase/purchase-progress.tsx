import { useRouter } from 'expo-router';
import { useState } from 'react';
import { View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { Loading } from '../../ui/loading.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useServices } from '../services.ts';
import { CardPayment } from './card-payment.tsx';
import { HeldCoins } from './held-coins.tsx';
import { PAY_PATH } from './pay-path.ts';
import type { PurchaseState } from './purchase-machine.ts';
import type { PurchaseUse } from './use-purchase.ts';

/** A purchase on its way, from the start to its end. */
export function PurchaseProgress({ purchase }: { readonly purchase: PurchaseUse }) {
  const { purchase: words, ui } = useWords();
  const failureText = useFailureText();
  const { state, tell } = purchase;
  switch (state.step) {
    case 'choosing':
      return null;
    case 'starting':
      return <Loading text={words.starting} />;
    case 'paying':
      return <Paying state={state} purchase={purchase} />;
    case 'handing-in':
    case 'confirming':
      return (
        <Card>
          <Loading text={words.confirming} />
          <AppText kind="small" color="muted">
            {words.confirmingLong}
          </AppText>
          {state.step === 'confirming' ? <ToWallet /> : null}
        </Card>
      );
    case 'waiting':
      return (
        <Card>
          <AppText kind="heading">{words.waitingTitle}</AppText>
          <AppText role="status">{words.waiting}</AppText>
          <ToWallet />
        </Card>
      );
    case 'interrupted':
      return (
        <Card>
          <Notice
            tone="error"
            text={`${failureText(state.failure)} ${words.interrupted}`}
            action={<Button compact kind="secondary" label={ui.retry} onPress={() => tell({ kind: 'again' })} />}
          />
        </Card>
      );
    case 'done':
      return <Done state={state} onMore={() => tell({ kind: 'closed' })} />;
    case 'ended':
      return (
        <Card>
          <Notice tone={state.why === 'declined' ? 'error' : 'info'} text={words.ends[state.why]} />
          <Button label={words.buyMore} onPress={() => tell({ kind: 'closed' })} />
        </Card>
      );
    default:
      return state satisfies never;
  }
}

function Done(props: {
  readonly state: Extract<PurchaseState, { readonly step: 'done' }>;
  readonly onMore: () => void;
}) {
  const { purchase: words, ui } = useWords();
  const format = useFormat();
  const { payment } = props.state;
  return (
    <Card>
      <AppText kind="heading">{words.doneTitle}</AppText>
      <Notice tone="success" text={words.done(ui.coins(format.amount(payment.coins)))} />
      {payment.coinsTakenBack === '0' ? null : (
        <Notice tone="info" text={words.doneTakenBack(ui.coins(format.amount(payment.coinsTakenBack)))} />
      )}
      <HeldCoins />
      <ToWallet />
      <Button kind="secondary" label={words.buyMore} onPress={props.onMore} />
    </Card>
  );
}

/** The buyer's turn. */
function Paying(props: {
  readonly state: Extract<PurchaseState, { readonly step: 'paying' }>;
  readonly purchase: PurchaseUse;
}) {
  const { purchase: words } = useWords();
  const { ownDocument } = useServices().paying;
  const { state, purchase } = props;
  const { next } = state;
  switch (next.kind) {
    case 'store':
      return <Loading text={words.inStore} />;
    case 'sandbox':
      return <Sandbox paymentId={state.payment.id} purchase={purchase} />;
    case 'stripe':
      if (ownDocument?.is(PAY_PATH) === true) return <CardPayment state={state} next={next} tell={purchase.tell} />;
      // Left unfinished before: the card form is on its own page.
      return (
        <Card>
          <Notice tone="info" text={words.resumed} />
          <Button label={words.goOn} onPress={() => ownDocument?.open(PAY_PATH)} />
          <Button kind="secondary" label={words.giveUp} onPress={() => purchase.tell({ kind: 'cancelled' })} />
        </Card>
      );
    default:
      return next satisfies never;
  }
}

/** Development: what a bank would do, by two buttons. */
function Sandbox({ paymentId, purchase }: { readonly paymentId: string; readonly purchase: PurchaseUse }) {
  const { purchase: words } = useWords();
  const { api } = useServices();
  const failureText = useFailureText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const act = async (what: 'approve' | 'decline'): Promise<void> => {
    setBusy(true);
    const answer = await api.sandboxAct(paymentId, what);
    setBusy(false);
    if (!answer.ok) return setFailure(failureText(answer.failure));
    purchase.tell({ kind: 'paid' });
    purchase.tell({ kind: 'told', payment: answer.data.payment });
  };
  return (
    <Card>
      <AppText kind="heading">{words.sandbox.title}</AppText>
      <AppText color="muted">{words.sandbox.lead}</AppText>
      {failure === undefined ? null : <Notice tone="error" text={failure} />}
      <Button label={words.sandbox.pay} busy={busy} onPress={() => void act('approve')} />
      <Button kind="secondary" label={words.sandbox.decline} disabled={busy} onPress={() => void act('decline')} />
      <Button kind="quiet" label={words.cancel} onPress={() => purchase.tell({ kind: 'cancelled' })} />
    </Card>
  );
}

/** Back to the wallet; from the card form's own document by a new one. */
export function ToWallet() {
  const { purchase: words } = useWords();
  const { ownDocument } = useServices().paying;
  const router = useRouter();
  const go = (): void => {
    if (ownDocument?.is(PAY_PATH) === true) ownDocument.open('/wallet');
    else router.replace('/wallet');
  };
  return (
    <View>
      <Button label={words.toWallet} onPress={go} />
    </View>
  );
}
