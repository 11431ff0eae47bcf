import { useCallback, useState } from 'react';
import { codeOf } from '../../api/failure.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useFailureText } from '../../ui/failure-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { SwitchRow } from '../../ui/switch-row.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { useServices } from '../services.ts';

/** Whether one is notified of a host whom one follows. Nothing is shown of others, nor while it is not known. */
export function HostNotifications(props: {
  readonly username: string;
  readonly name?: string;
  /** In a list of hosts the name is the label; beside a host it goes without saying. */
  readonly labelled?: 'by_name' | 'by_act';
}) {
  const words = useWords().notifications;
  const failureText = useFailureText();
  const { api } = useServices();
  const { username, name = username, labelled = 'by_act' } = props;
  const fetchState = useCallback(() => api.hostNotifications(username), [api, username]);
  const { load, update } = useLoad(fetchState, username);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  if (load.state === 'loading') return null;
  if (load.state === 'failed') {
    return codeOf(load.failure) === 'not_found' ? null : <Notice tone="error" text={failureText(load.failure)} />;
  }
  const change = async (on: boolean): Promise<void> => {
    setBusy(true);
    const answer = await api.setHostNotifications(username, on);
    setBusy(false);
    setFailure(answer.ok ? undefined : failureText(answer.failure));
    if (answer.ok) update(() => answer.data);
  };
  return (
    <>
      <SwitchRow
        label={labelled === 'by_name' ? name : words.ofHost(name)}
        value={load.data.on}
        busy={busy}
        onChange={(on) => void change(on)}
      />
      {failure === undefined ? null : <Notice tone="error" text={failure} />}
    </>
  );
}
