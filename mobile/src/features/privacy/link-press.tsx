import { useState } from 'react';
import type { ApiResult } from '../../api/failure.ts';
import { Button } from '../../ui/button.tsx';
import { type Outcome, OutcomeNotice, useOutcomeOf } from '../../ui/outcome-notice.tsx';

/**
 * What the token of a link is good for, done by a press and not by opening alone, for mail scanners open links too. The
 * button goes away once it worked.
 */
export function LinkPress<T>(props: {
  readonly label: string;
  readonly send: () => Promise<ApiResult<T>>;
  readonly done: (data: T) => string;
}) {
  const outcomeOf = useOutcomeOf();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<Outcome>();
  const press = async (): Promise<void> => {
    setBusy(true);
    const answer = await props.send();
    setBusy(false);
    setSaid(outcomeOf(answer, props.done));
  };
  return (
    <>
      <OutcomeNotice outcome={said} />
      {said?.ok === true ? null : <Button label={props.label} busy={busy} onPress={() => void press()} />}
    </>
  );
}
