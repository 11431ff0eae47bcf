import type { PaymentView } from '@halobuzz/core/api/payments';
import { useCallback, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useLanguage, useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Fact } from '../../ui/fact.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { Page } from '../../ui/page.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { CopyButton } from '../copy-button.tsx';
import { useServices } from '../services.ts';
import { moneyText } from './money-text.ts';

/** Every payment as it stands, each with its receipt. */
export function PaymentsScreen() {
  const { purchase } = useWords();
  const words = purchase.payments;
  usePageTitle(words.title);
  const { api } = useServices();
  const fetchPage = useCallback((cursor?: string) => api.payments(cursor), [api]);
  return (
    <Page>
      <AppText kind="title">{words.title}</AppText>
      <AppText color="muted">{words.lead}</AppText>
      <Card>
        <PagedList
          label={words.title}
          fetchPage={fetchPage}
          changed=""
          keyOf={({ id }) => id}
          empty={
            <Empty
              text={words.empty}
              action={<LinkButton href="/wallet/buy" label={purchase.title} kind="primary" />}
            />
          }
        >
          {(payment) => <Receipt payment={payment} />}
        </PagedList>
      </Card>
    </Page>
  );
}

function Receipt({ payment }: { readonly payment: PaymentView }) {
  const { purchase, ui } = useWords();
  const words = purchase.payments;
  const { language } = useLanguage();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const coins = ui.coins(format.amount(payment.coins));
  const when = format.time(payment.createdAt);
  const label = open ? words.hide : words.details;
  return (
    <ListEntry style={styles.receipt}>
      <View style={styles.head}>
        <View style={styles.what}>
          <AppText kind="strong">{coins}</AppText>
          <AppText kind="small" color="muted">
            {`${when} · ${words.states[payment.status]}`}
          </AppText>
        </View>
        <AppText kind="strong">{moneyText(language, payment)}</AppText>
        <Button
          compact
          kind="quiet"
          label={label}
          spoken={`${label}: ${words.detailsOf(coins, when)}`}
          expanded={open}
          onPress={() => setOpen(!open)}
        />
      </View>
      {open ? (
        <View style={styles.facts}>
          <Fact name={words.id} value={payment.id} />
          <Fact name={words.when} value={when} />
          <Fact name={words.changed} value={format.time(payment.updatedAt)} />
          <Fact name={words.coins} value={format.amount(payment.coins)} />
          {payment.coinsTakenBack === '0' ? null : (
            <Fact name={words.takenBack} value={format.amount(payment.coinsTakenBack)} />
          )}
          <Fact name={words.price} value={moneyText(language, payment)} />
          <Fact name={words.way} value={purchase.ways[payment.provider]} />
          <CopyButton label={words.copy} text={payment.id} />
        </View>
      ) : null}
    </ListEntry>
  );
}

const styles = StyleSheet.create({
  receipt: { gap: space.s },
  head: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.m },
  what: { flexGrow: 1, flexShrink: 1, flexBasis: 160 },
  facts: { gap: space.s },
});
