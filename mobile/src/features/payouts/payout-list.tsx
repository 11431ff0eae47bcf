import type { PayoutView } from '@halobuzz/core/api/payouts';
import { useCallback, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useLanguage, useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { type Outcome, OutcomeNotice, useOutcomeOf } from '../../ui/outcome-notice.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { moneyText } from '../purchase/money-text.ts';
import { useServices } from '../services.ts';

/** Every payout as it stands, the newest first. */
export function PayoutList(props: { readonly changed: string; readonly onCancelled: () => Promise<void> }) {
  const { payouts: words } = useWords();
  const { api } = useServices();
  const fetchPage = useCallback((cursor?: string) => api.payouts(cursor), [api]);
  return (
    <Card>
      <AppText kind="heading">{words.list}</AppText>
      <PagedList
        label={words.list}
        fetchPage={fetchPage}
        changed={props.changed}
        keyOf={({ id }) => id}
        empty={<Empty text={words.empty} />}
      >
        {(payout) => <Payout payout={payout} onCancelled={props.onCancelled} />}
      </PagedList>
    </Card>
  );
}

function Payout({ payout, onCancelled }: { readonly payout: PayoutView; readonly onCancelled: () => Promise<void> }) {
  const { payouts: words, ui } = useWords();
  const { language } = useLanguage();
  const format = useFormat();
  const outcomeOf = useOutcomeOf();
  const { api } = useServices();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const diamonds = ui.diamonds(format.amount(payout.diamonds));
  const open = payout.status === 'requested' || payout.status === 'held';
  const cancel = async (): Promise<void> => {
    setBusy(true);
    const answer = await api.cancelPayout(payout.id);
    setBusy(false);
    setOutcome(outcomeOf(answer, () => words.cancelAsked));
    if (answer.ok) await onCancelled();
  };
  return (
    <ListEntry style={styles.payout}>
      <View style={styles.head}>
        <View style={styles.what}>
          <AppText kind="strong">{`${diamonds} · ${moneyText(language, payout)}`}</AppText>
          <AppText kind="small" color="muted">
            {`${format.time(payout.createdAt)} · ${words.states[payout.status]}`}
          </AppText>
        </View>
        {open && !payout.cancelAsked ? (
          <Button
            compact
            kind="secondary"
            label={words.cancel}
            spoken={words.cancelOf(diamonds)}
            busy={busy}
            onPress={() => void cancel()}
          />
        ) : null}
      </View>
      {payout.cancelAsked && !payout.settled ? (
        <AppText kind="small" color="muted">
          {words.cancelAsked}
        </AppText>
      ) : null}
      {open && !payout.cancelAsked ? (
        <AppText kind="small" color="muted">
          {words.until(format.time(payout.expiresAt))}
        </AppText>
      ) : null}
      {payout.reasons.map(({ code }) => (
        <AppText key={code} kind="small" color="danger">
          {words.reasons[code]}
        </AppText>
      ))}
      <OutcomeNotice outcome={outcome} />
    </ListEntry>
  );
}

const styles = StyleSheet.create({
  payout: { gap: space.xs },
  head: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.m },
  what: { flexGrow: 1, flexShrink: 1, flexBasis: 200 },
});
