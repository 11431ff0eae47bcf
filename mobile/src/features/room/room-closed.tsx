import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import { useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { BanAppeal } from './ban-appeal.tsx';
import { FollowToEnter } from './follow-to-enter.tsx';
import { Suggestions } from './suggestions.tsx';
import type { Attempt } from './use-room-session.ts';

interface ClosedProps {
  readonly roomId: string;
  /** Why one is not in the room. */
  readonly code: ErrorCode;
  readonly onAttempt: (attempt: Attempt) => void;
}

/** Why a room is closed to somebody, and what they can do about it. */
export function RoomClosed(props: ClosedProps) {
  const { room: words, errors } = useWords();
  const { code } = props;
  return (
    <Page>
      <AppText kind="title">{words.refusedTitle}</AppText>
      <Notice tone={code === 'room_password_required' ? 'info' : 'error'} text={errors[code]} />
      <WayOn {...props} />
      <LinkButton href="/" label={words.toLobby} kind="primary" />
      <Suggestions except={props.roomId} />
    </Page>
  );
}

function WayOn({ roomId, code, onAttempt }: ClosedProps) {
  const { watching: words, ui } = useWords();
  const again = <Button kind="secondary" label={ui.retry} onPress={() => onAttempt({})} />;
  switch (code) {
    case 'room_password_required':
    case 'room_password_wrong':
      return <PasswordEntry onAttempt={onAttempt} />;
    case 'room_followers_only':
      return <FollowToEnter roomId={roomId} onFollowed={() => onAttempt({})} />;
    case 'room_private':
      return (
        <>
          <AppText color="muted">{words.askInvitation}</AppText>
          {again}
        </>
      );
    case 'room_banned':
      return <BanAppeal roomId={roomId} />;
    case 'room_kicked':
      return (
        <>
          <AppText color="muted">{words.kickedLead}</AppText>
          {again}
        </>
      );
    case 'room_adults_only':
      return <LinkButton href="/account" label={words.sayBirthDate} />;
    case 'room_country_blocked':
      return <AppText color="muted">{words.countryLead}</AppText>;
    case 'replaced':
      return <Button label={words.useHere} onPress={() => onAttempt({})} />;
    case 'room_not_found':
    case 'account_banned':
    case 'upgrade_required':
      return null;
    default:
      return again;
  }
}

function PasswordEntry({ onAttempt }: Pick<ClosedProps, 'onAttempt'>) {
  const { watching: words } = useWords();
  const [password, setPassword] = useState('');
  const enter = (): void => {
    if (password !== '') onAttempt({ password });
  };
  return (
    <>
      <TextField
        label={words.password}
        value={password}
        onChangeText={setPassword}
        onSubmitEditing={enter}
        maxLength={limits.streamPasswordCharsMax}
        autoCapitalize="none"
        autoComplete="off"
        autoFocus
        secureTextEntry
      />
      <Button label={words.enter} disabled={password === ''} onPress={enter} />
    </>
  );
}
