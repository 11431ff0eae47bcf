import { type ExportDataType, exportDataTypeNames } from '@halobuzz/core/privacy/export-sections';
import { useState } from 'react';
import { View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Choices } from '../../ui/choices.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { SwitchRow } from '../../ui/switch-row.tsx';
import { AppText } from '../../ui/text.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useServices } from '../services.ts';
import { useStepUp } from '../step-up/step-up.tsx';

/** Asks for a copy: of everything, or of the kinds that are ticked. `nextAt`: before it the server takes no other. */
export function ExportForm(props: {
  readonly nextAt: string | undefined;
  readonly running: boolean;
  readonly onAsked: () => Promise<void>;
}) {
  const words = useWords().privacy.data;
  const format = useFormat();
  const failureText = useFailureText();
  const scopes = [
    { value: 'all', label: words.all },
    { value: 'some', label: words.some },
  ] as const;
  const { api } = useServices();
  const { run } = useStepUp();
  const [scope, setScope] = useState<'all' | 'some'>('all');
  const [ticked, setTicked] = useState<readonly ExportDataType[]>([]);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();

  const ask = async (): Promise<void> => {
    if (scope === 'some' && ticked.length === 0) return setFailure(words.none);
    setBusy(true);
    setFailure(undefined);
    const answer = await run(() => api.requestExport(scope === 'all' ? 'all' : [...ticked]));
    if (answer?.ok === true) await props.onAsked();
    setBusy(false);
    if (answer?.ok === false) setFailure(failureText(answer.failure));
  };
  const toggle = (type: ExportDataType, on: boolean): void => {
    setFailure(undefined);
    setTicked((before) => (on ? [...before, type] : before.filter((one) => one !== type)));
  };
  const waits = props.running
    ? words.running
    : props.nextAt === undefined
      ? undefined
      : words.next(format.time(props.nextAt));
  return (
    <Card>
      <AppText kind="heading">{words.what}</AppText>
      <Choices wrap label={words.what} choices={scopes} value={scope} onChoose={setScope} />
      {scope === 'some' ? (
        <View role="group" aria-label={words.types}>
          {exportDataTypeNames.map((type) => (
            <SwitchRow
              key={type}
              kind="checkbox"
              label={words.kinds[type]}
              value={ticked.includes(type)}
              onChange={(on) => toggle(type, on)}
            />
          ))}
        </View>
      ) : null}
      {failure === undefined ? null : <Notice tone="error" text={failure} />}
      <Button label={words.request} busy={busy} disabled={waits !== undefined} onPress={() => void ask()} />
      <AppText kind="small" color="muted">
        {waits ?? words.oncePer}
      </AppText>
    </Card>
  );
}
