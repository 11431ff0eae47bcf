import { useState } from 'react';
import { View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { type Outcome, OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useServices } from '../services.ts';
import { fetchStatement, statementCsv } from './statement.ts';

/** Saves what moved in the wallet as a file. */
export function StatementExport() {
  const { wallet: words } = useWords();
  const format = useFormat();
  const failureText = useFailureText();
  const { api, saveText } = useServices();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const save = async (): Promise<void> => {
    setBusy(true);
    setOutcome(undefined);
    const answer = await fetchStatement((cursor, limit) => api.walletEntries(cursor, limit));
    if (!answer.ok) setOutcome({ ok: false, text: failureText(answer.failure) });
    else {
      const { entries, part } = answer.data;
      const day = new Date().toISOString().slice(0, 10);
      const saved = await saveText(`halobuzz-${day}.csv`, 'text/csv', statementCsv(entries, words));
      const count = format.amount(entries.length.toString());
      const done = part ? words.exportedPart(count) : words.exported(count);
      setOutcome({ ok: saved, text: saved ? done : words.notExported });
    }
    setBusy(false);
  };
  return (
    <View>
      <Button
        compact
        kind="secondary"
        label={busy ? words.exporting : words.export}
        busy={busy}
        onPress={() => void save()}
      />
      <OutcomeNotice outcome={outcome} />
    </View>
  );
}
