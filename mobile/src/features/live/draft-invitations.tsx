import { useCallback, useEffect, useState } from 'react';
import type { ApiResult } from '../../api/failure.ts';
import { useFailureText } from '../../ui/failure-text.ts';
import { useServices } from '../services.ts';
import { InvitedPeople } from './invited-people.tsx';

type Invitations = Awaited<ReturnType<ReturnType<typeof useServices>['api']['invitations']>>;

/** Who is invited to a broadcast: of one that exists at once, of one that does not yet kept until it does. */
export function DraftInvitations(props: {
  readonly id: string | undefined;
  readonly waiting: readonly string[];
  readonly onWaiting: (handles: readonly string[]) => void;
}) {
  const { api } = useServices();
  const { id, waiting, onWaiting } = props;
  const failureText = useFailureText();
  const [known, setKnown] = useState<readonly string[]>([]);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const take = useCallback(
    (answer: Invitations) => {
      setError(answer.ok ? undefined : failureText(answer.failure));
      if (answer.ok) setKnown(answer.data.items.map(({ handle }) => handle));
    },
    [failureText],
  );
  useEffect(() => {
    let left = false;
    if (id !== undefined) {
      void api.invitations(id).then((answer) => {
        if (!left) take(answer);
      });
    }
    return () => {
      left = true;
    };
  }, [api, id, take]);
  const ask = async (send: Promise<ApiResult<Extract<Invitations, { ok: true }>['data']>>): Promise<void> => {
    setBusy(true);
    take(await send);
    setBusy(false);
  };
  return (
    <InvitedPeople
      handles={[...known, ...waiting]}
      error={error}
      busy={busy}
      onInvite={(handle) => {
        if (id !== undefined) void ask(api.invite(id, handle));
        else if (!waiting.includes(handle)) onWaiting([...waiting, handle]);
      }}
      onRemove={(handle) => {
        if (waiting.includes(handle)) onWaiting(waiting.filter((one) => one !== handle));
        else if (id !== undefined) void ask(api.uninvite(id, handle));
      }}
    />
  );
}
