import type { WalletEntry } from '@halobuzz/core/api/wallet';
import { useCallback } from 'react';
import { StyleSheet, View } from 'react-native';
import type { Catalogue } from '../../i18n/catalogue.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useServices } from '../services.ts';

/** The wallet's history, newest first. `balance` changes whenever there may be something new in it. */
export function WalletEntries({ balance }: { readonly balance: string }) {
  const words = useWords().wallet;
  const { api } = useServices();
  const fetchPage = useCallback((cursor?: string) => api.walletEntries(cursor), [api]);
  return (
    <Card>
      <AppText kind="heading">{words.entries}</AppText>
      <PagedList
        label={words.entries}
        fetchPage={fetchPage}
        changed={balance}
        keyOf={({ tx, direction, currency }) => `${tx}:${direction}:${currency}`}
        empty={<Empty text={words.empty} />}
      >
        {(entry) => <Entry entry={entry} />}
      </PagedList>
    </Card>
  );
}

function Entry({ entry }: { readonly entry: WalletEntry }) {
  const { wallet: words, ui } = useWords();
  const format = useFormat();
  const debit = entry.direction === 'debit';
  const amount = format.amount(entry.amount);
  const unit = entry.currency === 'DIAMOND' ? ui.diamonds(amount) : ui.coins(amount);
  return (
    <ListEntry style={styles.entry}>
      <View style={styles.what}>
        <AppText kind="strong">{titleOf(words, entry)}</AppText>
        <AppText kind="small" color="muted">
          {[
            format.time(entry.at),
            ...(entry.balance === undefined ? [] : [words.after(format.amount(entry.balance))]),
          ].join(' · ')}
        </AppText>
      </View>
      <AppText kind="strong" color={debit ? 'text' : 'success'} align="end" style={styles.amount}>
        {`${debit ? '−' : '+'}${unit}`}
      </AppText>
    </ListEntry>
  );
}

function titleOf(words: Catalogue['wallet'], entry: WalletEntry): string {
  if (entry.type !== 'gift') return words.entryKinds[entry.type];
  const what = entry.direction === 'debit' ? words.giftSent : words.giftReceived;
  if (entry.giftId === undefined) return what;
  return `${what}: ${entry.giftId}${entry.quantity === undefined ? '' : ` × ${entry.quantity}`}`;
}

const styles = StyleSheet.create({
  entry: {
    flexDirection: 'row',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: space.m,
  },
  what: { flexShrink: 1 },
  amount: { fontVariant: ['tabular-nums'] },
});
