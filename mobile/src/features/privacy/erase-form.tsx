import type { ErasureBegun, ErasureOutlook } from '@halobuzz/core/api/erasure';
import { useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { SwitchRow } from '../../ui/switch-row.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useServices } from '../services.ts';
import { useStepUp } from '../step-up/step-up.tsx';

/**
 * The last step: the username, typed, and what is given up, ticked.
 *
 * @param props.onStale the server refused: what stands in the way, or what is in the wallet, may have changed
 */
export function EraseForm(props: {
  readonly outlook: ErasureOutlook;
  readonly onBegun: (begun: ErasureBegun) => void;
  readonly onStale: () => Promise<void>;
}) {
  const { ui } = useWords();
  const words = useWords().privacy.erase;
  const format = useFormat();
  const failureText = useFailureText();
  const { api, client } = useServices();
  const { run } = useStepUp();
  const { handle, forfeit } = props.outlook;
  const [typed, setTyped] = useState('');
  const [given, setGiven] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrongHandle, setWrongHandle] = useState<string>();
  const [failure, setFailure] = useState<string>();

  const erase = async (): Promise<void> => {
    if (busy) return;
    setFailure(undefined);
    if (typed.trim().toLowerCase() !== handle.toLowerCase()) return setWrongHandle(words.handleWrong);
    if (forfeit !== undefined && !given) return setFailure(words.forfeitMissing);
    setBusy(true);
    const request = { handle: typed.trim(), ...(forfeit === undefined ? {} : { forfeit }) };
    const answer = await run(() => api.erase(request));
    if (answer?.ok === true) {
      props.onBegun(answer.data);
      // Every session has ended at the server; this device forgets its own.
      return client.end();
    }
    if (answer !== undefined) await props.onStale();
    setBusy(false);
    if (answer !== undefined) setFailure(failureText(answer.failure));
  };
  return (
    <Card>
      <AppText kind="heading">{words.confirm}</AppText>
      {forfeit === undefined ? null : (
        <SwitchRow
          kind="checkbox"
          label={words.forfeit(ui.coins(format.amount(forfeit.coins)), ui.diamonds(format.amount(forfeit.diamonds)))}
          value={given}
          onChange={(on) => {
            setGiven(on);
            setFailure(undefined);
          }}
        />
      )}
      <TextField
        label={words.handle(handle)}
        error={wrongHandle}
        value={typed}
        onChangeText={(text) => {
          setTyped(text);
          setWrongHandle(undefined);
        }}
        autoCapitalize="none"
        autoCorrect={false}
        autoComplete="off"
      />
      {failure === undefined ? null : <Notice tone="error" text={failure} />}
      <Button kind="danger" label={words.submit} busy={busy} onPress={() => void erase()} />
    </Card>
  );
}
