import { type ComponentRef, useEffect, useRef, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useLanguage, useWords } from '../../i18n/use-words.ts';
import type { CardForm } from '../../platform/card-form-port.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { usePalette } from '../../ui/theme.ts';
import { useServices } from '../services.ts';
import { moneyText } from './money-text.ts';
import { PAY_PATH } from './pay-path.ts';
import type { PayStep, PurchaseEvent, PurchaseState } from './purchase-machine.ts';

/** The card form, in its own frame of the payment provider's. */
export function CardPayment(props: {
  readonly state: Extract<PurchaseState, { readonly step: 'paying' }>;
  readonly next: Extract<PayStep, { readonly kind: 'stripe' }>;
  readonly tell: (event: PurchaseEvent) => void;
}) {
  const { purchase: words } = useWords();
  const { language } = useLanguage();
  const { paying } = useServices();
  const palette = usePalette();
  const { state, next, tell } = props;
  const place = useRef<ComponentRef<typeof View>>(null);
  const form = useRef<CardForm>(undefined);
  const [load, setLoad] = useState<'loading' | 'ready' | 'failed'>('loading');
  const [busy, setBusy] = useState(false);
  const [incomplete, setIncomplete] = useState(false);
  const price = moneyText(language, state.payment);
  const { openCardForm, ownDocument } = paying;

  useEffect(() => {
    // In a browser a View is an element of the page; where it is none there is no form either.
    const element = place.current as unknown;
    if (openCardForm === undefined || !(element instanceof HTMLElement)) {
      setLoad('failed');
      return;
    }
    let mounted = true;
    setLoad('loading');
    const { accent, surface, text, danger, scheme } = palette;
    const ask = { publishableKey: next.publishableKey, clientSecret: next.clientSecret, place: element };
    void openCardForm({ ...ask, dark: scheme === 'dark', colors: { accent, surface, text, danger } }).then((opened) => {
      if (!mounted) return opened?.close();
      form.current = opened;
      setLoad(opened === undefined ? 'failed' : 'ready');
    });
    return () => {
      mounted = false;
      form.current?.close();
      form.current = undefined;
    };
  }, [openCardForm, palette, next.publishableKey, next.clientSecret]);

  const pay = async (): Promise<void> => {
    if (form.current === undefined) return;
    setBusy(true);
    setIncomplete(false);
    const answer = await form.current.confirm(ownDocument?.address(PAY_PATH) ?? '');
    setBusy(false);
    switch (answer.kind) {
      case 'paid':
      // The money may have moved: the server finds out.
      case 'unknown':
        return tell({ kind: 'paid' });
      case 'declined':
        return tell(answer.said === undefined ? { kind: 'declined' } : { kind: 'declined', said: answer.said });
      case 'incomplete':
        return setIncomplete(true);
      default:
        return answer satisfies never;
    }
  };
  return (
    <Card>
      <AppText kind="heading">{words.card.title}</AppText>
      {state.note === undefined ? null : (
        <Notice tone="error" text={[words.notes[state.note], state.said].filter(Boolean).join(' ')} />
      )}
      {incomplete ? <Notice tone="error" text={words.card.incomplete} /> : null}
      {load === 'loading' ? <Loading text={words.card.loading} /> : null}
      {load === 'failed' ? <Notice tone="error" text={words.card.failed} /> : null}
      <View
        ref={place}
        role="group"
        aria-label={words.card.form}
        style={load === 'ready' ? undefined : styles.waiting}
      />
      <AppText kind="small" color="muted">
        {words.card.secure}
      </AppText>
      <Button label={words.card.pay(price)} busy={busy} disabled={load !== 'ready'} onPress={() => void pay()} />
      <Button kind="quiet" label={words.cancel} disabled={busy} onPress={() => tell({ kind: 'cancelled' })} />
    </Card>
  );
}

const styles = StyleSheet.create({ waiting: { minHeight: 1 } });
