import type { ConsentReceipt } from '@halobuzz/core/api/consents';
import { useCallback, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Fact } from '../../ui/fact.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { AppText } from '../../ui/text.tsx';
import { textSize } from '../../ui/text-size.ts';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useServices } from '../services.ts';

/** Every decision, newest first, with its proof. `about` changes whenever there may be a new one. */
export function ConsentHistory({ about }: { readonly about: string }) {
  const words = useWords().privacy.consents;
  const { api } = useServices();
  const fetchPage = useCallback((cursor?: string) => api.consentHistory(cursor), [api]);
  return (
    <Card>
      <AppText kind="heading">{words.history}</AppText>
      <PagedList
        label={words.history}
        fetchPage={fetchPage}
        changed={about}
        keyOf={({ receiptId }) => receiptId}
        empty={<Empty text={words.historyEmpty} />}
      >
        {(receipt) => <Receipt receipt={receipt} />}
      </PagedList>
    </Card>
  );
}

function Receipt({ receipt }: { readonly receipt: ConsentReceipt }) {
  const words = useWords().privacy.consents;
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const name = words.names[receipt.consentType];
  const what = receipt.granted ? words.gave(name) : words.withdrew(name);
  const when = format.time(receipt.decidedAt);
  const label = open ? words.hideProof : words.proof;
  return (
    <ListEntry style={styles.receipt}>
      <View style={styles.head}>
        <View style={styles.what}>
          <AppText kind="strong">{what}</AppText>
          <AppText kind="small" color="muted">
            {[when, words.methods[receipt.method], receipt.appVersion].filter((part) => part !== undefined).join(' · ')}
          </AppText>
        </View>
        <Button
          compact
          kind="quiet"
          label={label}
          spoken={`${label}: ${words.proofOf(what, when)}`}
          expanded={open}
          onPress={() => setOpen(!open)}
        />
      </View>
      {open ? (
        <View style={styles.proof}>
          <Fact name={words.receipt} value={receipt.receiptId} />
          <Fact name={words.notice(receipt.version)} value={receipt.locale} />
          <Fact name={words.hash} value={receipt.textHash} />
          <Fact name={words.read} value={receipt.text} />
        </View>
      ) : null}
    </ListEntry>
  );
}

const styles = StyleSheet.create({
  receipt: { gap: space.s },
  head: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.m },
  what: { flexGrow: 1, flexShrink: 1, flexBasis: textSize(180) },
  proof: { gap: space.s },
});
