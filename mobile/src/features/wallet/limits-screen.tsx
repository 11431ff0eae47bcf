import { type SpendingLimits, spendingLimitsRequestSchema } from '@halobuzz/core/api/spending';
import { useCallback, useState } from 'react';
import { View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { type Outcome, OutcomeNotice, useOutcomeOf } from '../../ui/outcome-notice.tsx';
import { Page } from '../../ui/page.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useServices } from '../services.ts';

/** What bounds one's spending, what is left of it today, and one's own limit. */
export function LimitsScreen() {
  const { wallet } = useWords();
  const words = wallet.limits;
  usePageTitle(words.title);
  const { api } = useServices();
  const fetchLimits = useCallback(() => api.spendingLimits(), [api]);
  const { load, reload, update } = useLoad(fetchLimits);
  return (
    <Page width="form">
      <AppText kind="title">{words.title}</AppText>
      <AppText color="muted">{words.lead}</AppText>
      <Loaded load={load} reload={reload}>
        {(limits) => (
          <>
            <Today limits={limits} />
            <OwnLimit limits={limits} onChanged={(now) => update(() => now)} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Today({ limits }: { readonly limits: SpendingLimits }) {
  const { wallet, ui, purchase } = useWords();
  const words = wallet.limits;
  const format = useFormat();
  const coins = (amount: string): string => ui.coins(format.amount(amount));
  const { dailyCap, spentToday, held, owed, frozen } = limits;
  return (
    <Card>
      <AppText kind="heading">{words.today}</AppText>
      {frozen ? <Notice tone="error" text={words.frozen} /> : null}
      {owed === undefined ? null : <Notice tone="error" text={words.owed(coins(owed))} />}
      {held === undefined ? null : (
        <Notice tone="info" text={purchase.held(coins(held.coins), format.time(held.until))} />
      )}
      {spentToday === undefined ? (
        <AppText color="muted">{words.spentUnknown}</AppText>
      ) : dailyCap === null || dailyCap === '0' ? (
        <AppText>{words.spent(coins(spentToday))}</AppText>
      ) : (
        <ProgressBar
          label={words.today}
          done={Number(spentToday)}
          total={Number(dailyCap)}
          text={words.spentOf(coins(spentToday), coins(dailyCap), coins(leftOf(dailyCap, spentToday)))}
        />
      )}
      <AppText kind="small" color="muted">
        {words.dayEnds(format.time(limits.dayEndsAt))}
      </AppText>
    </Card>
  );
}

/** What may still be spent today; nothing when the limit was lowered below what is spent. */
export function leftOf(cap: string, spent: string): string {
  const left = BigInt(cap) - BigInt(spent);
  return (left > 0n ? left : 0n).toString();
}

function OwnLimit(props: { readonly limits: SpendingLimits; readonly onChanged: (limits: SpendingLimits) => void }) {
  const { wallet, ui } = useWords();
  const words = wallet.limits;
  const format = useFormat();
  const outcomeOf = useOutcomeOf();
  const { api } = useServices();
  const { dailyCap, nextCap } = props.limits;
  const [outcome, setOutcome] = useState<Outcome>();
  const [removing, setRemoving] = useState(false);
  const capText = (cap: string | null): string => (cap === null ? words.none : ui.coins(format.amount(cap)));
  const set = async (cap: string | null) => {
    // What was said of the last try is not said of this one.
    setOutcome(undefined);
    const answer = await api.setDailyCap(cap);
    if (answer.ok) {
      props.onChanged(answer.data);
      setOutcome(
        outcomeOf(answer, ({ nextCap: later }) =>
          later === undefined ? words.saved : words.savedLater(format.time(later.from)),
        ),
      );
    }
    return answer;
  };
  const form = useForm({
    initial: { dailyCap: dailyCap ?? '' },
    schema: spendingLimitsRequestSchema,
    explain: { dailyCap: words.fieldWrong },
    send: async ({ dailyCap: cap }) => {
      const answer = await set(cap);
      return answer.ok ? undefined : answer.failure;
    },
  });
  const remove = async (): Promise<void> => {
    setRemoving(true);
    const answer = await set(null);
    setRemoving(false);
    if (!answer.ok) setOutcome(outcomeOf(answer, () => ''));
  };
  return (
    <Card>
      <AppText kind="heading">{words.own}</AppText>
      <AppText>{words.now(capText(dailyCap))}</AppText>
      {nextCap === undefined ? null : (
        <Notice tone="info" text={words.next(capText(nextCap.cap), format.time(nextCap.from))} />
      )}
      <OutcomeNotice outcome={outcome} />
      {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
      <TextField
        label={words.field}
        hint={words.fieldHint}
        inputMode="numeric"
        {...form.field('dailyCap')}
        onSubmitEditing={() => void form.submit()}
      />
      <Button label={words.save} busy={form.busy} onPress={() => void form.submit()} />
      {dailyCap === null ? null : (
        <View>
          <Button kind="secondary" label={words.remove} busy={removing} onPress={() => void remove()} />
        </View>
      )}
      <AppText kind="small" color="muted">
        {words.slowly}
      </AppText>
    </Card>
  );
}
