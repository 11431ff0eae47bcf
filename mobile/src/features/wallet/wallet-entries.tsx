import type { WalletEntry } from '@halobuzz/core/api/wallet';
import { useCallback } from 'react';
import { StyleSheet, View } from 'react-native';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { formatAmount, formatTime } from '../../ui/format.ts';
import { ListEntry } from '../../ui/list-entry.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { strings } from '../../ui/strings.ts';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useServices } from '../services.ts';

const words = strings.wallet;

/** The wallet's history, newest first. `balance` changes whenever there may be something new in it. */
export function WalletEntries({ balance }: { readonly balance: string }) {
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
  const debit = entry.direction === 'debit';
  const amount = formatAmount(entry.amount);
  const unit = entry.currency === 'DIAMOND' ? strings.common.diamonds(amount) : strings.common.coins(amount);
  return (
    <ListEntry style={styles.entry}>
      <View style={styles.what}>
        <AppText kind="strong">{titleOf(entry)}</AppText>
        <AppText kind="small" color="muted">
          {[
            formatTime(entry.at),
            ...(entry.balance === undefined ? [] : [words.after(formatAmount(entry.balance))]),
          ].join(' · ')}
        </AppText>
      </View>
      <AppText kind="strong" color={debit ? 'text' : 'success'} style={styles.amount}>
        {`${debit ? '−' : '+'}${unit}`}
      </AppText>
    </ListEntry>
  );
}

function titleOf(entry: WalletEntry): string {
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
  amount: { fontVariant: ['tabular-nums'], textAlign: 'right' },
});
