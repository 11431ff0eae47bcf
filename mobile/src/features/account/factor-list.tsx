import { type FactorListData, type FactorView, renameFactorRequestSchema } from '@halobuzz/core/api/auth-factors';
import { limits } from '@halobuzz/core/limits';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { Notice } from '../../ui/notice.tsx';
import { OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { space } from '../../ui/theme.ts';
import { useForm } from '../../ui/use-form.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useServices } from '../services.ts';
import { useStepUp } from '../step-up/step-up.tsx';
import { useAct } from './use-act.ts';

/** The factors that confirm sign-ins, passkeys among them: renamed and removed here. */
export function FactorList({
  list,
  onChanged,
}: {
  readonly list: FactorListData;
  readonly onChanged: () => Promise<void>;
}) {
  const words = useWords().account.factors;
  if (list.factors.length === 0) return <Empty text={words.none} />;
  return (
    <View role="list" aria-label={words.title}>
      {list.factors.map((factor) => (
        <FactorRow
          key={factor.id}
          factor={factor}
          // Staff may not do without: the server would refuse their last one anyway.
          removable={!list.required || list.factors.length > 1}
          onChanged={onChanged}
        />
      ))}
    </View>
  );
}

function FactorRow(props: {
  readonly factor: FactorView;
  readonly removable: boolean;
  readonly onChanged: () => Promise<void>;
}) {
  const { account, ui } = useWords();
  const words = account.factors;
  const format = useFormat();
  const { api } = useServices();
  const { busy, said, act } = useAct();
  const [dialog, setDialog] = useState<'rename' | 'remove'>();
  const { factor, onChanged } = props;
  const { id, kind, label, hint, lastUsedAt } = factor;
  const remove = async (): Promise<void> => {
    const answer = await act('remove', () => api.removeFactor(id));
    setDialog(undefined);
    if (answer !== undefined) await onChanged();
  };
  return (
    <ListEntry style={styles.row}>
      <View style={styles.lines}>
        <AppText kind="strong">{label}</AppText>
        <AppText kind="small" color="muted">
          {[words.kinds[kind], hint, lastUsedAt === null ? words.neverUsed : words.lastUsed(format.date(lastUsedAt))]
            .filter(Boolean)
            .join(' · ')}
        </AppText>
        <OutcomeNotice outcome={said} />
      </View>
      <Button
        compact
        kind="quiet"
        label={words.rename}
        spoken={words.renameOf(label)}
        onPress={() => setDialog('rename')}
      />
      {props.removable ? (
        <Button
          compact
          kind="quiet"
          label={words.remove}
          spoken={words.removeOf(label)}
          onPress={() => setDialog('remove')}
        />
      ) : null}
      {dialog === 'rename' ? <Rename factor={factor} onClose={() => setDialog(undefined)} onDone={onChanged} /> : null}
      {dialog === 'remove' ? (
        <Sheet label={words.removeAsk(label)} onClose={() => setDialog(undefined)}>
          <AppText kind="heading">{words.removeAsk(label)}</AppText>
          <AppText>{words.removeLead}</AppText>
          <Button kind="danger" label={words.remove} busy={busy === 'remove'} onPress={() => void remove()} />
          <Button kind="quiet" label={ui.cancel} onPress={() => setDialog(undefined)} />
        </Sheet>
      ) : null}
    </ListEntry>
  );
}

function Rename(props: {
  readonly factor: FactorView;
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}) {
  const { account, ui } = useWords();
  const words = account.factors;
  const { api } = useServices();
  const { run } = useStepUp();
  const form = useForm({
    initial: { label: props.factor.label },
    schema: renameFactorRequestSchema,
    explain: { label: words.nameMissing },
    send: async ({ label }) => {
      const answer = await run(() => api.renameFactor(props.factor.id, label));
      if (answer?.ok === false) return answer.failure;
      if (answer !== undefined) {
        props.onClose();
        await props.onDone();
      }
      return undefined;
    },
  });
  const title = words.renameOf(props.factor.label);
  return (
    <Sheet label={title} onClose={props.onClose}>
      <AppText kind="heading">{title}</AppText>
      {form.failure === undefined ? null : <Notice tone="error" text={form.failure} />}
      <TextField
        label={words.name}
        {...form.field('label')}
        maxLength={limits.factorLabelCharsMax}
        onSubmitEditing={() => void form.submit()}
        autoFocus
      />
      <Button label={words.rename} busy={form.busy} onPress={() => void form.submit()} />
      <Button kind="quiet" label={ui.cancel} onPress={props.onClose} />
    </Sheet>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.s },
  lines: { flexGrow: 1, flexShrink: 1, flexBasis: 180, gap: 2 },
});
