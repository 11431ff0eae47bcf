import type { Relation } from '@halobuzz/core/api/people';
import { useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { useServices } from '../services.ts';

/** Follows somebody, or no longer. */
export function FollowButton(props: {
  readonly username: string;
  readonly name?: string;
  readonly following: boolean;
  readonly onChange: (relation: Relation) => void;
  readonly compact?: boolean;
}) {
  const words = useWords().people;
  const failureText = useFailureText();
  const { api } = useServices();
  const { username, name = username, following, compact = false } = props;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const act = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const answer = await (following ? api.unfollow(username) : api.follow(username));
    setBusy(false);
    setFailure(answer.ok ? undefined : failureText(answer.failure));
    if (answer.ok) props.onChange(answer.data.relation);
  };
  return (
    <>
      <Button
        kind={following ? 'secondary' : 'primary'}
        compact={compact}
        label={following ? words.followed : words.follow}
        spoken={following ? words.unfollowOf(name) : words.followOf(name)}
        busy={busy}
        onPress={() => void act()}
      />
      {failure === undefined ? null : <Notice tone="error" text={failure} />}
    </>
  );
}
