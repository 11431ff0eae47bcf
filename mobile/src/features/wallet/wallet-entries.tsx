import type { WalletEntry } from '@halobuzz/core/api/wallet';
import { limits } from '@halobuzz/core/limits';
import { useCallback, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import type { Catalogue } from '../../i18n/catalogue.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Choices } from '../../ui/choices.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Fact } from '../../ui/fact.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { CopyButton } from '../copy-button.tsx';
import { useServices } from '../services.ts';
import { type EntryFilter, entryFilters, fetchOfKind } from './entry-filter.ts';
import { StatementExport } from './statement-export.tsx';

/** The wallet's history, newest first. `balance` changes whenever there may be something new in it. */
export function WalletEntries({ balance }: { readonly balance: string }) {
  const words = useWords().wallet;
  const { api } = useServices();
  const [filter, setFilter] = useState<EntryFilter>('all');
  const fetchPage = useCallback(
    (cursor?: string) =>
      filter === 'all'
        ? api.walletEntries(cursor)
        : fetchOfKind((at) => api.walletEntries(at, limits.pageItemsMax), filter, cursor),
    [api, filter],
  );
  return (
    <Card>
      <View style={styles.top}>
        <AppText kind="heading">{words.entries}</AppText>
        <StatementExport />
      </View>
      <Choices
        label={words.filter}
        choices={entryFilters.map((value) => ({ value, label: words.filters[value] }))}
        value={filter}
        onChoose={setFilter}
      />
      <PagedList
        key={filter}
        label={words.entries}
        fetchPage={fetchPage}
        changed={balance}
        keyOf={({ tx, direction, currency }) => `${tx}:${direction}:${currency}`}
        empty={<Empty text={filter === 'all' ? words.empty : words.noneOfKind} />}
      >
        {(entry) => <Entry entry={entry} />}
      </PagedList>
    </Card>
  );
}

function Entry({ entry }: { readonly entry: WalletEntry }) {
  const { wallet: words, ui } = useWords();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const debit = entry.direction === 'debit';
  const unitOf = (amount: string): string => {
    const text = format.amount(amount);
    return entry.currency === 'DIAMOND' ? ui.diamonds(text) : ui.coins(text);
  };
  const title = titleOf(words, entry);
  const when = format.time(entry.at);
  const label = open ? words.hide : words.details;
  return (
    <ListEntry style={styles.entry}>
      <View style={styles.head}>
        <View style={styles.what}>
          <AppText kind="strong">{title}</AppText>
          <AppText kind="small" color="muted">
            {[when, ...(entry.balance === undefined ? [] : [words.after(format.amount(entry.balance))])].join(' · ')}
          </AppText>
        </View>
        <AppText kind="strong" color={debit ? 'text' : 'success'} align="end" style={styles.amount}>
          {`${debit ? '−' : '+'}${unitOf(entry.amount)}`}
        </AppText>
        <Button
          compact
          kind="quiet"
          label={label}
          spoken={`${label}: ${words.detailsOf(title, when)}`}
          expanded={open}
          onPress={() => setOpen(!open)}
        />
      </View>
      {open ? (
        <View style={styles.facts}>
          {entry.of === undefined ? null : <Fact name={words.whole} value={unitOf(entry.of)} />}
          <Fact name={words.tx} value={entry.tx} />
          <AppText kind="small" color="muted">
            {words.txWhat}
          </AppText>
          <View style={styles.actions}>
            <CopyButton label={words.copyTx} text={entry.tx} />
            {entry.roomId === undefined ? null : (
              <LinkButton
                compact
                href={{ pathname: '/room/[id]', params: { id: entry.roomId } }}
                label={words.openRoom}
              />
            )}
          </View>
        </View>
      ) : null}
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
  top: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', gap: space.m },
  entry: { gap: space.s },
  head: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.m },
  what: { flexGrow: 1, flexShrink: 1, flexBasis: 180 },
  amount: { fontVariant: ['tabular-nums'] },
  facts: { gap: space.s },
  actions: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.m },
});
